/**
 * Where a giver sends what a leg with delivery `push` releases: an envelope as its page would be, named by the SHA-256 of
 * its bytes. A delivery that comes again is answered as before.
 */
export const deliveryPath = (accord: string, leg: number, key: string): string =>
  `/accord/deliveries/${encodeURIComponent(accord)}/${leg}/${key}`;

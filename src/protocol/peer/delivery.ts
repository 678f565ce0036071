import { formatMicros, type Micros, parseTimestamp } from '../../core/time.ts';

/** In the address of a delivery: when the sender read what it sends, RFC 3339 by its own clock. */
export const readAtParameter = 'read';

/**
 * Where a giver sends what a leg with delivery `push` releases: an envelope as its page would be, named by the SHA-256 of
 * its bytes. A delivery that comes again is answered as before. The moment of reading tells the receiver which recalls of
 * the sender are newer than the delivery; it stands beside the key, so the same bytes have the same key whenever they go.
 */
export const deliveryPath = (accord: string, leg: number, key: string, readAt: Micros): string =>
  `/accord/deliveries/${encodeURIComponent(accord)}/${leg}/${key}?${readAtParameter}=${formatMicros(readAt)}`;

/** From the query of a delivery's address; null where it is not given, or no moment. */
export function deliveryReadAt(query: string): Micros | null {
  const name = `${readAtParameter}=`;
  const [given, second] = query.split('&').filter((part) => part.startsWith(name));
  return given === undefined || second !== undefined ? null : parseTimestamp(given.slice(name.length));
}

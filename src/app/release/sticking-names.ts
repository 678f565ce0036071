import type { PartyId, TextId } from '../../core/ids.ts';

/** No text has an id that begins like this, so what sticks has names of its own among those of our texts. */
export const relayMark = '~relay ';

export type RelayName = readonly [own: string, deliverer: PartyId, text: TextId, origin: PartyId, over: string];

export const relayNamed = (name: string): RelayName => JSON.parse(name.slice(relayMark.length)) as RelayName;

/** Gates that are not those of a text of ours: sticking texts, and answers of parties. */
export const isSticking = (name: string): boolean => name.startsWith('~');

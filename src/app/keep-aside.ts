import type { PartyId } from '../core/ids.ts';
import type { PreparedObject } from '../core/stix/object-facts.ts';
import type { Micros } from '../core/time.ts';
import type { Store } from '../ports/store.ts';
import type { CollectionState } from './release/collection-state.ts';

/** An object that was not taken into its collection, kept for own staff to look at. */
export interface Aside {
  readonly kind: 'conflict' | 'foreign';
  readonly collection: number;
  readonly party: PartyId;
  readonly at: Micros;
  readonly object: string;
  readonly version: string;
  readonly body: string;
}

export function keepAside(
  store: Store,
  kind: Aside['kind'],
  collection: CollectionState,
  object: PreparedObject,
  party: PartyId,
  at: Micros,
): void {
  let body = '';
  for (let i = 0; i < object.body.length; i += 8192) body += String.fromCharCode(...object.body.subarray(i, i + 8192));
  const row: Aside = {
    kind,
    collection: collection.record.no,
    party,
    at,
    object: object.id,
    version: object.version,
    body,
  };
  store.write.putDocument('aside', `${collection.record.no}|${object.id}|${object.version}|${party}`, row);
}

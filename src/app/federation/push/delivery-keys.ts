import type { PartyId } from '../../../core/ids.ts';
import type { Micros } from '../../../core/time.ts';
import type { Store } from '../../../ports/store.ts';

/** Keys of deliveries are kept longer than any sender tries again. */
const keysKept: Micros = 30 * 86_400_000_000;

/**
 * A delivery that comes after its copies were deleted because their giver recalled them is a new one, even where every byte
 * of it is that of an old one. Inside the change that deletes.
 */
export function forgetKeysOf(store: Store, party: PartyId): void {
  for (const { id } of store.documents('delivery-key'))
    if (id.startsWith(`${party}|`)) store.write.removeDocument('delivery-key', id);
}

/** True when some were forgotten; the caller flushes. */
export function forgetKeys(store: Store, now: Micros): boolean {
  const old = store
    .documents('delivery-key')
    .filter(({ value }) => (value as { readonly at: Micros }).at < now - keysKept);
  for (const { id } of old) store.write.removeDocument('delivery-key', id);
  return old.length > 0;
}

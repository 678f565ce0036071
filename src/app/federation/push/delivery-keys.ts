import type { Micros } from '../../../core/time.ts';
import type { Store } from '../../../ports/store.ts';

/** Keys of deliveries are kept longer than any sender tries again. */
const keysKept: Micros = 30 * 86_400_000_000;

/** True when some were forgotten; the caller flushes. */
export function forgetKeys(store: Store, now: Micros): boolean {
  const old = store
    .documents('delivery-key')
    .filter(({ value }) => (value as { readonly at: Micros }).at < now - keysKept);
  for (const { id } of old) store.write.removeDocument('delivery-key', id);
  return old.length > 0;
}

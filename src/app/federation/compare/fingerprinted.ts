import { fingerprintOf } from '../../../core/reconcile/index.ts';
import { instantKey } from '../../../core/time.ts';
import type { NodeState } from '../../node-state.ts';

/** One version by its fingerprint. */
export interface Fingerprinted {
  readonly id: string;
  readonly version: string;
  readonly fingerprint: string;
}

/** Bodies hashed before others have a turn. */
const hashedAtOnce = 100;

/** Sorted by fingerprint. Reads every body once. */
export async function fingerprints(
  { store, platform }: Pick<NodeState, 'store' | 'platform'>,
  collection: number,
  seqs: readonly number[],
): Promise<Fingerprinted[]> {
  const out: Fingerprinted[] = [];
  if (store.dirty) await store.flush();
  for (let i = 0; i < seqs.length; i += hashedAtOnce) {
    for (const row of await store.rows(collection, seqs.slice(i, i + hashedAtOnce))) {
      const body = await store.body(collection, row.seq);
      if (body === null) continue;
      const hash = platform.sha256(body);
      const fingerprint = fingerprintOf(row.id, instantKey(row.version), hash, platform.sha256);
      out.push({ id: row.id, version: row.version, fingerprint });
    }
    await platform.othersFirst();
  }
  return out.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

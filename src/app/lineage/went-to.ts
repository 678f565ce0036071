import type { PartyId } from '../../core/ids.ts';
import type { FoundRow } from '../../ports/store.ts';
import type { ReleaseEngine } from '../release/engine.ts';

/** Whether our own record shows that a party has one of these versions from us. */
export const wentTo = (engine: ReleaseEngine, party: PartyId, rows: readonly FoundRow[]): boolean =>
  rows.some((row) => {
    const entries = engine.feed(party, row.collection)?.stream.entries;
    return entries?.of(row.seq).some((entry) => entries.wasServed(entry.position)) ?? false;
  });

import type { AccordId } from '../../core/ids.ts';
import type { Moment } from '../../core/stream/index.ts';
import { type AccordDeps, ownMove } from './accord-step.ts';
import { countSigning } from './count-signing.ts';

/**
 * The other side accepted a version of ours, word for word (E 1791), and staff said that this is enough: the confirm is in
 * the same transaction. What would open too much for one person waits for a second one and is confirmed by hand.
 */
export function confirmByItself(deps: AccordDeps, id: AccordId, moment: Moment): void {
  const record = deps.accords.get(id);
  if (record === undefined || record.confirms !== 'auto') return;
  const { stage, table } = record.state;
  if (stage.name !== 'accepted' || stage.late || table === null || table.author !== deps.settings.party) return;
  const opens = countSigning(deps, record, moment.at);
  const limit = deps.settings.secondPersonAbove;
  if (limit !== null && opens !== null && opens > limit) {
    const awaits = { move: 'confirm' as const, by: record.by ?? '', objects: opens, since: moment.at };
    deps.accords.put({ ...record, awaits });
    return;
  }
  const { number: version, hash } = table;
  const confirmed = ownMove(deps, record, { kind: 'confirm', version, hash }, moment);
  if (!confirmed.ok) deps.accords.put({ ...record, trouble: { at: moment.at, faults: confirmed.error } });
}

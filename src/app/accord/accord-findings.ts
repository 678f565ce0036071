import { phaseAt } from '../../core/accord/index.ts';
import type { Micros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';
import type { AccordRecord } from './accord-record.ts';
import { stoppedFaults } from './show-accord.ts';
import { heldNow } from './watch-accords.ts';

type Deps = Pick<NodeState, 'engine' | 'settings' | 'accords' | 'messages'>;

const shown = 20;

/** What waits for own staff, one line each, the newest first. */
export function accordFindings(deps: Deps, at: Micros): readonly string[] {
  const lines = deps.accords
    .list()
    .flatMap((record) => findingsOf(deps, record, at).map((text) => `${record.id} ${text}`));
  const more = lines.length > shown ? [`and ${lines.length - shown} more`] : [];
  return [...lines.slice(0, shown), ...more];
}

function findingsOf(deps: Deps, record: AccordRecord, at: Micros): string[] {
  const { state, peer, hold, awaits, trouble } = record;
  const isOurs = state.table?.author === deps.settings.party;
  const phase = phaseAt(state, at);
  const found: string[] = [];
  if (awaits !== null)
    found.push(`${awaits.move} by ${awaits.by} waits for a second person (${awaits.objects} objects)`);
  else if (phase === 'accepted' && isOurs) found.push(`was accepted by ${peer} and waits for the confirm`);
  const word = record.leadWords?.at(-1);
  if (word?.state === 'not-made' && !isOurs && (phase === 'tabled' || phase === 'countered' || phase === 'held'))
    found.push(
      `${word.move} for us by ${word.lead} was not made: ${word.faults[0]?.at ?? ''} ${word.faults[0]?.problem ?? ''}`,
    );
  if ((phase === 'tabled' || phase === 'countered') && !isOurs) found.push(`from ${peer} waits for an answer`);
  if (phase === 'held' && hold !== null && hold.conditions.length > 0 && heldNow(deps, record, at).met)
    found.push('is held by this node, and its conditions hold now: reopen it');
  if (phase === 'frozen')
    found.push(`with ${peer} is frozen and lets nothing flow: end it, or amend it where it was in force`);
  if (trouble !== null) found.push(`${trouble.faults[0]?.at ?? ''}: ${trouble.faults[0]?.problem ?? ''}`);
  for (const { at: place, problem } of stoppedFaults(deps, record)) found.push(`${place}: ${problem}`);
  return found;
}

import { nextChangeAfter, phaseAt } from '../../core/accord/index.ts';
import { earliest } from '../../core/conditions/index.ts';
import type { Moment } from '../../core/stream/index.ts';
import type { Micros } from '../../core/time.ts';
import { courseEntry, prolonged } from './accord-course.ts';
import type { AccordRecord } from './accord-record.ts';
import { type AccordDeps, ownMove } from './accord-step.ts';
import { endLegs } from './given-texts.ts';
import { allOf, type HeldState, heldState } from './held-conditions.ts';

/** What a look at the accords brought about. */
export interface Watched {
  readonly reopened: readonly string[];
  /** Held, their conditions hold now, and staff have to reopen them. */
  readonly ready: readonly string[];
  readonly ended: readonly string[];
}

/**
 * What time and facts did to accords: those whose term is over end, and held ones whose conditions hold are reopened where
 * the holder said so. Runs inside a change, whenever a fact about parties changed and when time is due.
 */
export function watchAccords(deps: AccordDeps, moment: Moment): Watched {
  const seen = { reopened: [] as string[], ready: [] as string[], ended: [] as string[] };
  for (const record of deps.accords.list()) {
    if (endedByTime(deps, record, moment)) seen.ended.push(record.id);
    const { hold, state } = record;
    if (hold === null || hold.conditions.length === 0 || phaseAt(state, moment.at) !== 'held') continue;
    const { met } = heldNow(deps, record, moment.at);
    const metSince = met ? (hold.metSince ?? moment.at) : null;
    if (met && hold.reopens === 'auto' && reopen(deps, record, moment)) {
      seen.reopened.push(record.id);
      continue;
    }
    if (met) seen.ready.push(record.id);
    if (metSince !== hold.metSince) deps.accords.put({ ...record, hold: { ...hold, metSince } });
  }
  return seen;
}

/** The next moment at which time alone gives `watchAccords` something to do; null when none is known. */
export function nextWatchAt(deps: AccordDeps, at: Micros): Micros | null {
  let next: Micros | null = null;
  for (const record of deps.accords.list()) {
    next = earliest(next, nextChangeAfter(record.state, at));
    if (record.hold !== null && phaseAt(record.state, at) === 'held')
      next = earliest(next, heldNow(deps, record, at).nextChange);
  }
  return next;
}

/** Whether what this node waits for holds. */
export function heldNow(deps: Pick<AccordDeps, 'engine' | 'settings'>, record: AccordRecord, at: Micros): HeldState {
  const sides = { holder: deps.settings.party, other: record.peer };
  return heldState(allOf(record.hold?.conditions ?? []), sides, deps.engine.gateFacts({ id: '' }, record.peer, at, at));
}

function reopen(deps: AccordDeps, record: AccordRecord, moment: Moment): boolean {
  const { table } = record.state;
  if (table === null || deps.messages.isFrozen(`accord/${record.id}`, record.peer)) return false;
  return ownMove(deps, record, { kind: 'reopen', version: table.number, hash: table.hash }, moment).ok;
}

/** Every node reads the end off the signed text; here it is written down, with the leg that was received. */
function endedByTime(deps: AccordDeps, record: AccordRecord, moment: Moment): boolean {
  const phase = phaseAt(record.state, moment.at);
  if (phase !== 'expired' && phase !== 'lapsed') return false;
  const course = prolonged(record.course, courseEntry(record.state, moment.at));
  // A message that came late may have written the end down already, and closed nothing.
  const isOpen = phase === 'expired' && hasOpenLegs(deps, record);
  if (course === record.course && !isOpen) return false;
  deps.accords.put({ ...record, course, hold: null, awaits: null, changedAt: moment.at });
  const legs = record.state.table?.text.legs ?? [];
  if (isOpen) endLegs(deps, { accord: record.id, legs, replacedBy: [] }, moment);
  return true;
}

function hasOpenLegs({ texts, received }: AccordDeps, { id, peer, state }: AccordRecord): boolean {
  if ([...texts.values()].some((text) => text.accord === id && text.endedAt === null)) return true;
  return (state.table?.text.legs ?? []).some(({ terms }) => {
    const kept = terms.id === undefined ? null : received.get(terms.id);
    return kept !== null && kept.from === peer && kept.endedAt === null;
  });
}

import type { Hold } from '../../core/accord/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import { type DiscloseLevel, discloseLevels } from '../../core/terms/index.ts';
import type { AccordRecord, OwnHold } from './accord-record.ts';
import { type AccordDeps, ownMove } from './accord-step.ts';
import { legsGivenBy } from './given-legs.ts';
import { allOf, gateConditions, heldState, namedBy, readHeldConditions } from './held-conditions.ts';
import { asIfSigned, signedGate } from './if-signed.ts';
import type { OnWhoseWord } from './move-accord.ts';
import { findAccord, type Moved } from './table-accord.ts';

export interface HoldInput {
  readonly id: string;
  /** Conditions as read from a file; see `readHeldConditions`. */
  readonly conditions?: unknown;
  /** Wait for what the gate of the leg we give waits for. */
  readonly fromExplanation?: boolean;
  /** `auto`: reopened by this node once they hold; `hand`: own staff are told. */
  readonly reopen?: string;
  /** What the other side is told of them; the level of the leg we give when absent. */
  readonly disclose?: string;
  readonly why?: string;
  readonly by?: string;
}

/** "Not now": the conditions are kept whole and watched, and told to the other side as far as the level goes. */
export async function holdAccord(deps: AccordDeps, input: HoldInput): Promise<Result<Moved, Fault[]>> {
  return deps.engine.exclusive(async () => {
    const found = findAccord(deps, input.id);
    return found.ok ? makeHold(deps, found.value, input) : found;
  });
}

/** The same by own staff or on the word of a lead, which changes more about the record. Callers hold the lock. */
export async function makeHold(
  deps: AccordDeps,
  record: AccordRecord,
  input: HoldInput,
  mandated?: OnWhoseWord['mandated'],
): Promise<Result<Moved, Fault[]>> {
  const { engine, store } = deps;
  const made = engine.change((moment) => {
    const ended = mandated?.ended(moment.at) ?? null;
    if (ended !== null) return fail(ended);
    const hold = readHold(deps, record, input, moment);
    if (!hold.ok) return hold;
    const { number: version, hash } = record.state.table ?? { number: 1, hash: '0'.repeat(64) };
    const { own, told } = hold.value;
    const by = input.by === undefined ? {} : { by: input.by };
    const changed = { hold: own, ...by, ...mandated?.made };
    return ownMove(deps, record, { kind: 'hold', version, hash, hold: told }, moment, changed);
  });
  await store.flush();
  return made.ok ? ok({ record: made.value, warnings: [] }) : made;
}

function readHold(
  deps: AccordDeps,
  record: AccordRecord,
  input: HoldInput,
  moment: Moment,
): Result<{ readonly own: OwnHold; readonly told: Hold }, Fault[]> {
  const faults: Fault[] = [];
  if (input.fromExplanation === true && input.conditions !== undefined)
    faults.push({ at: 'from-explanation', problem: 'stands beside conditions of a file', valid: 'one of the two' });
  const sides = { holder: deps.settings.party, other: record.peer };
  const scale = (topic: string) =>
    record.state.table?.text.topics.find(({ id }) => id === topic)?.scale ?? deps.positions.book.scale(topic);
  const given = legsGivenBy(deps.settings.party, record.state.table?.text.legs ?? []);
  const level = levelOf(input, given[0]?.terms.disclose ?? 'conditions', faults);
  const value =
    input.fromExplanation === true
      ? given
          .flatMap(({ terms }) => gateConditions(terms, record.id))
          .map((tree) => ({ name: namedBy([tree]), when: [tree] }))
      : null;
  const conditions =
    value !== null
      ? ok(value)
      : input.conditions === undefined
        ? ok([])
        : readHeldConditions(input.conditions, { ...sides, now: moment.at, scale });
  if (!conditions.ok) return fail(...faults, ...conditions.error);
  if (input.fromExplanation === true && conditions.value.length === 0)
    faults.push({
      at: 'from-explanation',
      problem: 'the leg we would give waits for nothing that the other side can bring about',
      valid: '--until-conditions FILE',
    });
  const reopens = input.reopen ?? (conditions.value.length > 0 ? 'auto' : 'hand');
  if (reopens !== 'auto' && reopens !== 'hand')
    faults.push({ at: 'reopen', problem: `"${reopens}" is no way to reopen`, valid: 'auto, hand' });
  else if (reopens === 'auto' && conditions.value.length === 0)
    faults.push({ at: 'reopen', problem: 'nothing is named to wait for', valid: '--until-conditions FILE' });
  if (faults.length === 0 && conditions.value.length > 0) {
    const gate = signedGate(deps, asIfSigned(deps, [], moment.at), record.peer, moment.at)({ id: '' });
    if (heldState(allOf(conditions.value), sides, gate).met)
      faults.push({
        at: 'conditions',
        problem: 'hold already, so there is nothing to wait for',
        valid: 'accept, counter, refuse',
      });
  }
  if (faults.length > 0 || (reopens !== 'auto' && reopens !== 'hand')) return fail(...faults);
  const isTold = level === 'full' || level === 'conditions';
  const note = input.why === undefined ? {} : { note: input.why };
  return ok({
    own: { conditions: conditions.value, reopens, metSince: null },
    told: { conditions: isTold ? conditions.value : [], reopens: isTold ? reopens : 'hand', ...note },
  });
}

function levelOf(input: HoldInput, otherwise: DiscloseLevel, faults: Fault[]): DiscloseLevel {
  if (input.disclose === undefined) return otherwise;
  const level = discloseLevels.find((each) => each === input.disclose);
  if (level === undefined)
    faults.push({ at: 'disclose', problem: `no level "${input.disclose}"`, valid: discloseLevels.join(', ') });
  return level ?? otherwise;
}

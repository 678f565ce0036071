import type { Move, Reason } from '../../core/accord/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import type { Micros } from '../../core/time.ts';
import type { AccordRecord } from './accord-record.ts';
import { type AccordDeps, ownMove, prepareMove } from './accord-step.ts';
import { countSigning } from './count-signing.ts';
import { cutFor, readyToSign } from './ready-to-sign.ts';
import { enrolled, findAccord, type Moved } from './table-accord.ts';

/** Moves that need nothing but the accord, and a reason where one may be given. */
export const plainMoves = ['accept', 'confirm', 'refuse', 'withdraw', 'reopen', 'suspend', 'resume', 'revoke'] as const;
export type PlainMove = (typeof plainMoves)[number];

export interface MoveInput {
  readonly id: string;
  readonly move: string;
  /** Why, in words; it goes to the other side with `refuse`, `withdraw`, `suspend` and `revoke`. */
  readonly why?: string;
  readonly by?: string;
}

const withReason: readonly string[] = ['refuse', 'withdraw', 'suspend', 'revoke'];

/**
 * One move of own staff. What it brings about holds from this answer on: no page begun after it is decided by what was before
 * (T-NEG-11). A signature that would open too much for one person waits for a second one.
 */
export async function moveAccord(deps: AccordDeps, input: MoveInput): Promise<Result<Moved, Fault[]>> {
  return deps.engine.exclusive(async () => {
    const found = findAccord(deps, input.id);
    if (!found.ok) return found;
    const read = readMoveInput(input, found.value);
    return read.ok ? makeMove(deps, found.value, read.value, { by: input.by ?? null }) : read;
  });
}

/** On whose word a move is made: own staff's, or that of a lead under a mandate of theirs. */
export interface OnWhoseWord {
  /** Who signs; of a mandate, who gave it. */
  readonly by: string | null;
  readonly mandated?: {
    /** Asked again in the moment of the move. */
    readonly ended: (at: Micros) => Fault | null;
    /** What changes about the record with the move, and when it has to wait for a second person. */
    readonly made: Partial<AccordRecord>;
    readonly waits: Partial<AccordRecord>;
  };
}

/** One move, checked and durable with this answer. Callers hold the lock. */
export async function makeMove(
  deps: AccordDeps,
  record: AccordRecord,
  move: Move,
  how: OnWhoseWord,
): Promise<Result<Moved, Fault[]>> {
  const { engine, store } = deps;
  const signs = move.kind === 'accept' || move.kind === 'confirm';
  const signable = signs ? await readyNow(deps, record) : ok([]);
  if (!signable.ok) return signable;
  const made = engine.change((moment) => {
    const ended = how.mandated?.ended(moment.at) ?? null;
    if (ended !== null) return fail(ended);
    return signs ? sign(deps, record, move, moment, how) : ownMove(deps, record, move, moment, how.mandated?.made);
  });
  await store.flush();
  return made.ok ? ok({ record: made.value, warnings: signable.value }) : made;
}

/** What staff ask for as a move that names the version on the table. */
export function readMoveInput(input: MoveInput, { state }: AccordRecord): Result<Move, Fault[]> {
  const kind = plainMoves.find((move) => move === input.move);
  const faults: Fault[] = [];
  if (kind === undefined) faults.push({ at: 'move', problem: `no move "${input.move}"`, valid: plainMoves.join(', ') });
  const why = input.why?.trim();
  if (why !== undefined && (why === '' || why.length > 1_000))
    faults.push({ at: 'why', problem: 'is empty or longer than 1000 characters', valid: 'a reason in words' });
  if (why !== undefined && kind !== undefined && !withReason.includes(kind))
    faults.push({ at: 'why', problem: `${kind} takes no reason`, valid: `a reason for ${withReason.join(', ')}` });
  if (kind === undefined || faults.length > 0) return fail(...faults);
  const naming = { version: state.table?.number ?? 1, hash: state.table?.hash ?? '0'.repeat(64) };
  const reason: { readonly reason?: Reason } = why === undefined ? {} : { reason: { code: 'stated', note: why } };
  switch (kind) {
    case 'withdraw': {
      const isLate = state.stage.name === 'accepted' && state.stage.late;
      return ok({ kind, ...naming, ...reason, ...(isLate ? { late: true } : {}) });
    }
    case 'refuse':
    case 'suspend':
    case 'revoke':
      return ok({ kind, ...naming, ...reason });
    case 'accept':
    case 'confirm':
    case 'reopen':
    case 'resume':
      return ok({ kind, ...naming });
  }
}

/** What we are about to sign must still be what this node can keep. */
async function readyNow(deps: AccordDeps, record: AccordRecord): Promise<Result<readonly Fault[], Fault[]>> {
  const { table, stage } = record.state;
  // Whether there is anything to sign at all is the machine's to say.
  if (table === null || (stage.name !== 'tabled' && stage.name !== 'accepted')) return ok([]);
  const peer = enrolled(deps, record.peer);
  if (!peer.ok) return peer;
  const ready = readyToSign(deps, record.id, record.peer, table.text);
  if (!ready.ok) return ready;
  await cutFor(deps, ready.value.given);
  return ok(ready.value.warnings);
}

/**
 * Nobody may open more than the limit to one partner alone; the first of two only leaves a note that waits. A lead is neither
 * of the two: who gave it the mandate is the first, and the second is own staff.
 */
function sign(
  deps: AccordDeps,
  record: AccordRecord,
  move: Move,
  moment: Moment,
  { by, mandated }: OnWhoseWord,
): Result<AccordRecord, Fault[]> {
  const limit = deps.settings.secondPersonAbove;
  const objects = limit === null ? null : countSigning(deps, record, moment.at);
  const signed = { by, ...mandated?.made };
  if (limit === null || objects === null || objects <= limit) return ownMove(deps, record, move, moment, signed);
  if (by === null || by.trim() === '')
    return fail({
      at: 'by',
      problem: `this would open ${objects} objects to ${record.peer} and needs two persons, but who signs is not named`,
      valid: 'the name of who signs: --by NAME',
    });
  const { awaits } = record;
  const isAwaited = awaits !== null && awaits.move === move.kind;
  if (isAwaited && mandated === undefined && !samePerson(awaits.by, by))
    return ownMove(deps, record, move, moment, signed);
  const possible = prepareMove(deps, record, move, moment);
  if (!possible.ok) return possible;
  const first = { move: move.kind as 'accept' | 'confirm', by, objects, since: moment.at };
  const waiting: AccordRecord = {
    ...record,
    ...mandated?.waits,
    awaits: isAwaited && mandated !== undefined ? awaits : first,
  };
  deps.accords.put(waiting);
  return ok(waiting);
}

const samePerson = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

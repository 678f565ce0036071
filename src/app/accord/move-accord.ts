import type { Move, Reason } from '../../core/accord/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
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
  const { engine, store } = deps;
  return engine.exclusive(async () => {
    const found = findAccord(deps, input.id);
    if (!found.ok) return found;
    const record = found.value;
    const read = readMoveInput(input, record);
    if (!read.ok) return read;
    const signs = read.value.kind === 'accept' || read.value.kind === 'confirm';
    const signable = signs ? await readyNow(deps, record) : ok([]);
    if (!signable.ok) return signable;
    const made = engine.change((moment) =>
      signs ? sign(deps, record, read.value, moment, input.by ?? null) : ownMove(deps, record, read.value, moment),
    );
    await store.flush();
    return made.ok ? ok({ record: made.value, warnings: signable.value }) : made;
  });
}

function readMoveInput(input: MoveInput, { state }: AccordRecord): Result<Move, Fault[]> {
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

/** Nobody may open more than the limit to one partner alone; the first of two only leaves a note that waits. */
function sign(
  deps: AccordDeps,
  record: AccordRecord,
  move: Move,
  moment: Moment,
  by: string | null,
): Result<AccordRecord, Fault[]> {
  const limit = deps.settings.secondPersonAbove;
  const objects = limit === null ? null : countSigning(deps, record, moment.at);
  if (limit === null || objects === null || objects <= limit) return ownMove(deps, record, move, moment, { by });
  if (by === null || by.trim() === '')
    return fail({
      at: 'by',
      problem: `this would open ${objects} objects to ${record.peer} and needs two persons, but who signs is not named`,
      valid: 'the name of who signs: --by NAME',
    });
  const { awaits } = record;
  const isSecond = awaits !== null && awaits.move === move.kind && !samePerson(awaits.by, by);
  if (isSecond) return ownMove(deps, record, move, moment, { by });
  const possible = prepareMove(deps, record, move, moment);
  if (!possible.ok) return possible;
  const waiting: AccordRecord = {
    ...record,
    awaits: { move: move.kind as 'accept' | 'confirm', by, objects, since: moment.at },
  };
  deps.accords.put(waiting);
  return ok(waiting);
}

const samePerson = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

import type { PartyId } from '../ids.ts';
import { ok } from '../result.ts';
import type { Micros } from '../time.ts';
import { type AccordMessage, type AccordState, otherParty, takenOf, type Version } from './accord-state.ts';
import { lapsesAfter } from './accord-times.ts';
import { type Applied, applyMove } from './apply-move.ts';
import { checkText } from './check-text.ts';
import { crossMove } from './cross-move.ts';
import type { Effect } from './effect.ts';
import { moveKinds } from './move.ts';
import { movesOf, movesOfStage } from './moves-of.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { StepContext } from './step-context.ts';
import { supersede } from './supersede.ts';

export interface Step {
  /** The same object when nothing changed: a repeated message. */
  readonly state: AccordState;
  readonly effects: readonly Effect[];
  /** The accord that came to its end in the same transaction; absent when none did. */
  readonly replaced?: AccordState;
}

type Stepped = { readonly ok: true; readonly value: Step } | { readonly ok: false; readonly error: Refusal };

/** Kept for two messages with one number, and for the evidence of other contradictions that the transport finds. */
export function freezeAccord(state: AccordState, party: PartyId, seq: number): Step {
  if (state.frozen !== null) return { state, effects: [] };
  const frozen = { party, seq };
  return { state: { ...state, frozen }, effects: [{ what: 'frozen', frozen }] };
}

const refuse = (error: Refusal): Stepped => ({ ok: false, error });

/**
 * Takes one message of either party (accord protocol, States and rules 1 to 7). Pure, and the same on both nodes: a node
 * runs it over its own messages when it sends them and over the other's when they come, and once nothing is under way
 * both hold the same state. A refusal leaves everything as it was.
 */
export function step(state: AccordState, message: AccordMessage, context: StepContext): Stepped {
  const { from, seq, seen } = message;
  if (message.accord !== state.id || !state.parties.includes(from))
    return refuse(refusal('not-ours', 'from', 'is a message of another accord or party', state.parties.join(', ')));
  const last = takenOf(state, from);
  if (seq <= last) return repeated(state, message, context);
  const halted = state.frozen !== null && from !== context.self;
  if (halted) return refuse(refusal('frozen', 'thread', 'is frozen: two messages with one number came before'));
  if (seq !== last + 1) {
    const gap = refusal('gap', 'seq', `${seq} does not follow ${last}`, `${last + 1}`);
    return refuse({ ...gap, expected: last + 1 });
  }
  const sent = takenOf(state, otherParty(state, from));
  if (seen > sent)
    return refuse(refusal('unseen', 'seen', `${seen} names a message that was never sent`, `at most ${sent}`));
  const applied = decide(state, message, context);
  return 'code' in applied ? refuse(applied) : finish(state, message, context, applied);
}

/** A message whose number was taken before: the same one is ignored (rule 2), another one freezes (T-NEG-03). */
function repeated(state: AccordState, message: AccordMessage, context: StepContext): Stepped {
  const first = context.digestOf?.(message.from, message.seq) ?? null;
  const named = message.digest ?? first;
  const differs = first !== null && first !== named;
  return ok(differs ? freezeAccord(state, message.from, message.seq) : { state, effects: [] });
}

function decide(state: AccordState, message: AccordMessage, context: StepContext): Applied | Refusal {
  const { move, from } = message;
  const isOwn = from === context.self;
  const moves = isOwn ? movesOf(state, from, context.at) : movesOfStage(state, from);
  if (!moves.includes(move.kind)) {
    const crossed = isOwn ? null : crossMove(state, message);
    if (crossed === null) return notNow(state, message, moves);
    const { stage, effects } = crossed;
    return crossed.table !== undefined && checkText(state, message, context) !== null ? { stage, effects } : crossed;
  }
  const wrong =
    wrongNaming(state, message, isOwn) ?? checkText(state, message, context) ?? wrongAmendment(state, message, context);
  if (wrong !== null) return wrong;
  const last = state.table === null ? null : lapsesAfter(state.table.text);
  // Only the author's clock decides whether an acceptance was in time (rule 5).
  const late = move.kind === 'accept' && !isOwn && last !== null && context.at > last;
  return applyMove(state, state.table, message, late);
}

function notNow(state: AccordState, message: AccordMessage, moves: readonly string[]): Refusal {
  const { kind } = message.move;
  const { stage } = state;
  if (stage.name === 'ended') return refusal('ended', 'kind', `${kind}: the accord is ${stage.kind}`, 'a new accord');
  if (!moveKinds.includes(kind))
    return refusal('not-now', 'kind', 'is not a message of an accord', moveKinds.join(', '));
  const valid = moves.length === 0 ? 'nothing: it is the other party’s turn, or the time is over' : moves.join(', ');
  return refusal('not-now', 'kind', `${kind} is not a move of ${message.from} now (${stage.name})`, valid);
}

/** Rule 1: the version and the hash of the text on the table, whose hash this node worked out itself. */
function wrongNaming(state: AccordState, message: AccordMessage, isOwn: boolean): Refusal | null {
  const { move } = message;
  const { table, stage } = state;
  if (move.kind === 'table' || move.kind === 'counter') {
    const next = (table?.number ?? 0) + 1;
    return move.version === next ? null : refusal('stale', 'version', `${move.version} does not follow`, `${next}`);
  }
  if (move.kind === 'withdraw') {
    const late = stage.name === 'accepted' && (isOwn ? stage.late : lapsesAfterOf(table) !== null);
    const isWrong = move.late === true ? !late : isOwn && stage.name === 'accepted' && stage.late;
    return isWrong ? refusal('not-now', 'late', 'is not so', 'only for an acceptance after openUntil') : null;
  }
  if (table === null || (move.version === table.number && move.hash === table.hash)) return null;
  const valid = `version ${table.number}, hash ${table.hash}`;
  return refusal('stale', 'version', `${move.kind} names another text than the one on the table (stale)`, valid);
}

const lapsesAfterOf = (table: Version | null): Micros | null => (table === null ? null : lapsesAfter(table.text));

/** What this party itself may not do with an amendment: two could come into force, or one whose ground is gone. */
function wrongAmendment(state: AccordState, message: AccordMessage, context: StepContext): Refusal | null {
  const { kind } = message.move;
  const replaces = state.table?.text.replaces;
  if (replaces === undefined || message.from !== context.self || (kind !== 'accept' && kind !== 'confirm')) return null;
  if (context.replaced?.stage.name !== 'in-force')
    return refusal(
      'not-now',
      'replaces',
      `${replaces} is not in force, so nothing can replace it`,
      'withdraw or refuse',
    );
  const rival = kind === 'confirm' ? context.rivals?.find((each) => isAcceptedBy(each, context.self)) : undefined;
  if (rival === undefined) return null;
  return refusal('not-now', 'replaces', `we accepted ${rival.id}, which would replace the same accord`, 'withdraw');
}

const isAcceptedBy = (state: AccordState, party: PartyId): boolean =>
  state.stage.name === 'accepted' && state.table?.author !== party;

function finish(state: AccordState, message: AccordMessage, context: StepContext, applied: Applied): Stepped {
  const { from, seq, move } = message;
  const table = applied.table ?? state.table;
  const taken: AccordState['taken'] = state.parties[0] === from ? [seq, state.taken[1]] : [state.taken[0], seq];
  const next: AccordState = { ...state, stage: applied.stage, table, taken };
  const replaced = context.replaced ?? null;
  const isForce = move.kind === 'confirm' && applied.effects.some((effect) => effect.what === 'in-force');
  if (!isForce || replaced === null || table?.text.replaces !== replaced.id)
    return ok({ state: next, effects: applied.effects });
  const naming = { version: table.number, hash: table.hash };
  const superseding = supersede(replaced, state.id, naming, context.self);
  // Nothing is carried over to an accord that is revoked already.
  const carried = superseding.effects.filter((effect) => effect.what !== 'answer' || next.stage.name === 'in-force');
  return ok({ state: next, effects: [...applied.effects, ...carried], replaced: superseding.replaced });
}

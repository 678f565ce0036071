import {
  type AccordMessage,
  type AccordState,
  type Effect,
  type Move,
  moveExpiry,
  nextMessage,
  phaseAt,
  type Step,
  step,
} from '../../core/accord/index.ts';
import { type AccordId, type PartyId, parsePartyId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import type { NodeState } from '../node-state.ts';
import { courseEntry, prolonged } from './accord-course.ts';
import type { AccordDesk } from './accord-desk.ts';
import { asRead, bodyOf, documentOf } from './accord-document.ts';
import type { AccordRecord } from './accord-record.ts';
import { endLegs, type FlowDeps, openLegs, resumeLegs, suspendLegs } from './given-texts.ts';

/** What the life of accords needs of the node. */
export type AccordDeps = FlowDeps &
  Pick<NodeState, 'messages' | 'recalls' | 'peers' | 'platform' | 'parties' | 'coalitions' | 'shelf'> & {
    readonly accords: AccordDesk;
  };

/** What this node does of itself when the other side accepted a version of ours; absent: nothing. */
export type OnAccepted = (deps: AccordDeps, record: AccordRecord, moment: Moment) => void;

export const threadOf = (id: AccordId): string => `accord/${id}`;

/**
 * One message of either side, stepped and followed to its end inside the change that `moment` names: state, texts, gates and
 * the answers it asks for are one transaction with it (T-NEG-05). A refusal changes nothing.
 */
export function advance(
  deps: AccordDeps,
  record: AccordRecord,
  message: AccordMessage,
  moment: Moment,
  own: Partial<AccordRecord> = {},
): Result<AccordRecord, Fault[]> {
  const stepped = tried(deps, record, message, moment);
  if (!stepped.ok) return stepped;
  if (stepped.value.state === record.state) return ok(record);
  follow(deps, record, stepped.value, moment, own);
  return ok(deps.accords.get(record.id)!);
}

/** The step that a message would make; nothing is changed by asking. */
function tried(
  { accords, settings }: AccordDeps,
  record: AccordRecord,
  message: AccordMessage,
  moment: Moment,
): Result<Step, Fault[]> {
  const { move } = message;
  const text = move.kind === 'table' || move.kind === 'counter' ? move.text : record.state.table?.text;
  const replaces = text?.replaces;
  const stepped = step(record.state, message, {
    self: settings.party,
    at: moment.at,
    replaced: replaces === undefined ? null : (accords.get(replaces)?.state ?? null),
    rivals: replaces === undefined ? [] : accords.rivals(replaces, record.id),
    openAccords: accords.openWith(record.peer, moment.at),
  });
  return stepped.ok ? ok(stepped.value) : fail(...stepped.error.faults);
}

/**
 * A move of this node: stepped first, then numbered, signed and queued with everything that follows from it. `own` is what
 * else changes about the record. A frozen negotiation can be ended here, and nobody is told.
 */
export function ownMove(
  deps: AccordDeps,
  record: AccordRecord,
  move: Move,
  moment: Moment,
  own: Partial<AccordRecord> = {},
): Result<AccordRecord, Fault[]> {
  const { messages } = deps;
  const prepared = prepareMove(deps, record, move, moment);
  if (!prepared.ok) return prepared;
  const { inStep, message } = prepared.value;
  if (!messages.isFrozen(threadOf(record.id), record.peer)) {
    const body = bodyOf(message.move);
    const text = 'text' in message.move ? message.move.text : (record.state.table?.text ?? null);
    const expires = moveExpiry(move.kind, text, moment.at) ?? undefined;
    const sent = messages.send(record.peer, threadOf(record.id), move.kind, body, moment.at, expires).message;
    if (sent.seq !== message.seq || sent.seen !== message.seen)
      throw new Error(`accord ${record.id}: message ${sent.seq} was to be ${message.seq}`);
  }
  return advance(deps, inStep, message, moment, own);
}

/** A move of this node as the message it would be, if the machine lets it; nothing is changed by asking. */
export function prepareMove(
  deps: AccordDeps,
  record: AccordRecord,
  move: Move,
  moment: Moment,
): Result<{ readonly inStep: AccordRecord; readonly message: AccordMessage }, Fault[]> {
  const read = asRead(move, deps.platform);
  if (!read.ok) return read;
  const inStep = { ...record, state: countedState(deps, record) };
  const message = nextMessage(inStep.state, deps.settings.party, read.value, moment.at);
  const possible = tried(deps, inStep, message, moment);
  return possible.ok ? ok({ inStep, message }) : possible;
}

/**
 * The state with the numbers of the desk: a message that was put on record without effect has a number too, and the next
 * one follows it.
 */
export function countedState({ messages, settings }: AccordDeps, record: AccordRecord): AccordState {
  const rows = messages.rows(threadOf(record.id), record.peer);
  const last = (direction: 'in' | 'out'): number =>
    Math.max(0, ...rows.filter((row) => row.direction === direction).map((row) => row.signed.message.seq));
  return withTaken(record.state, settings.party, last('out'), last('in'));
}

/** A state in which `own` and `theirs` are the last numbers of each side. */
export const withTaken = (state: AccordState, self: PartyId, own: number, theirs: number): AccordState => ({
  ...state,
  taken: state.parties[0] === self ? [own, theirs] : [theirs, own],
});

function follow(
  deps: AccordDeps,
  record: AccordRecord,
  { state, effects, replaced }: Step,
  moment: Moment,
  own: Partial<AccordRecord>,
): void {
  const { accords, engine } = deps;
  const settles = effects.some(({ what }) => what === 'tabled' || what === 'reopened' || what === 'ended');
  const next: AccordRecord = {
    ...record,
    ...(settles || effects.some(({ what }) => what === 'in-force') ? { hold: null, awaits: null } : {}),
    ...own,
    state,
    versions: [...record.versions, ...effects.flatMap((effect) => versionsOf(effect, moment))],
    course: prolonged(record.course, courseEntry(state, moment.at)),
    changedAt: moment.at,
  };
  // First what gates will be asked, then the texts: an amendment opens before what it replaces ends, and nothing flickers.
  accords.put(next);
  const old = replaced === undefined ? undefined : accords.get(replaced.id);
  const faults = effects.flatMap((effect) => flow(deps, next, effect, moment));
  if (old !== undefined && replaced !== undefined)
    accords.put({
      ...old,
      state: replaced,
      course: prolonged(old.course, courseEntry(replaced, moment.at)),
      changedAt: moment.at,
    });
  if (faults.length > 0) accords.put({ ...next, trouble: { at: moment.at, faults } });
  if (next.course !== record.course) engine.factsChanged(moment);
  for (const effect of effects) if (effect.what === 'answer') answer(deps, record.id, effect.move, moment);
}

const versionsOf = (effect: Effect, { at }: Moment): AccordRecord['versions'] => {
  if (effect.what !== 'tabled') return [];
  const { number, author, hash, text } = effect.version;
  return [{ number, author, hash, document: documentOf(text), at }];
};

/** What an effect opens or closes. */
function flow(deps: AccordDeps, { id, state }: AccordRecord, effect: Effect, moment: Moment): Fault[] {
  const legs = state.table?.text.legs ?? [];
  switch (effect.what) {
    case 'in-force': {
      const faults = openLegs(deps, id, effect.version, moment);
      // A confirm may be on its way for longer than the accord lasts; what it opens is over at once.
      if (phaseAt(state, moment.at) === 'expired') endLegs(deps, { accord: id, legs, replacedBy: [] }, moment);
      return faults;
    }
    case 'suspended':
    case 'frozen':
      suspendLegs(deps, { accord: id, legs }, moment);
      return [];
    case 'resumed':
      if (effect.flows) resumeLegs(deps, { accord: id, legs }, moment);
      return [];
    case 'ended':
      endLegs(deps, { accord: id, legs, replacedBy: [] }, moment);
      if (effect.kind === 'revoked') deps.recalls.noteRevoked(id, moment);
      return [];
    case 'superseded': {
      const old = deps.accords.get(effect.replaced)?.state.table?.text.legs ?? [];
      endLegs(deps, { accord: effect.replaced, legs: old, replacedBy: legs }, moment);
      return [];
    }
    case 'tabled':
    case 'held':
    case 'reopened':
    case 'accepted':
    case 'parting':
    case 'crossed':
    case 'answer':
      return [];
  }
}

/** What the machine says this node sends now; it was worked out from the state it is sent in. */
function answer(deps: AccordDeps, id: AccordId, move: Move, moment: Moment): void {
  const sent = ownMove(deps, deps.accords.get(id)!, move, moment);
  if (!sent.ok) throw new Error(`accord ${id}: ${move.kind} was to be sent: ${sent.error[0]?.problem}`);
}

/** The party of a leg; the machine takes no text whose legs do not join two parties. */
export function giverOf(terms: { readonly from: string }): PartyId {
  const party = parsePartyId(terms.from);
  if (!party.ok) throw new Error('a leg of nobody');
  return party.value;
}

import {
  type AccordMessage,
  type AccordState,
  freezeAccord,
  latestExpiry,
  type Move,
  mustExpire,
  newAccord,
  type Recorded,
  refold,
} from '../../core/accord/index.ts';
import { type AccordId, type PartyId, parseAccordId } from '../../core/ids.ts';
import { type Message, type SignedMessage, threadPrefix } from '../../core/message/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import { formatMicros, parseTimestamp } from '../../core/time.ts';
import type { HandledThread } from '../messages/message-desk.ts';
import { courseEntry, prolonged } from './accord-course.ts';
import { moveOf } from './accord-document.ts';
import type { AccordRecord } from './accord-record.ts';
import { type AccordDeps, advance, countedState, threadOf, withTaken } from './accord-step.ts';
import { confirmByItself } from './confirm-by-itself.ts';
import { suspendLegs } from './given-texts.ts';

/** The threads `accord/…`: what the desk of messages does with them. Everything runs inside the desk's own change. */
export const accordThreads = (deps: AccordDeps): HandledThread => ({
  take: (signed, moment) => takeMessage(deps, signed, moment),
  events: {
    refused: (signed, faults, moment) => ourMessageRefused(deps, signed, faults, moment),
    frozen: (peer, thread, moment) => threadFrozen(deps, peer, thread, moment),
  },
});

/** The first words of an accord; nothing is on record yet. */
export const newRecord = (id: AccordId, self: PartyId, peer: PartyId, { at }: Moment): AccordRecord => ({
  id,
  peer,
  state: newAccord(id, self, peer),
  versions: [],
  course: [],
  confirms: 'hand',
  by: null,
  hold: null,
  awaits: null,
  trouble: null,
  startedAt: at,
  changedAt: at,
});

/** One message of a peer, its signature, number and chain checked. A refusal is an answer and writes nothing (I6). */
function takeMessage(deps: AccordDeps, { message }: SignedMessage, moment: Moment): Result<AccordRecord, Fault[]> {
  const { accords, platform, settings } = deps;
  const id = idOf(message.thread);
  if (!id.ok) return id;
  const move = moveOf(message.kind, message.body, platform);
  if (!move.ok) return move;
  const expiry = expiryFault(message, move.value);
  if (expiry !== null) return fail(expiry);
  const known = accords.get(id.value);
  // An accord with somebody else is, to this peer, none at all.
  if (known === undefined ? move.value.kind !== 'table' : known.peer !== message.from)
    return fail({
      at: 'message.thread',
      problem: 'is no accord between these parties',
      valid: 'an accord that was tabled',
    });
  const record = known ?? newRecord(id.value, settings.party, message.from, moment);
  const own = countedState(deps, record);
  const state = withTaken(own, settings.party, own.taken[own.parties[0] === settings.party ? 0 : 1], message.seq - 1);
  const { from, seq, seen } = message;
  const stepped: AccordMessage = {
    accord: id.value,
    from,
    seq,
    seen,
    issued: parseTimestamp(message.issued) ?? moment.at,
    move: move.value,
  };
  const taken = advance(deps, { ...record, state }, stepped, moment);
  if (!taken.ok) return taken;
  if (move.value.kind === 'accept') confirmByItself(deps, id.value, moment);
  return ok(accords.get(id.value)!);
}

/** Whether its time is over was asked before; here, whether it has one (T-NEG-01). */
function expiryFault({ expires, issued }: Message, { kind }: Move): Fault | null {
  const latest = latestExpiry(kind, parseTimestamp(issued) ?? 0);
  const at = 'message.expires';
  const valid = latest === null ? 'null' : `a moment until ${formatMicros(latest)}`;
  if (expires === null)
    return mustExpire(kind) ? { at, problem: `is missing, and a ${kind} has to expire`, valid } : null;
  const isLate = latest !== null && (parseTimestamp(expires) ?? 0) > latest;
  return isLate ? { at, problem: `is too long after the ${kind} was issued`, valid } : null;
}

function idOf(thread: string): Result<AccordId, Fault[]> {
  const id = parseAccordId(thread.slice(threadPrefix(thread).length + 1), 'message.thread');
  if (!id.ok || threadOf(id.value) === thread) return id;
  return fail({ at: 'message.thread', problem: 'spells the accord in another way', valid: threadOf(id.value) });
}

/**
 * The other side put a message of ours on record without effect: there it never was. The state is worked out again from
 * what was taken, so that both sides stand where they stood.
 */
function ourMessageRefused(
  deps: AccordDeps,
  { message }: SignedMessage,
  faults: readonly Fault[],
  moment: Moment,
): void {
  const id = idOf(message.thread);
  const record = id.ok ? deps.accords.get(id.value) : undefined;
  if (record === undefined || record.peer !== message.to) return;
  const said = faults.map((fault) => ({
    ...fault,
    at: `${message.kind} ${fault.at}`,
    problem: `${fault.problem} (says ${record.peer}, and did not take it)`,
  }));
  const marked = { ...record, ignored: [...(record.ignored ?? []), message.seq] };
  const state = refolded(deps, marked);
  const trouble = { at: moment.at, faults: said };
  if (record.state.stage.name === 'in-force' || state.stage.name === 'in-force' || wasInForce(record)) {
    deps.accords.put({ ...marked, trouble });
    return;
  }
  const course = prolonged(record.course, courseEntry(state, moment.at));
  const hold = state.stage.name === 'held' ? record.hold : null;
  deps.accords.put({ ...marked, state, course, hold, trouble, changedAt: moment.at });
  if (course !== record.course) deps.engine.factsChanged(moment);
}

const wasInForce = ({ course }: AccordRecord): boolean =>
  course.some(({ state }) => state === 'in-force' || state === 'suspended');

function refolded({ messages, settings, platform, accords }: AccordDeps, record: AccordRecord): AccordState {
  const rows = [...messages.rows(threadOf(record.id), record.peer)].sort((a, b) => a.order - b.order);
  const recorded = rows.map(({ direction, signed, at, refused }): Recorded => {
    const { from, seq, seen, kind, body, issued } = signed.message;
    const isVoid = refused !== null || (direction === 'out' && (record.ignored ?? []).includes(seq));
    const move = isVoid ? null : moveOf(kind, body, platform);
    const message =
      move?.ok === true
        ? { accord: record.id, from, seq, seen, issued: parseTimestamp(issued) ?? at, move: move.value }
        : null;
    return { from, seq, message, at };
  });
  const replaces = record.state.table?.text.replaces;
  const replaced = replaces === undefined ? null : (accords.get(replaces)?.state ?? null);
  return refold(newAccord(record.id, settings.party, record.peer), recorded, replaced);
}

/** Two messages with one number: nothing goes on, and nothing flows (T-NEG-03). */
function threadFrozen(deps: AccordDeps, peer: PartyId, thread: string, moment: Moment): void {
  const id = idOf(thread);
  const record = id.ok ? deps.accords.get(id.value) : undefined;
  if (record === undefined || record.peer !== peer) return;
  const head = deps.messages.frozen().find((one) => one.head.thread === thread && one.head.peer === peer)?.head;
  const isTheirs = head?.frozen !== 'by-them';
  const { state } = freezeAccord(record.state, isTheirs ? peer : deps.settings.party, head?.taken ?? 0);
  const fault = {
    at: thread,
    problem: isTheirs
      ? `${peer} signed two histories; nothing flows and nothing is taken any more`
      : `${peer} says that this node signed two histories, and takes nothing more`,
    valid:
      'talk to the other side, enrol anew if a key was stolen; then amend it from the side that saw it, or end it on both sides and table a new accord',
  };
  const course = prolonged(record.course, courseEntry(state, moment.at));
  deps.accords.put({ ...record, state, course, trouble: { at: moment.at, faults: [fault] }, changedAt: moment.at });
  suspendLegs(deps, { accord: record.id, legs: record.state.table?.text.legs ?? [] }, moment);
  deps.engine.factsChanged(moment);
}

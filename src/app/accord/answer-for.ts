import { expiresAfter, lapsesAfter } from '../../core/accord/index.ts';
import {
  isLeadNote,
  type LeadWord,
  leadWordBody,
  type MandateMove,
  mandateMoves,
  notedMoves,
} from '../../core/coalition/index.ts';
import { type AccordId, type PartyId, parsePartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import type { MandateReceived } from '../membership/mandates.ts';
import { leadWordKind, membershipThread } from '../membership/membership-thread.ts';
import type { AccordRecord } from './accord-record.ts';
import { commonHash } from './common-hash.ts';
import type { MandatedDeps } from './make-waiting-moves.ts';
import { findAccord } from './table-accord.ts';

export interface AnswerForInput {
  /** Our own accord of the offer. */
  readonly id: string;
  /** accept, hold, reopen, refuse. */
  readonly move: string;
  /** Members, or `mandated` for all that left this answer to us. */
  readonly for: readonly string[];
  /** With hold and refuse; the member and the other side read it. */
  readonly why?: string;
  readonly by?: string;
}

export interface AnsweredFor {
  readonly accord: AccordId;
  readonly move: MandateMove;
  /** Members to whom our word goes now. */
  readonly told: readonly PartyId[];
  /** Members of the text for whom nothing was said, with `mandated`. */
  readonly leftOut: readonly { readonly party: PartyId; readonly problem: string }[];
}

/** What lies on our own table, as far as the copies of other members have the same words. */
interface Offered {
  readonly record: AccordRecord;
  readonly coalition: string;
  readonly offer: string;
  readonly common: string;
  readonly members: readonly PartyId[];
  /** Nothing said of the text counts from then on; null: without end. */
  readonly ends: Micros | null;
}

/**
 * Signs, for members that mandated this node, what they answer to the offer whose text lies on our own table. It moves nothing
 * here: each member's node finds out whether the word counts, and makes the move itself.
 */
export async function answerFor(deps: MandatedDeps, input: AnswerForInput): Promise<Result<AnsweredFor, Fault[]>> {
  const { engine, store } = deps;
  return engine.exclusive(async () => {
    const offered = offeredTo(deps, input.id);
    if (!offered.ok) return offered;
    const now = engine.now();
    const word = readWord(input, offered.value);
    if (!word.ok) return word;
    const { move } = word.value;
    const whom = membersMeant(deps, input.for, { ...offered.value, move }, now);
    if (!whom.ok) return whom;
    engine.change(({ at }) => {
      for (const mandate of whom.value.mandates) sayFor(deps, offered.value, word.value, mandate, at, input.by ?? null);
    });
    await store.flush();
    const told = whom.value.mandates.map(({ from }) => from);
    return ok({ accord: offered.value.record.id, move, told, leftOut: whom.value.leftOut });
  });
}

function offeredTo(deps: MandatedDeps, id: string): Result<Offered, Fault[]> {
  const { settings, platform, engine } = deps;
  const found = findAccord(deps, id);
  if (!found.ok) return found;
  const record = found.value;
  const text = record.state.table?.text;
  const link = text?.coalition;
  const common = text === undefined ? null : commonHash(text, settings.party, platform);
  if (text === undefined || link === undefined || common === null || !link.members.includes(`party:${settings.party}`))
    return fail({
      at: 'id',
      problem: 'is no text that was tabled to this node as a member of a coalition',
      valid: 'an accord that "accord list" shows with a coalition',
    });
  const lasts = [lapsesAfter(text), expiresAfter(text)].filter((last) => last !== null);
  const ends = lasts.length === 0 ? null : Math.min(...lasts) + 1;
  if (ends !== null && ends <= engine.now())
    return fail({ at: 'id', problem: 'has lapsed, so there is nothing to answer', valid: 'a text that is open' });
  const others = link.members.filter((member) => member !== `party:${settings.party}`);
  return ok({
    record,
    coalition: link.id.slice('coalition:'.length),
    offer: link.offer,
    common,
    members: others.flatMap((member) => {
      const party = parsePartyId(member);
      return party.ok ? [party.value] : [];
    }),
    ends,
  });
}

function readWord(input: AnswerForInput, { coalition, offer, common }: Offered): Result<LeadWord, Fault[]> {
  const move = mandateMoves.find((each) => each === input.move);
  const note = input.why?.trim() ?? null;
  const faults: Fault[] = [];
  if (move === undefined)
    faults.push({
      at: 'move',
      problem: `"${input.move.slice(0, 60)}" is no answer for others`,
      valid: mandateMoves.join(', '),
    });
  if (note !== null && !isLeadNote(note))
    faults.push({
      at: 'why',
      problem: `is empty or longer than ${limits.leadNoteMax} characters`,
      valid: 'a reason in words',
    });
  if (note !== null && move !== undefined && !notedMoves.includes(move))
    faults.push({ at: 'why', problem: `${move} takes no reason`, valid: `a reason for ${notedMoves.join(', ')}` });
  return faults.length > 0 || move === undefined ? fail(...faults) : ok({ coalition, offer, common, move, note });
}

function membersMeant(
  deps: MandatedDeps,
  named: readonly string[],
  offered: Offered & { readonly move: MandateMove },
  now: Micros,
): Result<{ readonly mandates: readonly MandateReceived[]; readonly leftOut: AnsweredFor['leftOut'] }, Fault[]> {
  const { members, coalition, move } = offered;
  const all = named.length === 1 && named[0] === 'mandated';
  const faults: Fault[] = [];
  const wanted = all
    ? members
    : [...new Set(named)].flatMap((name) => {
        const member = members.find((one) => one === name || `party:${one}` === name);
        if (member === undefined)
          faults.push({
            at: 'for',
            problem: `"${name.slice(0, 70)}" is no other member of the text`,
            valid: members.join(', ') || 'none',
          });
        return member ?? [];
      });
  const judged = wanted.map((party) => ({ party, ...mayAnswer(deps, { coalition, move, party }, now) }));
  const mandates = judged.flatMap(({ mandate }) => mandate ?? []);
  const leftOut = judged.flatMap(({ party, problem }) => (problem === null ? [] : [{ party, problem }]));
  if (!all)
    for (const { party, problem } of leftOut)
      faults.push({ at: 'for', problem: `${party} ${problem}`, valid: '--for mandated' });
  if (mandates.length === 0 && faults.length === 0)
    faults.push({
      at: 'for',
      problem: `no member has left "${move}" to this node`,
      valid: 'proviso coalition mandate, at the member',
    });
  return faults.length > 0 ? fail(...faults) : ok({ mandates, leftOut });
}

/** By what the member signed and our own clock; the member's node decides. */
function mayAnswer(
  { mandates, peers, messages }: MandatedDeps,
  { coalition, move, party }: { readonly coalition: string; readonly move: MandateMove; readonly party: PartyId },
  now: Micros,
): { readonly mandate: MandateReceived | null; readonly problem: string | null } {
  const mandate = mandates.received(coalition, party);
  const no = (problem: string) => ({ mandate: null, problem });
  if (mandate === null || mandate.until === null || now >= mandate.until) return no('has not mandated this node');
  if (!mandate.moves.includes(move)) return no(`has left other answers to this node: ${mandate.moves.join(', ')}`);
  if (peers.enrolled(party) === null) return no('is no enrolled peer');
  return messages.lines.inUse(party, membershipThread(coalition)) === null
    ? no('has a frozen thread')
    : { mandate, problem: null };
}

function sayFor(
  { messages, mandates }: MandatedDeps,
  { record, ends }: Offered,
  word: LeadWord,
  mandate: MandateReceived,
  at: Micros,
  by: string | null,
): void {
  const lasts = [at + limits.accordMessageLifeMicros, mandate.until, ends].filter((end) => end !== null);
  // A message that is over when it is written would not be read at all.
  const end = Math.max(at + 1, Math.min(...lasts));
  const { coalition, move, note } = word;
  const thread = messages.lines.inUse(mandate.from, membershipThread(coalition))!;
  const sent = messages.send(mandate.from, thread, leadWordKind, leadWordBody(word), at, end);
  const { seq, to: member } = sent.message;
  mandates.say({ accord: record.id, coalition, member, move, note, thread, seq, by, at, state: 'sent', faults: [] });
}

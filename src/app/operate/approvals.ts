import type { AskedKind } from '../../core/conditions/index.ts';
import type { PartyId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import { type Micros, parseTimestamp } from '../../core/time.ts';
import type { FoundRow } from '../../ports/store.ts';
import { setApart } from '../lineage/ask-question.ts';
import { answerOver, type Consent, type ConsentAnswer, kindOf } from '../lineage/consent-book.ts';
import type { NodeState } from '../node-state.ts';
import { type ApprovalRecord, approvalRecord } from './approval-record.ts';
import { countApproval } from './count-approval.ts';
import { findCollection } from './find-collection.ts';
import { findParty } from './find-party.ts';

type Deps = NodeState;

/** What one answer of own staff speaks of: one object, or a whole collection, ours or (with `from`) as a text of another party spells it. */
export interface ApprovalInput {
  readonly for: string;
  readonly object?: string;
  readonly collection?: string;
  readonly from?: string;
  readonly until?: string;
  readonly why?: string;
  readonly by?: string;
}

interface Subject {
  readonly recipient: PartyId;
  readonly object: string | null;
  readonly over: string | null;
  readonly rows: readonly FoundRow[];
}

const whyMax = 500;

/**
 * Own staff let something go, as a text asks (`approval` or `consent` of this party). A wide one waits for a second person.
 */
export async function grantApproval(
  deps: Deps,
  input: ApprovalInput,
  kind: AskedKind = 'approval',
): Promise<Result<ApprovalRecord, Fault[]>> {
  const until = input.until === undefined ? null : parseTimestamp(input.until);
  if (input.until !== undefined && (until === null || until <= deps.engine.now()))
    return fail({ at: 'until', problem: `"${input.until}" is no moment to come`, valid: '2030-12-31T00:00:00Z' });
  return record(deps, input, kind, (at, person) => ({ at, fact: 'granted', until, why: whyOf(input.why), person }));
}

/** Own staff refuse it: the text then says no, and not only that nothing is known. */
export const refuseApproval = (
  deps: Deps,
  input: ApprovalInput,
  kind: AskedKind = 'approval',
): Promise<Result<ApprovalRecord, Fault[]>> =>
  record(deps, input, kind, (at, person) => ({ at, fact: 'refused', until: null, why: whyOf(input.why), person }));

/** Taken back: what went meanwhile is out, and nothing more goes. */
export async function withdrawApproval(
  deps: Deps,
  input: { readonly id: string; readonly why?: string; readonly by?: string },
  kind: AskedKind = 'approval',
): Promise<Result<ApprovalRecord, Fault[]>> {
  return amend(deps, input, kind, (approval, person, at) => {
    const { state } = approvalRecord(approval, at);
    if (state !== 'granted' && state !== 'waiting')
      return fail({ at: 'id', problem: `this ${kind} is ${state}`, valid: 'one that is granted or waiting' });
    return ok({ at, fact: 'refused', until: null, why: whyOf(input.why), person });
  });
}

/** The second person for an answer that opens more than one person may open. */
export async function confirmApproval(
  deps: Deps,
  input: { readonly id: string; readonly by?: string },
  kind: AskedKind = 'approval',
): Promise<Result<ApprovalRecord, Fault[]>> {
  return amend(deps, input, kind, (approval, person, at) => {
    const last = approval.answers.at(-1);
    if (last?.awaits === undefined)
      return fail({ at: 'id', problem: `this ${kind} waits for nobody`, valid: 'one that is waiting' });
    if (samePerson(last.person ?? '', person))
      return fail({ at: 'by', problem: `${person} recorded it`, valid: 'a second person' });
    if (last.until !== null && last.until <= at)
      return fail({ at: 'id', problem: 'its time has passed', valid: `a new one: proviso ${kind} grant` });
    const { awaits: _awaits, ...said } = last;
    return ok({ ...said, at, confirmedBy: person });
  });
}

async function record(
  deps: Deps,
  input: ApprovalInput,
  kind: AskedKind,
  answer: (at: Micros, person: string) => ConsentAnswer,
): Promise<Result<ApprovalRecord, Fault[]>> {
  const person = input.by?.trim() ?? '';
  if (person === '') return fail(nobody);
  return deps.engine.exclusive(async () => {
    const subject = await readSubject(deps, input);
    if (!subject.ok) return subject;
    const { rows, ...of } = subject.value;
    // Into a class of its own first: the approval then moves a gate and nothing else.
    if (of.object !== null) await setApart(deps, of.object, rows);
    const by = deps.settings.party;
    const made = deps.engine.change((moment) => {
      const old = ownAnswer(deps, kind, of);
      const id = old?.id ?? `urn:uuid:${deps.platform.uuid()}`;
      const approval: Consent = { id, kind, by, ...of, answers: old?.answers ?? [] };
      return say(deps, approval, heldIfWide(deps, approval, answer(moment.at, person)), moment);
    });
    await deps.store.flush();
    return ok(made);
  });
}

async function amend(
  deps: Deps,
  input: { readonly id: string; readonly by?: string },
  kind: AskedKind,
  answer: (approval: Consent, person: string, at: Micros) => Result<ConsentAnswer, Fault[]>,
): Promise<Result<ApprovalRecord, Fault[]>> {
  const person = input.by?.trim() ?? '';
  if (person === '') return fail(nobody);
  return deps.engine.exclusive(async () => {
    const approval = deps.consents.get(input.id.startsWith('urn:') ? input.id : `urn:uuid:${input.id}`);
    if (approval === null || kindOf(approval) !== kind || approval.by !== deps.settings.party)
      return fail({ at: 'id', problem: `no ${kind} "${input.id}" of ours`, valid: `an id of: proviso ${kind} list` });
    const said = answer(approval, person, deps.engine.now());
    if (!said.ok) return said;
    const made = deps.engine.change((moment) => {
      const fresh = { ...said.value, at: moment.at };
      // What a second person confirmed is enough; everything else that opens widely waits.
      return say(deps, approval, fresh.confirmedBy === undefined ? heldIfWide(deps, approval, fresh) : fresh, moment);
    });
    await deps.store.flush();
    return ok(made);
  });
}

/** Inside `engine.change`. */
function say(deps: Deps, approval: Consent, answer: ConsentAnswer, moment: Moment): ApprovalRecord {
  const said: Consent = { ...approval, answers: [...approval.answers, answer] };
  deps.consents.put(said);
  deps.engine.stickingChanged(moment);
  return approvalRecord(said, moment.at);
}

/** An answer that would open more objects than one person may open says nothing until somebody else confirms it (T-NEG-06). */
function heldIfWide(deps: Deps, approval: Consent, answer: ConsentAnswer): ConsentAnswer {
  const limit = deps.settings.secondPersonAbove;
  if (limit === null) return answer;
  const opens = countApproval(deps, { ...approval, answers: [...approval.answers, answer] }, answer.at);
  return opens > limit ? { ...answer, awaits: opens } : answer;
}

const ownAnswer = ({ consents, settings }: Deps, kind: AskedKind, of: Omit<Subject, 'rows'>): Consent | undefined =>
  consents
    .list()
    .find(
      (one) =>
        kindOf(one) === kind &&
        one.by === settings.party &&
        one.recipient === of.recipient &&
        one.object === of.object &&
        one.over === of.over,
    );

async function readSubject(deps: Deps, input: ApprovalInput): Promise<Result<Subject, Fault[]>> {
  const party = findParty(deps.parties, input.for, 'for');
  if (!party.ok) return party;
  const recipient = party.value.id;
  const { object, collection } = input;
  if ((object === undefined) === (collection === undefined))
    return fail({
      at: 'object',
      problem: 'names one object or one collection',
      valid: '--object ID or --collection C',
    });
  if (object === undefined) {
    const over = collectionMeant(deps, collection ?? '', input.from);
    return over.ok ? ok({ recipient, object: null, over: over.value, rows: [] }) : over;
  }
  if (input.from !== undefined)
    return fail({ at: 'from', problem: 'goes with a collection', valid: '--collection C --from PARTY' });
  const rows = (await deps.shelf.find([object])).filter((row) => !row.removed);
  if (rows.length === 0)
    return fail({ at: 'object', problem: `no object "${object}" is held`, valid: 'the STIX id of a held object' });
  return ok({ recipient, object, over: null, rows });
}

/** The name under which answers about a collection are kept. */
function collectionMeant(deps: Deps, name: string, from: string | undefined): Result<string, Fault[]> {
  const self = deps.settings.party;
  if (from === undefined) {
    const found = findCollection(deps.engine, name);
    return found.ok ? ok(found.value.over) : found;
  }
  const giver = findParty(deps.parties, from, 'from');
  if (!giver.ok) return giver;
  const over = name.startsWith('collection:') ? name : `collection:${name}`;
  const spelled = deps.received.collectionsOf(giver.value.id);
  if (!spelled.includes(over))
    return fail({
      at: 'collection',
      problem: `no text of ${giver.value.id} is over "${name}"`,
      valid: spelled.join(', ') || 'a collection of a party that gave you something',
    });
  return ok(answerOver(self, giver.value.id, over) ?? over);
}

const nobody: Fault = { at: 'by', problem: 'nobody is named', valid: 'the name of who decides: --by NAME' };
const whyOf = (text: string | undefined): string | null => text?.slice(0, whyMax) ?? null;
const samePerson = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

import {
  type ClauseChange,
  diffTexts,
  expiresAfter,
  lapsesAfter,
  legState,
  movesOf,
  type Phase,
  phaseAt,
  type Reason,
} from '../../core/accord/index.ts';
import type { MandateMove } from '../../core/coalition/index.ts';
import type { LegState } from '../../core/conditions/index.ts';
import type { AccordId, PartyId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json-value.ts';
import { type Fault, ok, type Result } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import type { WordSaid } from '../membership/mandates.ts';
import { textOfDocument } from './accord-document.ts';
import type { AccordRecord, AwaitedSecond, LeadWordTaken } from './accord-record.ts';
import { type AccordDeps, giverOf, threadOf } from './accord-step.ts';
import { explainHold } from './explain-hold.ts';
import { type LegOutlook, legOutlooks } from './leg-outlook.ts';
import type { MandatedDeps } from './make-waiting-moves.ts';
import { findAccord } from './table-accord.ts';
import { heldNow } from './watch-accords.ts';

/** One accord as staff see it in a list. */
export interface AccordSummary {
  readonly id: AccordId;
  readonly peer: PartyId;
  readonly phase: Phase;
  /** What this node may do now. */
  readonly moves: readonly string[];
  readonly version: number;
  readonly author: PartyId | null;
  readonly legs: readonly {
    readonly no: number;
    readonly from: PartyId;
    readonly over: string;
    readonly delivery: string;
    readonly state: LegState;
  }[];
  /** Last moments of the text on the table, and of the accord; null without a limit. */
  readonly openUntil: Micros | null;
  readonly expires: Micros | null;
  readonly hold: HoldView | null;
  readonly confirms: 'auto' | 'hand';
  /** A signature that waits for a second person. */
  readonly awaits: AwaitedSecond | null;
  readonly replaces: AccordId | null;
  readonly coalition: string | null;
  /** Links the accords of one text that was tabled to a coalition. */
  readonly offer: string | null;
  readonly trouble: readonly Fault[];
  /** Messages of ours that the other side has not acknowledged. */
  readonly undelivered: number;
  readonly startedAt: Micros;
  readonly changedAt: Micros;
}

export interface HoldView {
  readonly by: PartyId;
  readonly note: string | null;
  /** Names of what is waited for; as far as told where the other side holds. */
  readonly conditions: readonly string[];
  readonly reopens: 'auto' | 'hand';
  /** Whether they hold now; null where the other side holds. */
  readonly met: boolean | null;
  /** What is lacking and the smallest changes, in the answer shape of the terms profile, section 5; null where the other side holds. */
  readonly lacks: Readonly<Record<string, unknown>> | null;
  readonly metSince: Micros | null;
}

export interface AccordView extends AccordSummary {
  readonly versions: readonly {
    readonly number: number;
    readonly author: PartyId;
    readonly at: Micros;
    readonly hash: string;
    readonly document: JsonObject;
    /** Clause by clause against the version before (E 1791: what was changed is what is shown). */
    readonly changes: readonly ClauseChange[];
  }[];
  readonly messages: readonly {
    readonly from: PartyId;
    readonly seq: number;
    readonly kind: string;
    readonly at: Micros;
    readonly reason: string | null;
    /** Why it had no effect; null when it had. */
    readonly refused: readonly Fault[] | null;
  }[];
  /** Answers by mandate: what a lead said for us, and what we said for others, in the order in which it came or went. */
  readonly byMandate: readonly MandatedAnswer[];
  /** What each leg lets through now, and what it would if the text on the table were signed. */
  readonly outlook: readonly LegOutlook[];
}

export interface MandatedAnswer {
  readonly lead: PartyId;
  /** For whom it answers; this node itself where another leads. */
  readonly member: PartyId;
  readonly move: MandateMove;
  readonly note: string | null;
  /** The signed message of the lead that says so. */
  readonly thread: string;
  readonly seq: number;
  readonly at: Micros;
  /** `sent`, `taken`, `refused` of our own words; `waiting`, `made`, `second-person`, `not-made` of those for us. */
  readonly state: WordSaid['state'] | LeadWordTaken['state'];
  readonly faults: readonly Fault[];
}

export function accordSummary(deps: AccordDeps, record: AccordRecord): AccordSummary {
  const { engine, settings, messages } = deps;
  const { at } = engine.horizon();
  const { state, id, peer } = record;
  const text = state.table?.text ?? null;
  const rows = messages.rows(threadOf(id), peer);
  return {
    id,
    peer,
    phase: phaseAt(state, at),
    moves: movesOf(state, settings.party, at),
    version: state.table?.number ?? 0,
    author: state.table?.author ?? null,
    legs: (text?.legs ?? []).map(({ terms, delivery }, no) => ({
      no,
      from: giverOf(terms),
      over: terms.over,
      delivery,
      state: legState(state, at, no),
    })),
    openUntil: text === null ? null : lapsesAfter(text),
    expires: text === null ? null : expiresAfter(text),
    hold: holdView(deps, record, at),
    confirms: record.confirms,
    awaits: record.awaits,
    replaces: text?.replaces ?? null,
    coalition: text?.coalition?.id ?? null,
    offer: text?.coalition?.offer ?? null,
    trouble: [...(record.trouble?.faults ?? []), ...stoppedFaults(deps, record)],
    undelivered: messages.undelivered(threadOf(id), peer),
    startedAt: record.startedAt,
    changedAt: Math.max(record.changedAt, rows.at(-1)?.at ?? 0),
  };
}

/** The other side does not take a message of ours, and what we wrote after it waits behind it. */
export function stoppedFaults({ messages }: Pick<AccordDeps, 'messages'>, { id, peer }: AccordRecord): Fault[] {
  const stopped = messages.stopped.of(peer, threadOf(id)) ?? null;
  if (stopped === null) return [];
  return [
    {
      at: `message ${stopped.seq}`,
      problem: `${peer} does not take it: ${stopped.why}`,
      valid: `settle it with ${peer}, then proviso peer retry ${peer}`,
    },
  ];
}

function holdView(deps: AccordDeps, record: AccordRecord, at: Micros): HoldView | null {
  const { stage, table } = record.state;
  if (stage.name !== 'held' || table === null) return null;
  const { hold } = stage;
  const note = hold.note ?? null;
  if (record.hold === null)
    return {
      by: record.peer,
      note,
      conditions: hold.conditions.map(({ name }) => name),
      reopens: hold.reopens,
      met: null,
      lacks: null,
      metSince: null,
    };
  const { conditions, reopens, metSince } = record.hold;
  return {
    by: deps.settings.party,
    note,
    conditions: conditions.map(({ name }) => name),
    reopens,
    met: conditions.length === 0 ? null : heldNow(deps, record, at).met,
    lacks: conditions.length === 0 ? null : explainHold(deps, record, at),
    metSince,
  };
}

/** Everything about one accord, for own staff. */
export async function showAccord(deps: MandatedDeps, id: string): Promise<Result<AccordView, Fault[]>> {
  const found = findAccord(deps, id);
  if (!found.ok) return found;
  const record = found.value;
  const rows = deps.messages.rows(threadOf(record.id), record.peer);
  return ok({
    ...accordSummary(deps, record),
    versions: record.versions.map((version, i) => ({
      ...version,
      changes: changesBetween(record.versions[i - 1]?.document, version.document),
    })),
    messages: rows.map(({ signed, at, refused }) => ({
      from: signed.message.from,
      seq: signed.message.seq,
      kind: signed.message.kind,
      at,
      reason: reasonOf(signed.message.body),
      refused,
    })),
    byMandate: answersByMandate(deps, record),
    outlook: await legOutlooks(deps, record),
  });
}

function answersByMandate({ mandates, settings }: MandatedDeps, record: AccordRecord): readonly MandatedAnswer[] {
  const self = settings.party;
  const taken = (record.leadWords ?? []).map((word) => ({ ...word, member: self }));
  const said = mandates.saidUnder(record.id).map((word) => ({ ...word, lead: self }));
  return [...taken, ...said].map(({ lead, member, move, note, thread, seq, at, state, faults }) => {
    return { lead, member, move, note, thread, seq, at, state, faults };
  });
}

function changesBetween(before: JsonObject | undefined, after: JsonObject): readonly ClauseChange[] {
  const [old, now] = [before === undefined ? null : textOfDocument(before), textOfDocument(after)];
  return old?.ok === true && now.ok ? diffTexts(old.value, now.value) : [];
}

function reasonOf(body: JsonObject): string | null {
  const { reason, note } = body as { readonly reason?: Reason; readonly note?: string };
  return reason?.note ?? reason?.code ?? note ?? null;
}

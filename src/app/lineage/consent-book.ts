import { type AskedKind, earliest } from '../../core/conditions/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { Micros } from '../../core/time.ts';
import type { Store } from '../../ports/store.ts';

/** What one party said of letting something go to another, with everything it said since. Document kind `consent`. */
export interface Consent {
  /** `urn:uuid:…`, the same at every node that the request passed. */
  readonly id: string;
  /** Absent: `consent`. */
  readonly kind?: AskedKind;
  /** Who was asked: the originator, as far as is known here, or a party that a text names. */
  readonly by: PartyId;
  readonly recipient: PartyId;
  /** STIX id; null for everything of `over`. */
  readonly object: string | null;
  /** Collection, as `answerOver` names it; null where that is not known. */
  readonly over: string | null;
  readonly answers: readonly ConsentAnswer[];
}

export interface ConsentAnswer {
  /** This node's own clock. */
  readonly at: Micros;
  /** A consent taken back is a refusal from then on. */
  readonly fact: 'granted' | 'refused';
  /** It holds before this moment and not at it; null is without end. */
  readonly until: Micros | null;
  readonly why: string | null;
  /** Who of our own staff said it; absent for what other parties said. */
  readonly person?: string;
  /** The second person, where one was needed. */
  readonly confirmedBy?: string;
  /** Objects it would open: it waits for a second person and says nothing (decisions/0021). */
  readonly awaits?: number;
}

/** One question that a condition asks: whose answer, about what, for whom. */
export interface AskedAnswer {
  readonly kind: AskedKind;
  readonly by: PartyId;
  readonly recipient: PartyId;
  readonly object: string | null;
  readonly over: string | null;
}

export interface AnswerState {
  readonly fact: 'granted' | 'refused' | null;
  readonly id: string | null;
  readonly since: Micros | null;
  /** When time alone changes it. */
  readonly nextChange: Micros | null;
}

/** What was answered, as decisions read it. */
export interface Answers {
  /** Whether anybody was ever asked, or answered, about this one object: then it is told apart from others alike. */
  isAskedAbout(object: string): boolean;
  /** Whether this party ever answered about this one object and recipient. */
  hasObject(kind: AskedKind, by: PartyId, recipient: PartyId, object: string): boolean;
  /** What was said of the object alone goes before what was said of its collection; what was said last, before the rest. */
  state(asked: AskedAnswer, at: Micros): AnswerState;
}

const nothingSaid: AnswerState = { fact: null, id: null, since: null, nextChange: null };

export const kindOf = ({ kind = 'consent' }: { readonly kind?: AskedKind }): AskedKind => kind;

/**
 * The name under which answers about a whole collection are kept: as its giver's text spells it where the giver itself
 * answers; with the giver named where somebody else does, since two givers may spell theirs alike.
 */
export const answerOver = (by: PartyId, giver: PartyId, over: string | null): string | null =>
  over === null || by === giver ? over : `party:${giver}:${over}`;

/** What an answer says now; one that waits for a second person changes nothing. */
export function stateOf(consent: Consent, at: Micros): AnswerState {
  const last = consent.answers.filter((answer) => answer.at <= at && answer.awaits === undefined).at(-1);
  if (last === undefined || (last.until !== null && last.until <= at)) return nothingSaid;
  return { fact: last.fact, id: consent.id, since: last.at, nextChange: last.until };
}

/** Consents and approvals by what they speak of. */
class AnswerTable implements Answers {
  readonly #byKey = new Map<string, Consent[]>();
  readonly #objects = new Set<string>();

  noteAsked(object: string): void {
    this.#objects.add(object);
  }

  isAskedAbout(object: string): boolean {
    return this.#objects.has(object);
  }

  hold(consent: Consent): void {
    const key = keyOf(consent);
    if (consent.object !== null) this.#objects.add(consent.object);
    const list = this.#byKey.get(key);
    if (list === undefined) this.#byKey.set(key, [consent]);
    else list.push(consent);
  }

  drop(consent: Consent): void {
    const list = this.#byKey.get(keyOf(consent)) ?? [];
    list.splice(list.indexOf(consent), 1);
  }

  hasObject(kind: AskedKind, by: PartyId, recipient: PartyId, object: string): boolean {
    return (this.#byKey.get(objectKey(kind, by, recipient, object))?.length ?? 0) > 0;
  }

  state({ kind, by, recipient, object, over }: AskedAnswer, at: Micros): AnswerState {
    const said = [
      object === null ? nothingSaid : this.#latest(objectKey(kind, by, recipient, object), at),
      over === null ? nothingSaid : this.#latest(overKey(kind, by, recipient, over), at),
    ];
    const found = said.find((each) => each.fact !== null) ?? nothingSaid;
    return { ...found, nextChange: said.reduce<Micros | null>((next, s) => earliest(next, s.nextChange), null) };
  }

  #latest(key: string, at: Micros): AnswerState {
    let best = nothingSaid;
    for (const consent of this.#byKey.get(key) ?? []) {
      const state = stateOf(consent, at);
      if (state.fact !== null && (best.since === null || (state.since ?? 0) >= best.since)) best = state;
    }
    return best;
  }
}

/**
 * Consents and approvals on record, in memory with every change queued to the store. Both are one party's answer for one
 * recipient, with a scope and an end; the kind is part of the key, so neither stands for the other (decisions/0077).
 */
export class ConsentBook implements Answers {
  readonly #store: Store;
  readonly #byId = new Map<string, Consent>();
  readonly #table = new AnswerTable();

  constructor(store: Store) {
    this.#store = store;
    for (const { value } of store.documents('consent')) this.#hold(value as Consent);
  }

  list(): readonly Consent[] {
    return [...this.#byId.values()];
  }

  get(id: string): Consent | null {
    return this.#byId.get(id) ?? null;
  }

  /** A question about one object was sent. */
  noteAsked(object: string): void {
    this.#table.noteAsked(object);
  }

  isAskedAbout(object: string): boolean {
    return this.#table.isAskedAbout(object);
  }

  /** Inside `engine.change`; the caller tells the engine and flushes. */
  put(consent: Consent): void {
    const old = this.#byId.get(consent.id);
    if (old !== undefined) this.#table.drop(old);
    this.#hold(consent);
    this.#store.write.putDocument('consent', consent.id, consent);
  }

  hasObject(kind: AskedKind, by: PartyId, recipient: PartyId, object: string): boolean {
    return this.#table.hasObject(kind, by, recipient, object);
  }

  state(asked: AskedAnswer, at: Micros): AnswerState {
    return this.#table.state(asked, at);
  }

  /** As if these had been put as well. */
  with(supposed: readonly Consent[]): Answers {
    const table = new AnswerTable();
    const ids = new Set(supposed.map(({ id }) => id));
    for (const consent of this.#byId.values()) if (!ids.has(consent.id)) table.hold(consent);
    for (const consent of supposed) table.hold(consent);
    return table;
  }

  #hold(consent: Consent): void {
    this.#byId.set(consent.id, consent);
    this.#table.hold(consent);
  }
}

const objectKey = (kind: AskedKind, by: PartyId, recipient: PartyId, object: string): string =>
  `${kind}|${by}|${recipient}|${object}`;
const overKey = (kind: AskedKind, by: PartyId, recipient: PartyId, over: string): string =>
  `${kind}|${by}|${recipient}|over ${over}`;
const keyOf = (consent: Consent): string =>
  consent.object === null
    ? overKey(kindOf(consent), consent.by, consent.recipient, consent.over ?? '')
    : objectKey(kindOf(consent), consent.by, consent.recipient, consent.object);

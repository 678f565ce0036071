import type { AskedKind } from '../../core/conditions/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { Micros } from '../../core/time.ts';
import type { Store } from '../../ports/store.ts';

/**
 * One question for consent or approval as one node sees it: asked here, passed through here, or to be decided here. Document kind
 * `consent-case`.
 */
export interface ConsentCase {
  /** `urn:uuid:…`; the thread is `consent/` and this, at every node. */
  readonly id: string;
  /** What is asked for; absent in rows of before: consent. */
  readonly kind?: AskedKind;
  readonly role: 'asker' | 'hop' | 'originator';
  /** Who handed the question to us; null when we ask. */
  readonly from: PartyId | null;
  /** Whom we handed it to; null when we decide, or while nobody was found. */
  readonly to: PartyId | null;
  readonly object: string;
  readonly recipient: PartyId;
  readonly asker: PartyId;
  /** Who is asked: the originator, or the party that a text names. */
  readonly origin: PartyId;
  readonly over: string | null;
  readonly asked: Micros;
  /** Asked by the node, not by own staff (decisions/0078). */
  readonly byItself?: true;
  /** `arrived`: not looked at yet. `waiting`: for the originator. `stopped`: nobody could be asked. */
  readonly state: 'arrived' | 'waiting' | 'granted' | 'refused' | 'withdrawn' | 'stopped';
  readonly scope: 'object' | 'collection';
  readonly until: Micros | null;
  readonly why: string | null;
  readonly answered: Micros | null;
  /** What the answer rests on: the originator's own signature, or the word of those it came by. */
  readonly vouched: 'signature' | 'chain' | null;
  /** Number of the originator's message that counts; an older one says nothing any more. */
  readonly originalSeq: number;
}

/** Of a question that nobody has answered. */
export const unanswered = {
  scope: 'object',
  until: null,
  why: null,
  answered: null,
  vouched: null,
  originalSeq: 0,
} as const satisfies Partial<ConsentCase>;

const kind = 'consent-case';

/** All questions for consent, in memory with every change queued to the store. */
export class ConsentCases {
  readonly #store: Store;
  readonly #cases = new Map<string, ConsentCase>();

  constructor(store: Store) {
    this.#store = store;
    for (const { id, value } of store.documents(kind)) this.#cases.set(id, value as ConsentCase);
  }

  list(): readonly ConsentCase[] {
    return [...this.#cases.values()].sort((a, b) => a.asked - b.asked || (a.id < b.id ? -1 : 1));
  }

  get(id: string): ConsentCase | null {
    return this.#cases.get(id) ?? null;
  }

  put(one: ConsentCase): void {
    this.#cases.set(one.id, one);
    this.#store.write.putDocument(kind, one.id, one);
  }
}

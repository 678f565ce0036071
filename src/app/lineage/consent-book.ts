import { earliest } from '../../core/conditions/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { Micros } from '../../core/time.ts';
import type { Store } from '../../ports/store.ts';

/** What one party said of passing something on to another, with everything it said since. Document kind `consent`. */
export interface Consent {
  /** `urn:uuid:…`, the same at every node that the request passed. */
  readonly id: string;
  /** Who was asked: the originator, as far as is known here. */
  readonly by: PartyId;
  readonly recipient: PartyId;
  /** STIX id; null for everything of `over`. */
  readonly object: string | null;
  /** Collection of `by`, as its text spells it; null where that is not known. */
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
}

export interface ConsentState {
  readonly fact: 'granted' | 'refused' | null;
  readonly id: string | null;
  readonly since: Micros | null;
  /** When time alone changes it. */
  readonly nextChange: Micros | null;
}

const nothingSaid: ConsentState = { fact: null, id: null, since: null, nextChange: null };

function stateOf(consent: Consent, at: Micros): ConsentState {
  const last = consent.answers.filter((answer) => answer.at <= at).at(-1);
  if (last === undefined || (last.until !== null && last.until <= at)) return nothingSaid;
  return { fact: last.fact, id: consent.id, since: last.at, nextChange: last.until };
}

/** Consents on record, in memory with every change queued to the store. */
export class ConsentBook {
  readonly #store: Store;
  readonly #byId = new Map<string, Consent>();
  readonly #byKey = new Map<string, Consent[]>();

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

  /** Inside `engine.change`; the caller tells the engine and flushes. */
  put(consent: Consent): void {
    const old = this.#byId.get(consent.id);
    if (old !== undefined) {
      const list = this.#byKey.get(keyOf(old)) ?? [];
      list.splice(list.indexOf(old), 1);
    }
    this.#hold(consent);
    this.#store.write.putDocument('consent', consent.id, consent);
  }

  /** Whether this party ever answered about this one object and recipient. */
  hasObject(by: PartyId, recipient: PartyId, object: string): boolean {
    return (this.#byKey.get(objectKey(by, recipient, object))?.length ?? 0) > 0;
  }

  /** What was said of the object alone goes before what was said of its collection; what was said last, before the rest. */
  state(by: PartyId, recipient: PartyId, object: string | null, over: string | null, at: Micros): ConsentState {
    const said = [
      object === null ? nothingSaid : this.#latest(objectKey(by, recipient, object), at),
      over === null ? nothingSaid : this.#latest(overKey(by, recipient, over), at),
    ];
    const found = said.find((each) => each.fact !== null) ?? nothingSaid;
    return { ...found, nextChange: said.reduce<Micros | null>((next, s) => earliest(next, s.nextChange), null) };
  }

  #latest(key: string, at: Micros): ConsentState {
    let best = nothingSaid;
    for (const consent of this.#byKey.get(key) ?? []) {
      const state = stateOf(consent, at);
      if (state.fact !== null && (best.since === null || (state.since ?? 0) >= best.since)) best = state;
    }
    return best;
  }

  #hold(consent: Consent): void {
    this.#byId.set(consent.id, consent);
    const key = keyOf(consent);
    const list = this.#byKey.get(key);
    if (list === undefined) this.#byKey.set(key, [consent]);
    else list.push(consent);
  }
}

const objectKey = (by: PartyId, recipient: PartyId, object: string): string => `${by}|${recipient}|${object}`;
const overKey = (by: PartyId, recipient: PartyId, over: string): string => `${by}|${recipient}|over ${over}`;
const keyOf = ({ by, recipient, object, over }: Consent): string =>
  object === null ? overKey(by, recipient, over ?? '') : objectKey(by, recipient, object);

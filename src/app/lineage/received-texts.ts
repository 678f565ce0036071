import type { PartyId, TextId } from '../../core/ids.ts';
import { delivererOf, type Provenance } from '../../core/lineage/index.ts';
import type { Moment } from '../../core/stream/index.ts';
import { type CompiledTerms, compileTerms, type TermsText } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { Store } from '../../ports/store.ts';

/** A text that another party gave, as kept here: what came under it is bound by it. Document kind `received-text`. */
export interface ReceivedText {
  readonly id: TextId;
  readonly from: PartyId;
  readonly to: PartyId | null;
  readonly text: TermsText;
  readonly since: Micros;
  /** Once ended it lets nothing pass on, unless another text has taken its place. */
  readonly endedAt: Micros | null;
  /** Its accord is suspended: nothing passes on until it is resumed. */
  readonly suspended?: boolean;
  /** The text between the same two parties that took its place (an amendment); what came under the old one is under it. */
  readonly replacedBy: TextId | null;
}

/** A text of an earlier hop, as a deliverer showed it. Document kind `relayed-text`. */
interface RelayedText {
  readonly deliverer: PartyId;
  readonly id: TextId;
  readonly text: TermsText;
  readonly since: Micros;
}

/** A sticking text as decisions need it. */
export interface StickingText {
  readonly id: TextId;
  /** The text that stands in its place now; itself where none does. */
  readonly standing: TextId;
  readonly from: PartyId;
  readonly to: PartyId | null;
  /** Null where the text is not known here: nothing passes. */
  readonly terms: CompiledTerms | null;
  /** Null while it does not hold: not known, or suspended. */
  readonly since: Micros | null;
  readonly endedAt: Micros | null;
}

/** How many replacements are followed; a ring of them ends nowhere. */
const replacementsMax = 64;

/**
 * The texts that stick to what was received, in memory with every change queued to the store. A text is known by its id
 * and by who showed it: no party can put other words in the place of another's text (M 1720).
 */
export class ReceivedTexts {
  readonly #store: Store;
  readonly #received = new Map<TextId, ReceivedText>();
  readonly #relayed = new Map<string, RelayedText>();
  readonly #compiled = new WeakMap<TermsText, CompiledTerms | null>();
  #changed: (moment: Moment) => void = () => {};

  constructor(store: Store) {
    this.#store = store;
    for (const { value } of store.documents('received-text')) {
      const row = value as ReceivedText;
      this.#received.set(row.id, row);
    }
    for (const { id, value } of store.documents('relayed-text')) this.#relayed.set(id, value as RelayedText);
  }

  /** Whom to tell, inside the same change, that gates and filters of sticking texts may say something else. */
  tell(changed: (moment: Moment) => void): void {
    this.#changed = changed;
  }

  list(): readonly ReceivedText[] {
    return [...this.#received.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Collections of a party, as its texts that are known here spell them. */
  collectionsOf(party: PartyId): readonly string[] {
    const direct = [...this.#received.values()].filter(({ from }) => from === party).map(({ text }) => text.over);
    const shown = [...this.#relayed.values()].filter(({ text }) => text.from === `party:${party}`);
    return [...new Set([...direct, ...shown.map(({ text }) => text.over)])].sort();
  }

  get(id: TextId): ReceivedText | null {
    return this.#received.get(id) ?? null;
  }

  /** A text came in force, or its row changed. Callers are inside `engine.change` and flush afterwards. */
  put(row: ReceivedText, moment: Moment): void {
    this.#received.set(row.id, row);
    this.#store.write.putDocument('received-text', row.id, row);
    this.#changed(moment);
  }

  end(id: TextId, moment: Moment, replacedBy: TextId | null = null): void {
    const row = this.#received.get(id);
    if (row !== undefined && row.endedAt === null) this.put({ ...row, endedAt: moment.at, replacedBy }, moment);
  }

  /** Texts of earlier hops that came with a delivery; the first words of an id stay. Inside `engine.change`. */
  keepRelayed(
    deliverer: PartyId,
    texts: readonly { readonly id: TextId; readonly text: TermsText }[],
    moment: Moment,
  ): void {
    let learned = false;
    for (const { id, text } of texts) {
      const key = relayedKey(deliverer, id);
      if (this.#relayed.has(key)) continue;
      const row: RelayedText = { deliverer, id, text, since: moment.at };
      this.#relayed.set(key, row);
      this.#store.write.putDocument('relayed-text', key, row);
      learned = true;
    }
    if (learned) this.#changed(moment);
  }

  /** Every text that sticks by one way, the origin's first. */
  stickingTo(one: Provenance): readonly StickingText[] {
    return one.under.map((id) => this.#sticking(id, delivererOf(one), one.origin));
  }

  /** A text by itself, whatever stands in its place. */
  alone(id: TextId, deliverer: PartyId, origin: PartyId): StickingText {
    return this.#sticking(id, deliverer, origin, false);
  }

  #sticking(id: TextId, deliverer: PartyId, origin: PartyId, follow = true): StickingText {
    const own = this.#received.get(id);
    if (own !== undefined && own.from === deliverer) {
      const standing = follow ? this.#standing(own) : own;
      return {
        id,
        standing: standing.id,
        from: standing.from,
        to: standing.to,
        terms: this.#compile(standing.text),
        since: standing.suspended === true ? null : standing.since,
        endedAt: standing.endedAt,
      };
    }
    const relayed = this.#relayed.get(relayedKey(deliverer, id));
    if (relayed === undefined)
      return { id, standing: id, from: origin, to: null, terms: null, since: null, endedAt: null };
    const terms = this.#compile(relayed.text);
    const from = terms?.giver ?? origin;
    return { id, standing: id, from, to: terms?.receiver ?? null, terms, since: relayed.since, endedAt: null };
  }

  /** The text that stands in the place of one. */
  #standing(row: ReceivedText): ReceivedText {
    let at = row;
    for (let i = 0; i < replacementsMax && at.endedAt !== null && at.replacedBy !== null; i++) {
      const next = this.#received.get(at.replacedBy);
      if (next === undefined || next.from !== row.from) break;
      at = next;
    }
    return at;
  }

  #compile(text: TermsText): CompiledTerms | null {
    let known = this.#compiled.get(text);
    if (known === undefined) {
      const made = compileTerms(text);
      known = made.ok ? made.value : null;
      this.#compiled.set(text, known);
    }
    return known;
  }
}

const relayedKey = (deliverer: PartyId, id: TextId): string => `${deliverer}|${id}`;

import type { ObjectView } from '../core/conditions/index.ts';
import type { PartyId } from '../core/ids.ts';
import { hopsOf } from '../core/lineage/index.ts';
import {
  buildMarkingBook,
  effectiveTlp,
  hasUnknownMarking,
  type MarkingBook,
  markingNames,
  type TlpLevel,
} from '../core/marking/index.ts';
import type { PreparedObject } from '../core/stix/object-facts.ts';
import type { Moment } from '../core/stream/index.ts';
import type { Platform } from '../ports/platform.ts';
import type { Store } from '../ports/store.ts';
import type { StoredFacts } from './release/class-book.ts';
import type { CollectionState } from './release/collection-state.ts';

interface StoredMarking {
  readonly deliverer: PartyId;
  readonly definition: unknown;
}

/**
 * What marking ids mean here. A definition that a partner brought counts for what that partner brought and for nothing
 * else: otherwise it could name a marking on our own objects harmless, and so open them.
 */
export class MarkingDesk {
  readonly #store: Store;
  readonly #platform: Platform;
  readonly #self: PartyId;
  readonly #definitions = new Map<string, StoredMarking>();
  readonly #books = new Map<PartyId, MarkingBook>();
  #changed: ((moment: Moment) => void) | null = null;
  #change: (<T>(work: (moment: Moment) => T) => T) | null = null;

  constructor(store: Store, platform: Platform, self: PartyId) {
    this.#store = store;
    this.#platform = platform;
    this.#self = self;
    for (const { id, value } of store.documents('marking')) this.#definitions.set(id, value as StoredMarking);
  }

  /** Whom to tell when facts of whole classes change, and how a change is made. */
  tell(changed: (moment: Moment) => void, change: <T>(work: (moment: Moment) => T) => T): void {
    this.#changed = changed;
    this.#change = change;
  }

  view(facts: StoredFacts, collection: CollectionState): ObjectView {
    const book = this.#bookOf(facts.deliverer);
    const tlp = effectiveTlp(facts, book, collection.record.defaultTlp);
    return {
      facts,
      tlp: tlp === 'unknown' ? null : (tlp satisfies TlpLevel),
      markingNames: markingNames(facts, book),
      unknownMarking: hasUnknownMarking(facts, book),
      other: (key) => (key === 'hops' ? hopsSince(facts, this.#self) : null),
    };
  }

  /** Takes marking definitions out of what is about to be stored; the first content of an id stays. Callers hold the lock. */
  learn(objects: readonly PreparedObject[]): void {
    const fresh = objects.filter(
      (o) => o.type === 'marking-definition' && !this.#definitions.has(this.#key(o.facts.deliverer, o.id)),
    );
    if (fresh.length === 0) return;
    this.#change?.((moment) => {
      for (const o of fresh) {
        const row: StoredMarking = {
          deliverer: o.facts.deliverer,
          definition: JSON.parse(this.#platform.decodeUtf8Fatal(o.body)) as unknown,
        };
        this.#definitions.set(this.#key(row.deliverer, o.id), row);
        this.#store.write.putDocument('marking', this.#key(row.deliverer, o.id), row);
      }
      this.#books.clear();
      this.#changed?.(moment);
    });
  }

  #key(deliverer: PartyId, id: string): string {
    return `${deliverer}|${id}`;
  }

  #bookOf(deliverer: PartyId): MarkingBook {
    let book = this.#books.get(deliverer);
    if (book === undefined) {
      // Where the two disagree about an id, nobody knows what it means, and what carries it is withheld.
      const rows = [...this.#definitions.values()];
      const theirs = rows.filter((r) => r.deliverer === deliverer && deliverer !== this.#self);
      const ours = rows.filter((r) => r.deliverer === this.#self);
      book = buildMarkingBook([...theirs, ...ours].map((r) => r.definition));
      this.#books.set(deliverer, book);
    }
    return book;
  }
}

/** Parties passed since the originator: none for our own, not known where nobody said how it came. */
function hopsSince({ lineage, deliverer }: StoredFacts, self: PartyId): string | null {
  if (lineage !== undefined) return String(Math.max(...lineage.map(hopsOf)));
  return deliverer === self ? '0' : null;
}

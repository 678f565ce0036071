import { fingerprintsOf, joinLineages, type Lineage, lineageKey } from '../../core/lineage/index.ts';
import type { Platform } from '../../ports/platform.ts';
import type { Store } from '../../ports/store.ts';
import { FreshDocuments } from '../fresh-documents.ts';

/** Copies of one content in the store, and what sticks to them. One row for each fingerprint of received material. */
interface ContentRow {
  readonly lineage: Lineage;
  /** Ids of received objects with this content, oldest first, at most `copiesMax`. */
  readonly copies: readonly string[];
}

export interface FoundContent {
  readonly lineage: Lineage;
  readonly copies: readonly string[];
}

const kind = 'content';
/** There once anything was received. */
const [markKind, markId] = ['content-count', 'count'];
/** Copies of one content that are kept by name. */
const copiesMax = 64;

/**
 * Which content came from others, by fingerprint. Own material has no rows. Rows are read from the store when they are
 * asked for, so that memory does not grow with what was received.
 */
export class ContentBook {
  readonly #store: Store;
  readonly #platform: Pick<Platform, 'sha256Hex' | 'decodeUtf8Fatal'>;
  readonly #contents: FreshDocuments<ContentRow>;
  /** Objects are asked for before they are stored and again when they are. */
  readonly #names = new WeakMap<Uint8Array, readonly string[]>();
  #isEmpty: boolean;

  constructor(store: Store, platform: Pick<Platform, 'sha256Hex' | 'decodeUtf8Fatal'>) {
    this.#store = store;
    this.#platform = platform;
    this.#contents = new FreshDocuments(store);
    this.#isEmpty = store.document(markKind, markId) === null;
  }

  /** Whether anything was ever received: without that nothing needs to be looked up. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /** Hashes of what makes an object the same content as another. */
  namesOf(body: Uint8Array): readonly string[] {
    const known = this.#names.get(body);
    if (known !== undefined) return known;
    const object = JSON.parse(this.#platform.decodeUtf8Fatal(body)) as Record<string, unknown>;
    const names = fingerprintsOf(object).map((text) => this.#platform.sha256Hex(text));
    this.#names.set(body, names);
    return names;
  }

  /** Received copies with any of these fingerprints; null when there is none. */
  find(names: readonly string[]): FoundContent | null {
    const rows = names.map((name) => this.#contents.get(kind, name)).filter((r) => r !== null);
    const lineage = joinLineages(...rows.map((r) => r.lineage));
    return lineage === undefined ? null : { lineage, copies: [...new Set(rows.flatMap((r) => r.copies))] };
  }

  /** Content was received. Inside one change with the objects. */
  note(names: readonly string[], id: string, lineage: Lineage): void {
    for (const name of names) {
      const old = this.#contents.get(kind, name);
      const joined = joinLineages(old?.lineage, lineage) ?? lineage;
      const copies = old?.copies ?? [];
      const isKnown = copies.includes(id) || copies.length >= copiesMax;
      if (old !== null && isKnown && lineageKey(joined) === lineageKey(old.lineage)) continue;
      this.#contents.put(kind, name, { lineage: joined, copies: isKnown ? copies : [...copies, id] });
    }
    // Some received objects have no content of their own; what refers to them is looked up all the same.
    if (!this.#isEmpty) return;
    this.#isEmpty = false;
    this.#store.write.putDocument(markKind, markId, true);
  }
}

import { hexOf } from '../../core/hex.ts';
import { fingerprintsOf, joinLineages, type Lineage, lineageKey } from '../../core/lineage/index.ts';
import type { Platform } from '../../ports/platform.ts';
import type { Store } from '../../ports/store.ts';

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
const countId = 'count';
/** Copies of one content that are kept by name. */
const copiesMax = 64;

/**
 * Which content came from others, by fingerprint. Own material has no rows. Rows are read from the store when they are
 * asked for, so that memory does not grow with what was received.
 */
export class ContentBook {
  readonly #store: Store;
  readonly #platform: Pick<Platform, 'sha256' | 'encodeUtf8' | 'decodeUtf8Fatal'>;
  #rows: number;

  constructor(store: Store, platform: Pick<Platform, 'sha256' | 'encodeUtf8' | 'decodeUtf8Fatal'>) {
    this.#store = store;
    this.#platform = platform;
    this.#rows = (store.document('content-count', countId) as number | null) ?? 0;
  }

  /** Whether anything was ever received: without that nothing needs to be looked up. */
  get isEmpty(): boolean {
    return this.#rows === 0;
  }

  /** Hashes of what makes an object the same content as another. */
  namesOf(body: Uint8Array): readonly string[] {
    const object = JSON.parse(this.#platform.decodeUtf8Fatal(body)) as Record<string, unknown>;
    return fingerprintsOf(object).map((text) => hexOf(this.#platform.sha256(this.#platform.encodeUtf8(text))));
  }

  /** Received copies with any of these fingerprints; null when there is none. */
  find(names: readonly string[]): FoundContent | null {
    const rows = names.map((name) => this.#store.document(kind, name) as ContentRow | null).filter((r) => r !== null);
    const lineage = joinLineages(...rows.map((r) => r.lineage));
    return lineage === undefined ? null : { lineage, copies: [...new Set(rows.flatMap((r) => r.copies))] };
  }

  /** Content was received. Inside one change with the objects. */
  note(names: readonly string[], id: string, lineage: Lineage): void {
    for (const name of names) {
      const old = this.#store.document(kind, name) as ContentRow | null;
      const joined = joinLineages(old?.lineage, lineage) ?? lineage;
      const copies = old?.copies ?? [];
      const isKnown = copies.includes(id) || copies.length >= copiesMax;
      if (old !== null && isKnown && lineageKey(joined) === lineageKey(old.lineage)) continue;
      if (old === null) this.#rows++;
      this.#store.write.putDocument(kind, name, { lineage: joined, copies: isKnown ? copies : [...copies, id] });
    }
    // Some received objects have no content of their own; what refers to them is looked up all the same.
    this.#rows = Math.max(1, this.#rows);
    this.#store.write.putDocument('content-count', countId, this.#rows);
  }
}

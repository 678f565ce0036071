import { derivationOf, derivedFrom } from '../../core/lineage/index.ts';
import type { PreparedObject } from '../../core/stix/object-facts.ts';
import type { Platform } from '../../ports/platform.ts';
import type { Store } from '../../ports/store.ts';

const kind = 'derivation';

/** What of ours is derived from what, as our own relationships state it. In memory with every change queued to the store. */
export class Derivations {
  readonly #store: Store;
  readonly #platform: Pick<Platform, 'decodeUtf8Fatal'>;
  readonly #from = new Map<string, Set<string>>();

  constructor(store: Store, platform: Pick<Platform, 'decodeUtf8Fatal'>) {
    this.#store = store;
    this.#platform = platform;
    for (const { value } of store.documents(kind)) {
      const { what, from } = value as { what: string; from: string };
      this.#hold(what, from);
    }
  }

  /** The derivation that an object states; null for every other object. */
  statedBy(object: PreparedObject): { readonly what: string; readonly from: string } | null {
    if (object.type !== 'relationship') return null;
    const text = this.#platform.decodeUtf8Fatal(object.body);
    // Bodies are canonical, so the word stands there as it is; few relationships hold it, and reading all costs an import dearly.
    return text.includes(derivedFrom) ? derivationOf(JSON.parse(text) as Record<string, unknown>) : null;
  }

  /** Inside the change that stores the object of ours. */
  note(object: PreparedObject): void {
    const stated = this.statedBy(object);
    if (stated === null) return;
    this.#hold(stated.what, stated.from);
    this.#store.write.putDocument(kind, `${stated.what}|${stated.from}`, stated);
  }

  sourcesOf(what: string): Iterable<string> {
    return this.#from.get(what) ?? [];
  }

  /** Ids that are derived from one. */
  derivedFrom(id: string): readonly string[] {
    return [...this.#from].filter(([, from]) => from.has(id)).map(([what]) => what);
  }

  #hold(what: string, from: string): void {
    const known = this.#from.get(what);
    if (known === undefined) this.#from.set(what, new Set([from]));
    else known.add(from);
  }
}

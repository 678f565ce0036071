import { fingerprintsOf, joinLineages, type Lineage, lineageKey } from '../../core/lineage/index.ts';
import type { Platform } from '../../ports/platform.ts';
import type { ContentNote, Store } from '../../ports/store.ts';

/** A received object and what stuck to it when it came. One note for each of its fingerprints. */
interface CopyNote {
  readonly id: string;
  readonly lineage: Lineage;
}

/** Received copies of one content, and what sticks to them. */
export interface FoundContent {
  readonly lineage: Lineage;
  /** Ids, oldest first, at most `copiesMax` for each fingerprint. */
  readonly copies: readonly string[];
}

/** What came: an object, the hashes of its content, what sticks to it. */
export interface Received extends CopyNote {
  readonly names: readonly string[];
}

/** There once anything was received. */
const [markKind, markId] = ['content-count', 'count'];
/** Copies of one content that are kept by name. */
const copiesMax = 64;
/** Contents of several copies that are kept at hand: a flood of one content is not put together anew for each object. */
const oftenMax = 1_024;

/**
 * Which content came from others, by fingerprint. Own material has no notes. Notes are read from the store when they are
 * asked for, so that memory does not grow with what was received.
 */
export class ContentBook {
  readonly #store: Store;
  readonly #platform: Pick<Platform, 'sha256Hex' | 'decodeUtf8Fatal'>;
  /** As they will be once what is queued is on disk: reads of the store see what was flushed. */
  readonly #queued = new Map<string, FoundContent>();
  readonly #often = new Map<string, FoundContent>();
  /** Objects are asked for before they are stored and again when they are. */
  readonly #names = new WeakMap<Uint8Array, readonly string[]>();
  #isEmpty: boolean;

  constructor(store: Store, platform: Pick<Platform, 'sha256Hex' | 'decodeUtf8Fatal'>) {
    this.#store = store;
    this.#platform = platform;
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
    const found = names.map((name) => this.#known(name)).filter((one) => one !== null);
    const lineage = joinLineages(...found.map((one) => one.lineage));
    return lineage === undefined ? null : { lineage, copies: [...new Set(found.flatMap((one) => one.copies))] };
  }

  /** Content was received. Inside one change with the objects. */
  note(received: readonly Received[]): void {
    const notes: ContentNote[] = [];
    for (const { names, id, lineage } of received)
      for (const name of names) {
        const now = withCopy(this.#known(name), id, lineage);
        if (now === null) continue;
        this.#queued.set(name, now);
        this.#keepOften(name, now);
        const value: CopyNote = { id, lineage };
        notes.push({ name, value });
      }
    this.#store.write.addContents(notes);
    // Some received objects have no content of their own; what refers to them is looked up all the same.
    if (!this.#isEmpty || received.length === 0) return;
    this.#isEmpty = false;
    this.#store.write.putDocument(markKind, markId, true);
  }

  #known(name: string): FoundContent | null {
    if (!this.#store.dirty) this.#queued.clear();
    const known = this.#queued.get(name) ?? this.#often.get(name);
    if (known !== undefined) return known;
    let found: FoundContent | null = null;
    for (const { id, lineage } of this.#store.contents(name) as readonly CopyNote[])
      found = withCopy(found, id, lineage) ?? found;
    if (found !== null) this.#keepOften(name, found);
    return found;
  }

  #keepOften(name: string, found: FoundContent): void {
    if (found.copies.length < 2) return;
    this.#often.delete(name);
    this.#often.set(name, found);
    if (this.#often.size <= oftenMax) return;
    const [oldest] = this.#often.keys();
    this.#often.delete(oldest!);
  }
}

/** Null where one more copy changes nothing. */
function withCopy(before: FoundContent | null, id: string, lineage: Lineage): FoundContent | null {
  if (before === null) return { lineage, copies: [id] };
  const joined = joinLineages(before.lineage, lineage) ?? lineage;
  const isKnown = before.copies.includes(id) || before.copies.length >= copiesMax;
  if (isKnown && lineageKey(joined) === lineageKey(before.lineage)) return null;
  return { lineage: joined, copies: isKnown ? before.copies : [...before.copies, id] };
}

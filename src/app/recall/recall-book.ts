import type { PartyId } from '../../core/ids.ts';
import { readRanges } from '../../core/number-ranges.ts';
import type { Store } from '../../ports/store.ts';
import type { IncomingRecall, NarrowCheck, PartAnswer, PartState, Recall, RecallTo } from './recall-record.ts';

/** A part of a thread, `part` from 1. */
export interface AskedPart {
  readonly to: RecallTo;
  readonly part: number;
}

const untouched: PartState = { deliveredAt: null, trouble: null, answer: null };
const seqEnd = 1_000_000_000;

/** A version that went out to a party, at this position of its feed the last time. */
interface Got {
  readonly party: PartyId;
  readonly collection: number;
  readonly seq: number;
  readonly position: number;
}

interface Asked {
  readonly thread: string;
  readonly part: number;
  /** Place in the part. */
  readonly place: number;
  readonly upTo: number;
}

/** Recalls of both directions, in memory with every change queued to the store. */
export class RecallBook {
  readonly #store: Store;
  readonly #recalls = new Map<string, Recall>();
  readonly #threads = new Map<string, RecallTo>();
  readonly #parts = new Map<string, PartState>();
  readonly #incoming = new Map<string, IncomingRecall>();
  /** What each party was asked for last, by version; by party and collection. */
  readonly #asked = new Map<string, Map<number, Asked>>();
  readonly #checks = new Map<string, NarrowCheck>();
  readonly #kept = new WeakMap<PartAnswer, ReadonlySet<number>>();
  /** Parts whose versions are kept from their holders until these have answered, by party and by name. */
  readonly #awaited = new Map<PartyId, Map<string, AskedPart>>();

  constructor(store: Store) {
    this.#store = store;
    for (const { value } of store.documents('recall')) this.#recalls.set((value as Recall).id, value as Recall);
    for (const { id, value } of store.documents('recall-part')) this.#parts.set(id, value as PartState);
    for (const { id, value } of store.documents('recall-in')) this.#incoming.set(id, value as IncomingRecall);
    for (const { id, value } of store.documents('recall-check')) this.#checks.set(id, value as NarrowCheck);
    const threads = store.documents('recall-to').map(({ value }) => value as RecallTo);
    for (const one of threads.sort((a, b) => a.at - b.at)) this.#hold(one);
  }

  recalls(): Recall[] {
    return [...this.#recalls.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  recall(id: string): Recall | null {
    return this.#recalls.get(id) ?? null;
  }

  putRecall(recall: Recall): void {
    this.#recalls.set(recall.id, recall);
    this.#store.write.putDocument('recall', recall.id, recall);
  }

  /** Every holder has been asked. What the node itself began and nobody had to be asked for, is forgotten. */
  settle(id: string): void {
    const recall = this.#recalls.get(id);
    if (recall === undefined) return;
    // What own staff keep back can be lifted, whether or not anybody had to be asked.
    if (recall.by !== null || recall.withhold === 'possible' || this.threadsOf(id).length > 0) {
      this.putRecall({ ...recall, sent: true });
      return;
    }
    this.#recalls.delete(id);
    this.#store.write.removeDocument('recall', id);
  }

  /** Those that still have holders to ask, or may have. */
  unsent(): Recall[] {
    return this.recalls().filter((recall) => !recall.sent);
  }

  checks(): readonly (readonly [id: string, check: NarrowCheck])[] {
    return [...this.#checks];
  }

  putCheck(id: string, check: NarrowCheck): void {
    this.#checks.set(id, check);
    this.#store.write.putDocument('recall-check', id, check);
  }

  dropCheck(id: string): void {
    this.#checks.delete(id);
    this.#store.write.removeDocument('recall-check', id);
  }

  threadsOf(recall: string): RecallTo[] {
    return [...this.#threads.values()].filter((one) => one.recall === recall);
  }

  thread(name: string): RecallTo | null {
    return this.#threads.get(name) ?? null;
  }

  putThread(one: RecallTo): void {
    this.#hold(one);
    this.#store.write.putDocument('recall-to', one.thread, one);
  }

  /** `part` from 1. */
  part(thread: string, part: number): PartState {
    return this.#parts.get(partName(thread, part)) ?? untouched;
  }

  putPart(thread: string, part: number, state: PartState): void {
    this.#parts.set(partName(thread, part), state);
    if (state.isOver === true) this.#forgetAwaited(thread, part);
    this.#store.write.putDocument('recall-part', partName(thread, part), state);
  }

  incoming(): IncomingRecall[] {
    return [...this.#incoming.values()].sort((a, b) => a.at - b.at || a.part - b.part);
  }

  putIncoming(one: IncomingRecall): void {
    const name = incomingName(one.peer, one.thread, one.part);
    this.#incoming.set(name, one);
    this.#store.write.putDocument('recall-in', name, one);
  }

  oneIncoming(peer: PartyId, thread: string, part: number): IncomingRecall | null {
    return this.#incoming.get(incomingName(peer, thread, part)) ?? null;
  }

  /**
   * How a version that this party got stands: `holds` when nobody asked since, or it said that it keeps it; `asked` while
   * an answer is waited for, and whatever it answered if it was this very recall that asked; `gone` once it is deleted
   * there.
   */
  standing(got: Got, recall?: string): 'holds' | 'asked' | 'gone' {
    const asked = this.#asked.get(`${got.party}/${got.collection}`)?.get(got.seq);
    if (asked === undefined || got.position >= asked.upTo) return 'holds';
    const kept = this.#keptOf(asked.thread, asked.part);
    if (kept === null) return 'asked';
    if (!kept.has(asked.place)) return 'gone';
    return recall !== undefined && this.thread(asked.thread)?.recall === recall ? 'asked' : 'holds';
  }

  /** Parts that keep something from their holders until these have answered. */
  awaited(): AskedPart[] {
    return [...this.#awaited.values()].flatMap((parts) => [...parts.values()]);
  }

  /** Parties from which something is kept until they have answered. */
  awaitedParties(): Iterable<PartyId> {
    return this.#awaited.keys();
  }

  /** The part by which a party was asked for this version last, if its answer is awaited still. */
  awaitedPart(party: PartyId, collection: number, seq: number): AskedPart | null {
    const parts = this.#awaited.get(party);
    const asked = parts === undefined ? undefined : this.#asked.get(`${party}/${collection}`)?.get(seq);
    return asked === undefined ? null : (parts?.get(partName(asked.thread, asked.part)) ?? null);
  }

  #forgetAwaited(thread: string, part: number): void {
    const party = this.thread(thread)?.party;
    const parts = party === undefined ? undefined : this.#awaited.get(party);
    parts?.delete(partName(thread, part));
    if (party !== undefined && parts?.size === 0) this.#awaited.delete(party);
  }

  /** Places of a part that its holder keeps; null before it answered. */
  #keptOf(thread: string, part: number): ReadonlySet<number> | null {
    const { answer } = this.part(thread, part);
    if (answer === null) return null;
    let kept = this.#kept.get(answer);
    if (kept === undefined) {
      kept = new Set(
        answer.deeds.flatMap(({ did, places }) => (did === 'kept' ? (readRanges(places, seqEnd) ?? []) : [])),
      );
      this.#kept.set(answer, kept);
    }
    return kept;
  }

  #hold(one: RecallTo): void {
    this.#threads.set(one.thread, one);
    for (const [i, { collection, seqs }] of one.parts.entries()) {
      const key = `${one.party}/${collection}`;
      const known = this.#asked.get(key) ?? new Map<number, Asked>();
      this.#asked.set(key, known);
      const upTo = one.upTo[collection] ?? 0;
      for (const [place, seq] of (readRanges(seqs, seqEnd) ?? []).entries())
        known.set(seq, { thread: one.thread, part: i + 1, place, upTo });
      if (one.awaits !== true || this.part(one.thread, i + 1).isOver === true) continue;
      const parts = this.#awaited.get(one.party) ?? new Map<string, AskedPart>();
      this.#awaited.set(one.party, parts);
      parts.set(partName(one.thread, i + 1), { to: one, part: i + 1 });
    }
  }
}

const partName = (thread: string, part: number): string => `${thread} ${part}`;
const incomingName = (peer: PartyId, thread: string, part: number): string => `${peer} ${thread} ${part}`;

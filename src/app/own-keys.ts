import type { PartyId } from '../core/ids.ts';
import type { KeyRing, Signer } from '../ports/signer.ts';
import type { Store } from '../ports/store.ts';

/** How many newer keys are tried at a peer that does not know the one it knew. */
const newerTriedMax = 16;

/**
 * The keys of this node. Messages are signed with the current one. While a peer has not taken the message that announces
 * it, what goes to that peer is signed with the one before, which is the one it knows. Own staff there may enrol this node
 * anew in the middle of a change; then it knows a newer key, and says nothing but that it does not know the old one. So the
 * newer ones are tried in turn, until a request was answered (decisions/0090).
 */
export class OwnKeys {
  readonly #store: Store;
  readonly #ring: KeyRing;
  readonly #toward: Map<string, string>;
  /** Key ids in the order in which they were put in use; the last one is the current one. */
  readonly #line: string[];
  /** What requests to a peer are signed with, where it did not know the key that it is on record to know. */
  readonly #tried = new Map<string, string>();
  #current: Signer;

  private constructor(store: Store, ring: KeyRing, current: Signer) {
    this.#store = store;
    this.#ring = ring;
    this.#current = current;
    this.#line = (store.document('own-key', 'line') as string[] | null) ?? [current.keyId];
    this.#toward = new Map(store.documents('own-key-toward').map(({ id, value }) => [id, String(value)]));
  }

  /** A node without a key gets its first one. Throws when the key in use is not held any more. */
  static async load(store: Store, ring: KeyRing): Promise<OwnKeys> {
    const named = store.document('own-key', 'current') as string | null;
    if (named !== null) {
      const held = ring.held().find((signer) => signer.keyId === named);
      if (held === undefined)
        throw new Error(`the key ${named} of this node is missing from its keys; restore keys/ from a backup`);
      return new OwnKeys(store, ring, held);
    }
    const first = ring.held()[0] ?? (await ring.create());
    store.write.putDocument('own-key', 'current', first.keyId);
    return new OwnKeys(store, ring, first);
  }

  get current(): Signer {
    return this.#current;
  }

  /** The key that requests, messages and answers to this peer are signed with. */
  toward(peer: PartyId): Signer {
    return this.#held(this.#tried.get(peer)) ?? this.knownBy(peer);
  }

  /** The key that this peer is known to know. */
  knownBy(peer: PartyId): Signer {
    return this.#held(this.#toward.get(peer)) ?? this.#current;
  }

  /** A request signed with this key was refused for its credential: the next one is tried with another that may be known. */
  notKnown(peer: PartyId, keyId: string): void {
    // Of several requests under way only the first moves on.
    if (this.toward(peer).keyId !== keyId) return;
    const choice = this.#choice(peer);
    this.#tried.set(peer, choice[(choice.indexOf(keyId) + 1) % choice.length]!);
  }

  /** A request signed with this key was answered, which is done for enrolled keys only. True when that is news. */
  answeredTo(peer: PartyId, keyId: string): boolean {
    const isNews = keyId !== this.knownBy(peer).keyId && this.#choice(peer).includes(keyId);
    if (isNews) this.known(peer, keyId);
    return isNews;
  }

  #held(id: string | undefined): Signer | undefined {
    return id === undefined ? undefined : this.#ring.held().find((signer) => signer.keyId === id);
  }

  /** The key that a peer knows and those put in use after it, newest first. */
  #choice(peer: PartyId): readonly string[] {
    const known = this.knownBy(peer).keyId;
    const newer = this.#line.slice(this.#line.indexOf(known) + 1).filter((id) => id !== known);
    return [known, ...newer.slice(-newerTriedMax).reverse()];
  }

  /** A key for later, already durable. */
  create(): Promise<Signer> {
    return this.#ring.create();
  }

  /** `next` is in use from now on; these peers still know the one before, whether or not they can be told. */
  replace(next: Signer, peers: readonly PartyId[]): void {
    for (const peer of peers) {
      if (this.#toward.has(peer)) continue;
      this.#toward.set(peer, this.#current.keyId);
      this.#store.write.putDocument('own-key-toward', peer, this.#current.keyId);
    }
    this.#current = next;
    this.#line.push(next.keyId);
    this.#store.write.putDocument('own-key', 'current', next.keyId);
    this.#store.write.putDocument('own-key', 'line', [...this.#line]);
  }

  /** This peer knows us by `keyId` now. An answer to what was sent long ago says nothing against a newer key. */
  known(peer: PartyId, keyId: string): void {
    if (this.#line.indexOf(keyId) < this.#line.indexOf(this.knownBy(peer).keyId)) return;
    this.#tried.delete(peer);
    if (keyId === this.#current.keyId) {
      if (this.#toward.delete(peer)) this.#store.write.removeDocument('own-key-toward', peer);
    } else {
      this.#toward.set(peer, keyId);
      this.#store.write.putDocument('own-key-toward', peer, keyId);
    }
  }
}

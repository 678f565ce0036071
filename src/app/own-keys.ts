import type { PartyId } from '../core/ids.ts';
import type { KeyRing, Signer } from '../ports/signer.ts';
import type { Store } from '../ports/store.ts';

/**
 * The keys of this node. Messages are signed with the current one. While a peer has not taken the message that announces
 * it, requests to that peer are signed with the one before, which is the one it knows.
 */
export class OwnKeys {
  readonly #store: Store;
  readonly #ring: KeyRing;
  readonly #toward: Map<string, string>;
  #current: Signer;

  private constructor(store: Store, ring: KeyRing, current: Signer) {
    this.#store = store;
    this.#ring = ring;
    this.#current = current;
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

  /** The key that requests to this peer are signed with. */
  toward(peer: PartyId): Signer {
    const id = this.#toward.get(peer);
    const known = id === undefined ? undefined : this.#ring.held().find((signer) => signer.keyId === id);
    return known ?? this.#current;
  }

  /** A key for later, already durable. */
  create(): Promise<Signer> {
    return this.#ring.create();
  }

  /** `next` is in use from now on; these peers still know the one before. */
  replace(next: Signer, peers: readonly PartyId[]): void {
    for (const peer of peers) {
      if (this.#toward.has(peer)) continue;
      this.#toward.set(peer, this.#current.keyId);
      this.#store.write.putDocument('own-key-toward', peer, this.#current.keyId);
    }
    this.#current = next;
    this.#store.write.putDocument('own-key', 'current', next.keyId);
  }

  /** This peer knows us by `keyId` now. */
  known(peer: PartyId, keyId: string): void {
    if (keyId === this.#current.keyId) {
      if (this.#toward.delete(peer)) this.#store.write.removeDocument('own-key-toward', peer);
    } else {
      this.#toward.set(peer, keyId);
      this.#store.write.putDocument('own-key-toward', peer, keyId);
    }
  }
}

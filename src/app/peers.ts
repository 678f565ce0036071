import type { PartyId } from '../core/ids.ts';
import type { Micros } from '../core/time.ts';
import type { Store } from '../ports/store.ts';
import type { PeerAddress } from '../ports/transport.ts';

/** A key pinned for a peer. One that was replaced still proves what was signed before. */
export interface PeerKey {
  /** SHA-256 of the public key's 32 bytes, hexadecimal. */
  readonly id: string;
  /** Base64url. */
  readonly publicKey: string;
  readonly since: Micros;
  /** It was replaced by the one behind it in the list. */
  readonly retiredAt: Micros | null;
  /** Something signed with it came. */
  readonly used: boolean;
}

/** Another node as enrolled by own staff. */
export interface PeerRecord {
  readonly party: PartyId;
  /** Ends in a slash. */
  readonly url: string;
  /** Oldest first; the last one is in use. */
  readonly keys: readonly PeerKey[];
  /** PEM of the one authority that may have signed its TLS certificate; null: a public one. */
  readonly certificate: string | null;
  /** Addresses or ranges besides public ones that its name may resolve to. */
  readonly allow: readonly string[];
  /** STIX identities that it may speak for. */
  readonly identities: readonly string[];
  readonly enrolledAt: Micros;
  /** Its credential is dead and nothing is sent to it. */
  readonly revokedAt: Micros | null;
}

/** What was last heard of a peer. Kept in memory, written down now and then. */
export interface PeerContact {
  /** Its clock minus ours, from the newest signed request or answer. */
  readonly skew: Micros | null;
  /** A signed request of it came. */
  readonly heardAt: Micros | null;
  /** A request of ours was answered. */
  readonly reachedAt: Micros | null;
  /** Why it was not reached at the last try. */
  readonly problem: string | null;
}

const noContact: PeerContact = { skew: null, heardAt: null, reachedAt: null, problem: null };

/** How often what was heard of a peer is written down. */
const savedEvery: Micros = 60_000_000;

/** Enrolled peers, in memory with every change queued to the store. */
export class Peers {
  readonly #store: Store;
  readonly #records = new Map<string, PeerRecord>();
  readonly #contacts = new Map<string, PeerContact>();
  readonly #saved = new Map<string, Micros>();

  constructor(store: Store) {
    this.#store = store;
    for (const { id, value } of store.documents('peer')) this.#records.set(id, value as PeerRecord);
    for (const { id, value } of store.documents('peer-contact')) this.#contacts.set(id, value as PeerContact);
  }

  list(): PeerRecord[] {
    return [...this.#records.values()].sort((a, b) => (a.party < b.party ? -1 : 1));
  }

  /** Revoked ones as well. */
  get(party: string): PeerRecord | undefined {
    return this.#records.get(party);
  }

  /** Null when it is not enrolled or its enrolment was revoked. */
  enrolled(party: string): PeerRecord | null {
    const record = this.#records.get(party);
    return record === undefined || record.revokedAt !== null ? null : record;
  }

  put(record: PeerRecord): void {
    this.#records.set(record.party, record);
    this.#store.write.putDocument('peer', record.party, record);
  }

  /** A key that is or was pinned for an enrolled peer. */
  key(party: PartyId, keyId: string): PeerKey | null {
    return this.enrolled(party)?.keys.find((key) => key.id === keyId) ?? null;
  }

  /** Whose key this is or was; a key is pinned for one peer only. */
  ownerOf(keyId: string): PeerRecord | null {
    for (const record of this.#records.values()) if (record.keys.some((key) => key.id === keyId)) return record;
    return null;
  }

  /** The enrolled peer that may sign requests and answers with this key now. */
  signerOf(keyId: string): { readonly record: PeerRecord; readonly key: PeerKey } | null {
    const record = this.ownerOf(keyId);
    if (record === null || record.revokedAt !== null) return null;
    const key = inUse(record).find((one) => one.id === keyId);
    return key === undefined ? null : { record, key };
  }

  /** Something signed with this key came: from now on the one before it is dead. */
  used(keyId: string): void {
    const found = this.signerOf(keyId);
    if (found === null || found.key.used || found.key.retiredAt !== null) return;
    const keys = found.record.keys.map((key) => (key.id === keyId ? { ...key, used: true } : key));
    this.put({ ...found.record, keys });
  }

  address(party: PartyId): PeerAddress | null {
    const record = this.enrolled(party);
    if (record === null) return null;
    const { url, certificate, allow } = record;
    return { party, url, certificate, allow, keys: new Map(inUse(record).map((key) => [key.id, key.publicKey])) };
  }

  contact(party: string): PeerContact {
    return this.#contacts.get(party) ?? noContact;
  }

  /** Queues a write once in a while; it rides along with the next flush. */
  heard(party: PartyId, now: Micros, news: Partial<PeerContact>): void {
    const contact = { ...this.contact(party), ...news };
    this.#contacts.set(party, contact);
    if (now - (this.#saved.get(party) ?? 0) < savedEvery) return;
    this.#saved.set(party, now);
    this.#store.write.putDocument('peer-contact', party, contact);
  }
}

/** A peer that announced a new key goes on with the one before until it has heard that we know the new one. */
const inUse = ({ keys }: PeerRecord): readonly PeerKey[] => keys.slice(keys.at(-1)?.used === true ? -1 : -2);

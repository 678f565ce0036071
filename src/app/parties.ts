import type { PartyId } from '../core/ids.ts';
import type { Micros } from '../core/time.ts';
import type { Platform } from '../ports/platform.ts';
import type { Store } from '../ports/store.ts';
import type { KeyRecord, PartyRecord } from './operator-api.ts';
import type { Principal } from './partner-api.ts';

interface StoredKey extends KeyRecord {
  /** SHA-256 of the secret, hex: the secret is 256 random bits, so no slow hash is needed. */
  readonly digest: string;
}

interface HeldKey {
  record: StoredKey;
  readonly principal: Principal;
  usedAt: Micros | null;
  /** The last use that is written down. */
  savedUse: Micros;
}

/** How often the last use of a key is written down. */
const lastUseEvery: Micros = 600_000_000;

/** Parties and their machine keys, in memory with every change queued to the store. */
export class Parties {
  readonly #store: Store;
  readonly #platform: Platform;
  readonly #parties = new Map<string, PartyRecord>();
  readonly #keys = new Map<string, HeldKey>();
  readonly #nobody: string;

  constructor(store: Store, platform: Platform) {
    this.#store = store;
    this.#platform = platform;
    this.#nobody = platform.sha256Hex(platform.secret());
    for (const { id, value } of store.documents('party')) this.#parties.set(id, value as PartyRecord);
    for (const { value } of store.documents('key')) this.#hold(value as StoredKey);
  }

  list(): PartyRecord[] {
    return [...this.#parties.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  get(id: string): PartyRecord | undefined {
    return this.#parties.get(id);
  }

  put(record: PartyRecord): void {
    this.#parties.set(record.id, record);
    this.#store.write.putDocument('party', record.id, record);
  }

  keys(): KeyRecord[] {
    return [...this.#keys.values()]
      .map(({ record: { digest: _digest, ...rest }, usedAt }) => ({ ...rest, lastUsedAt: usedAt }))
      .sort((a, b) => a.createdAt - b.createdAt);
  }

  addKey(
    party: PartyId,
    label: string | null,
    now: Micros,
    expiresAt: Micros | null,
  ): KeyRecord & { readonly secret: string } {
    const id = this.#platform.uuid().replaceAll('-', '').slice(0, 12);
    const random = this.#platform.secret();
    const digest = this.#platform.sha256Hex(random);
    const record: KeyRecord = {
      id,
      party,
      scope: 'taxii',
      label,
      createdAt: now,
      expiresAt,
      lastUsedAt: null,
      revokedAt: null,
    };
    const stored: StoredKey = { ...record, digest };
    this.#hold(stored);
    this.#store.write.putDocument('key', id, stored);
    return { ...record, secret: `prv_${id}_${random}` };
  }

  revokeKey(id: string, now: Micros): KeyRecord | null {
    const key = this.#keys.get(id);
    if (key === undefined) return null;
    key.record = { ...key.record, lastUsedAt: key.usedAt, revokedAt: key.record.revokedAt ?? now };
    this.#store.write.putDocument('key', id, key.record);
    return this.keys().find((k) => k.id === id) ?? null;
  }

  /** One hash and one comparison whatever is wrong, so that failures look alike in time too. One key, one instance. */
  authenticate(keyId: string, secret: string, now: Micros): Principal | null {
    const key = this.#keys.get(keyId);
    const isRight = this.#platform.hasDigest(secret, key?.record.digest ?? this.#nobody);
    if (!isRight || key === undefined) return null;
    const { record } = key;
    if (record.revokedAt !== null || (record.expiresAt !== null && record.expiresAt <= now)) return null;
    key.usedAt = now;
    if (now - key.savedUse >= lastUseEvery) {
      key.savedUse = now;
      key.record = { ...record, lastUsedAt: now };
      this.#store.write.putDocument('key', keyId, key.record);
    }
    return key.principal;
  }

  #hold(record: StoredKey): void {
    this.#keys.set(record.id, {
      record,
      principal: { party: record.party, keyId: record.id },
      usedAt: record.lastUsedAt,
      savedUse: record.lastUsedAt ?? 0,
    });
  }
}

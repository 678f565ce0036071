import { fromBase64, toBase64 } from '../../core/base64.ts';
import { hexOf } from '../../core/hex.ts';
import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import type { Lineage } from '../../core/lineage/index.ts';
import { type Fault, faultText } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import type { Platform } from '../../ports/platform.ts';
import type { Store } from '../../ports/store.ts';

/** An object that another server gave and that was refused, as it came. Document kind `quarantine`. */
export interface QuarantineRow {
  /** First half of the SHA-256 over source and bytes, hex: the same object refused again is the same row. */
  readonly id: string;
  readonly source: string;
  readonly party: PartyId;
  readonly collection: number;
  readonly object: string | null;
  readonly version: string | null;
  /** How it came, as its giver said: what sticks to it once it is stored. Rows of before do not say. */
  readonly lineage?: Lineage;
  /** Its giver asked for it back and own staff decide, or kept it: it waits here, and is not stored. */
  readonly recalled?: true;
  readonly faults: readonly Fault[];
  readonly at: Micros;
  readonly tries: number;
  readonly size: number;
  /** Base64. */
  readonly bytes: string;
}

/** Refused objects by source. The rows lie in the store; what is counted here is bounded by limits.quarantine…. */
export class Quarantine {
  readonly #store: Store;
  readonly #platform: Pick<Platform, 'sha256' | 'encodeUtf8'>;
  readonly #held = new Map<string, Held>();

  constructor(store: Store, platform: Pick<Platform, 'sha256' | 'encodeUtf8'>) {
    this.#store = store;
    this.#platform = platform;
    for (const { id, value } of store.documents('quarantine')) {
      const row = value as QuarantineRow;
      this.#held.set(id, heldOf(row));
    }
  }

  get size(): number {
    return this.#held.size;
  }

  of(source: string): { readonly rows: number; readonly bytes: number } {
    let rows = 0;
    let bytes = 0;
    for (const held of this.#held.values())
      if (held.source === source) {
        rows++;
        bytes += held.size;
      }
    return { rows, bytes };
  }

  /** Some objects of a source that wait here, each with its name, the place of the fault and a valid value. */
  some(source: string, count: number): string[] {
    const out: string[] = [];
    for (const held of this.#held.values()) if (held.source === source && out.push(held.what) === count) break;
    return out;
  }

  /** No more is taken for this source: it waits for staff, and nothing of it is lost. */
  isFull(source: string, moreRows: number, moreBytes: number): boolean {
    const { rows, bytes } = this.of(source);
    return (
      rows + moreRows > limits.quarantineRowsPerSourceMax || bytes + moreBytes > limits.quarantineBytesPerSourceMax
    );
  }

  has(id: string): boolean {
    return this.#held.has(id);
  }

  /** `ways`: what sticks to it where the same waits here already, from the ways by which that came. */
  put(
    row: Omit<QuarantineRow, 'id' | 'size' | 'bytes'>,
    bytes: Uint8Array,
    ways: (before: Lineage) => Lineage | undefined = () => row.lineage,
  ): QuarantineRow {
    const id = hexOf(this.#platform.sha256(joined(this.#platform.encodeUtf8(`${row.source}\n`), bytes))).slice(0, 32);
    const before = this.#held.get(id)?.lineage;
    const lineage = before === undefined ? row.lineage : ways(before);
    const whole: QuarantineRow = {
      ...row,
      ...(lineage === undefined ? {} : { lineage }),
      id,
      size: bytes.length,
      bytes: toBase64(bytes),
    };
    this.replace(whole);
    return whole;
  }

  replace(row: QuarantineRow): void {
    this.#held.set(row.id, heldOf(row));
    this.#store.write.putDocument('quarantine', row.id, row);
  }

  /** Asked back by its giver, and own staff have yet to say whether it goes. */
  keepBack(row: QuarantineRow): void {
    this.replace({ ...row, recalled: true });
  }

  remove(id: string): void {
    this.#held.delete(id);
    this.#store.write.removeDocument('quarantine', id);
  }

  async rows(): Promise<QuarantineRow[]> {
    if (this.#store.dirty) await this.#store.flush();
    return this.#store
      .documents('quarantine')
      .map((d) => d.value as QuarantineRow)
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }
}

interface Held {
  readonly source: string;
  readonly size: number;
  readonly what: string;
  readonly lineage: Lineage | undefined;
}

const heldOf = (row: QuarantineRow): Held => ({
  source: row.source,
  size: row.size,
  what: whatOf(row),
  lineage: row.lineage,
});

const whatCharactersMax = 400;

const whatOf = ({ object, faults }: QuarantineRow): string =>
  `${object ?? 'an object without a readable id'}: ${faultText(faults.slice(0, 1))}`.slice(0, whatCharactersMax);

export const bytesOf = (row: QuarantineRow): Uint8Array => fromBase64(row.bytes) ?? new Uint8Array(0);

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

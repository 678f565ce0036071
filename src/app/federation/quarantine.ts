import { fromBase64, toBase64 } from '../../core/base64.ts';
import { hexOf } from '../../core/hex.ts';
import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
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
  readonly #held = new Map<string, { readonly source: string; readonly size: number; readonly what: string }>();

  constructor(store: Store, platform: Pick<Platform, 'sha256' | 'encodeUtf8'>) {
    this.#store = store;
    this.#platform = platform;
    for (const { id, value } of store.documents('quarantine')) {
      const row = value as QuarantineRow;
      this.#held.set(id, { source: row.source, size: row.size, what: whatOf(row) });
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

  put(row: Omit<QuarantineRow, 'id' | 'size' | 'bytes'>, bytes: Uint8Array): QuarantineRow {
    const id = hexOf(this.#platform.sha256(joined(this.#platform.encodeUtf8(`${row.source}\n`), bytes))).slice(0, 32);
    const whole: QuarantineRow = { ...row, id, size: bytes.length, bytes: toBase64(bytes) };
    this.replace(whole);
    return whole;
  }

  replace(row: QuarantineRow): void {
    this.#held.set(row.id, { source: row.source, size: row.size, what: whatOf(row) });
    this.#store.write.putDocument('quarantine', row.id, row);
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

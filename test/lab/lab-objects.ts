import type { PartyId } from '../../src/core/ids.ts';
import { type PreparedObject, unversioned } from '../../src/core/stix/object-facts.ts';
import { formatMicros, type Micros } from '../../src/core/time.ts';

/** What a made-up object says; everything left out is empty. */
export interface LabObject {
  readonly type?: string;
  /** Distinguishes objects: becomes the id. */
  readonly n: number;
  /** Version; `modified` is that many hours after the epoch of the lab. Null for an object without versions. */
  readonly v?: number | null;
  readonly labels?: readonly string[];
  readonly confidence?: number | null;
  readonly markings?: readonly string[];
  readonly creator?: string | null;
  readonly refs?: readonly string[];
  readonly customRefs?: readonly string[];
  /** Anything that makes the bytes differ. */
  readonly note?: string;
}

/** 2026-01-01T00:00:00Z. */
export const labDawn: Micros = 1_767_225_600_000_000;
export const second: Micros = 1_000_000;
export const hour: Micros = 3600 * second;

export const labId = (n: number, type = 'indicator'): string =>
  `${type}--00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const labVersion = (v: number | null): string => (v === null ? unversioned : formatMicros(labDawn + v * hour));

const bytes = new TextEncoder();
const text = new TextDecoder();

interface LabBody {
  readonly id: string;
  readonly created: string | null;
  readonly modified: string | null;
  readonly refs: readonly string[];
  readonly customRefs: readonly string[];
}

export function labObject(object: LabObject, deliverer: PartyId): PreparedObject {
  const type = object.type ?? 'indicator';
  const id = labId(object.n, type);
  const v = object.v === undefined ? 1 : object.v;
  const creator = object.creator ?? null;
  const refs = [...new Set([...(object.refs ?? []), ...(creator === null ? [] : [creator])])];
  const customRefs = [...new Set(object.customRefs ?? [])];
  const modified = v === null ? null : labVersion(v);
  const created = v === null ? null : labVersion(0);
  const facts = {
    type,
    creator,
    deliverer,
    markings: [...new Set(object.markings ?? [])].sort(),
    granularMarkings: [],
    labels: [...new Set(object.labels ?? [])].sort(),
    confidence: object.confidence ?? null,
    places: [],
    revoked: false,
    created,
    modified,
    grade: null,
  };
  const body: LabBody & Record<string, unknown> = {
    id,
    created,
    modified,
    refs,
    customRefs,
    creator,
    labels: facts.labels,
    note: object.note ?? '',
  };
  return { id, type, version: labVersion(v), body: bytes.encode(JSON.stringify(body)), facts, refs, customRefs };
}

export const readLabBody = (stored: Uint8Array): LabBody => JSON.parse(text.decode(stored)) as LabBody;

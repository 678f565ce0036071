import { bucketDigitsMax, fingerprintDigits } from '../../core/reconcile/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';

/**
 * Comparing what a giver released with what its receiver holds (`POST /accord/compare`): first one hash per bucket of
 * fingerprints, then what lies in the buckets that differ. Bodies never move, and nothing is told of what was not
 * released to the one who asks.
 */
export const comparePath = '/accord/compare';
export const prefixesMax = 256;

export interface CompareRequest {
  readonly v: 1;
  /** Id or alias of the giver's collection. */
  readonly collection: string;
  /** Hexadecimal digits that name a bucket. */
  readonly digits: number;
  /** Null asks for the hashes of all buckets; otherwise for what lies in these. */
  readonly prefixes: readonly string[] | null;
}

export type CompareAnswer =
  | { readonly v: 1; readonly count: number; readonly buckets: Readonly<Record<string, string>> }
  | {
      readonly v: 1;
      readonly count: number;
      /** Id, version, fingerprint. */
      readonly entries: readonly (readonly [string, string, string])[];
    };

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isHex = (text: unknown, length: number): text is string =>
  typeof text === 'string' && text.length === length && /^[0-9a-f]*$/.test(text);

export function readCompareRequest(value: unknown): Result<CompareRequest, Fault[]> {
  if (!isObject(value) || value['v'] !== 1) return faulty('v', 'is no comparison of version 1', '1');
  const { collection, digits, prefixes = null } = value;
  if (typeof collection !== 'string' || collection === '' || collection.length > 250)
    return faulty('collection', 'names no collection', 'an id or alias');
  if (typeof digits !== 'number' || !Number.isInteger(digits) || digits < 0 || digits > bucketDigitsMax)
    return faulty('digits', 'is no number of digits', `0 to ${bucketDigitsMax}`);
  if (prefixes === null) return ok({ v: 1, collection, digits, prefixes });
  if (!Array.isArray(prefixes) || prefixes.length > prefixesMax || !prefixes.every((p) => isHex(p, digits)))
    return faulty(
      'prefixes',
      'are no names of buckets',
      `at most ${prefixesMax} texts of ${digits} hexadecimal digits`,
    );
  return ok({ v: 1, collection, digits, prefixes: prefixes as string[] });
}

/** As a peer sent it. */
export function readCompareAnswer(value: unknown, request: CompareRequest): Result<CompareAnswer, Fault[]> {
  if (!isObject(value) || value['v'] !== 1) return faulty('v', 'is no comparison of version 1', '1');
  const { count } = value;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0) return faulty('count', 'is no count', '0');
  if (request.prefixes === null) {
    const { buckets } = value;
    const isRight = (entry: readonly [string, unknown]): boolean =>
      isHex(entry[0], request.digits) && isHex(entry[1], fingerprintDigits);
    if (!isObject(buckets) || !Object.entries(buckets).every(isRight))
      return faulty('buckets', 'are no hashes of buckets', '{"0a": "…"}');
    return ok({ v: 1, count, buckets: buckets as Readonly<Record<string, string>> });
  }
  const { entries } = value;
  const isEntry = (e: unknown): boolean =>
    Array.isArray(e) &&
    e.length === 3 &&
    e.every((text) => typeof text === 'string' && text.length <= 300) &&
    isHex(e[2], fingerprintDigits);
  if (!Array.isArray(entries) || !entries.every(isEntry)) return faulty('entries', 'are no versions', '[["…"]]');
  return ok({ v: 1, count, entries: entries as [string, string, string][] });
}

const faulty = (at: string, problem: string, valid: string): { ok: false; error: Fault[] } =>
  fail({ at: `compare.${at}`, problem, valid });

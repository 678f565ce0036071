import { hexOf } from '../hex.ts';

/**
 * Two sets told apart without moving them: both sides sort the fingerprints of what they hold into buckets by their first
 * digits, compare one hash per bucket, and look into those buckets that differ.
 */

type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Hexadecimal digits of a fingerprint: 128 bits. */
export const fingerprintDigits = 32;
/** What is understood; `bucketDigits` uses fewer: a million hashes are more than one answer may have. */
export const bucketDigitsMax = 5;

/**
 * Up to how many fingerprints so many digits name a bucket. A hash moves 40 bytes and a version that is named 115; of
 * fifty to a hundred differences each makes one bucket be named. Where the next size begins both move about the same
 * (docs/design/performance.md). One digit never does: it tells some dozens of differences apart no better than none.
 */
const digitsUpTo = [
  [48, 0],
  [4_096, 2],
  [1_048_576, 3],
] as const;
const digitsBeyond = 4;

/** How many digits name a bucket, so that little moves whatever the size of the set. */
export const bucketDigits = (count: number): number => digitsUpTo.find(([most]) => count <= most)?.[1] ?? digitsBeyond;

/** SHA-256, first half, hexadecimal, over the sorted fingerprints of each bucket that has any. `fingerprints` are sorted. */
export function bucketHashes(
  fingerprints: readonly string[],
  digits: number,
  sha256: Sha256,
): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (let i = 0; i < fingerprints.length; ) {
    const prefix = fingerprints[i]!.slice(0, digits);
    let end = i;
    while (end < fingerprints.length && fingerprints[end]!.startsWith(prefix)) end++;
    out.set(prefix, hexOf(sha256(asciiOf(fingerprints.slice(i, end).join('')))).slice(0, fingerprintDigits));
    i = end;
  }
  return out;
}

/** Names of the buckets that are not the same on both sides, sorted. */
export function differingBuckets(ours: ReadonlyMap<string, string>, theirs: ReadonlyMap<string, string>): string[] {
  const names = new Set([...ours.keys(), ...theirs.keys()]);
  return [...names].filter((name) => ours.get(name) !== theirs.get(name)).sort();
}

/** What one version is told by: id, instant of the version and the hash of its canonical bytes. */
export function fingerprintOf(id: string, instant: string, bodySha256: Uint8Array, sha256: Sha256): string {
  return hexOf(sha256(asciiOf(`${id}\n${instant}\n${hexOf(bodySha256)}`))).slice(0, fingerprintDigits);
}

/** Ids and instants are ASCII; anything else would still give the same bytes on both sides. */
function asciiOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[2 * i] = code & 0xff;
    bytes[2 * i + 1] = code >>> 8;
  }
  return bytes;
}

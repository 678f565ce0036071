import { hexOf } from '../hex.ts';
import { canonicalJson } from '../stix/index.ts';

export interface HashPlatform {
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  readonly encodeUtf8: (text: string) => Uint8Array;
}

/**
 * The hash of a version: SHA-256, in hexadecimal digits, over the canonical JSON (RFC 8785) of its normal form (E 1791).
 * `normalForm` brings documents that say the same in different spellings to one; it is that of the wire form of the terms.
 */
export const textHash = (document: unknown, platform: HashPlatform, normalForm = (value: unknown) => value): string =>
  hexOf(platform.sha256(platform.encodeUtf8(canonicalJson(normalForm(document)))));

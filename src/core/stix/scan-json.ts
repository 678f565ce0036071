import { type Fault, fail, ok, type Result } from '../result.ts';
import { countKeys, duplicateKeys } from './duplicate-keys.ts';
import { firstBadUtf8, placeAt } from './json-place.ts';
import { JsonScanner } from './json-scanner.ts';
import type { StixPlatform } from './platform.ts';

/**
 * Parses JSON (RFC 8259) so that nothing is lost or changed silently: fatal UTF-8, no byte order mark, no duplicate
 * keys, no lone surrogates, no U+0000, no number that a double would change, all limits of `core/limits.ts`. Faults name
 * line and column.
 */
export function scanJson(bytes: Uint8Array, platform: Pick<StixPlatform, 'decodeUtf8Fatal'>): Result<unknown, Fault[]> {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return fail({
      at: 'line 1, column 1',
      problem: 'a byte order mark before the text',
      valid: 'UTF-8 without a byte order mark',
    });
  }
  const scanner = new JsonScanner(bytes);
  scanner.scan();
  if (scanner.faults.length > 0) return fail(...scanner.faults);
  let value: unknown;
  try {
    value = JSON.parse(platform.decodeUtf8Fatal(bytes));
  } catch {
    const at = placeAt(bytes, firstBadUtf8(bytes));
    return fail({ at, problem: 'bytes that are not UTF-8', valid: 'text in UTF-8' });
  }
  if (countKeys(value) === scanner.keys) return ok(value);
  return fail(...duplicateKeys(bytes, platform.decodeUtf8Fatal));
}

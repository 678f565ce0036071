import { limits } from '../core/limits.ts';
import { type Fault, fail, type Result } from '../core/result.ts';
import { readStrictYaml } from '../formats/strict-yaml.ts';

/** A YAML or JSON document from bytes; invalid UTF-8 is refused, never repaired. */
export function readDocument(bytes: Uint8Array, name: string): Result<unknown, Fault[]> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail({ at: name, problem: 'is not UTF-8', valid: 'a YAML or JSON file in UTF-8' });
  }
  const read = readStrictYaml(text, { maxBytes: limits.requestBytesMax });
  return read.ok ? read : fail(...read.error.map((fault) => ({ ...fault, at: `${name}: ${fault.at}` })));
}

import type { Findings } from './findings.ts';
import { comparableId, isDictionaryKey, typeOfId } from './identifier.ts';
import { hexForm, isBase64 } from './text-formats.ts';

/**
 * Walks a value that STIX does not define (custom properties, extensions, free dictionaries): what could harm is
 * refused, what is merely against the conventions of section 2 is a warning, and references are collected.
 */
export function walkCustom(value: unknown, found: Findings): void {
  if (typeof value !== 'object') return;
  if (value === null) {
    found.warn('null is no STIX value', 'leave the property out');
    return;
  }
  if (Array.isArray(value)) {
    if (value.length === 0) found.warn('an empty list', 'leave the property out');
    for (let i = 0; i < value.length; i++) {
      if (typeof value[i] !== 'object') continue;
      found.path.push(i);
      walkCustom(value[i], found);
      found.path.pop();
    }
    return;
  }
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record);
  if (keys.length === 0) found.warn('an empty dictionary', 'leave the property out');
  for (const key of keys) {
    found.path.push(key);
    customMember(key, record[key], found);
    walkCustom(record[key], found);
    found.path.pop();
  }
}

/** Name and suffix rules for one member (STIX 2.1 section 3.1). */
export function customMember(key: string, value: unknown, found: Findings): void {
  if (key === '__proto__') found.fault('a name that would change the object it is copied to', 'any other name');
  else if (!isDictionaryKey(key))
    found.warn('not a dictionary key', 'letters, digits, - and _, at most 250 characters');
  if (key.endsWith('_ref')) customReference(value, found);
  else if (key.endsWith('_refs')) {
    if (!Array.isArray(value)) found.warn('a name in _refs whose value is no list', 'a list of ids');
    else for (const one of value) customReference(one, found);
  } else if (key.endsWith('_hex')) {
    if (typeof value !== 'string' || hexForm(value) === 'wrong')
      found.warn('a name in _hex whose value is not hexadecimal', 'pairs of 0–9 a–f');
  } else if (key.endsWith('_bin') && (typeof value !== 'string' || !isBase64(value))) {
    found.warn('a name in _bin whose value is not base64', 'base64 with padding');
  }
}

function customReference(value: unknown, found: Findings): void {
  if (typeof value === 'string' && typeOfId(value) !== null) found.customRefs.add(comparableId(value));
  else if (!found.localReferences) found.warn('a name of a reference whose value is no id', 'TYPE--UUID');
}

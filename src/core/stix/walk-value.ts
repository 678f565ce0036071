import { parseTimestamp } from '../time.ts';
import { checkCross } from './cross-rules.ts';
import { customMember, walkCustom } from './custom-value.ts';
import { clip, type Findings } from './findings.ts';
import { comparableId, isDictionaryKey, typeOfId } from './identifier.ts';
import { mayRefer, targetText } from './object-types.ts';
import type { Struct, ValueRule } from './rule.ts';
import { fractionDigits, hashProblem, hexForm, isBase64, isLanguageTag } from './text-formats.ts';
import { suggested } from './vocabularies.ts';

/** Checks one value against its rule; the path of `found` names the value. */
export function checkValue(rule: ValueRule, value: unknown, found: Findings): void {
  if (value === null) {
    found.fault('null is no STIX value', 'leave the property out');
    return;
  }
  switch (rule.kind) {
    case 'any':
      walkCustom(value, found);
      return;
    case 'container':
      found.localReferences = true;
      checkDictionary(null, value, found);
      found.localReferences = false;
      return;
    case 'boolean':
      if (typeof value !== 'boolean') found.fault('not a boolean', 'true or false');
      return;
    case 'integer':
    case 'float':
      checkNumber(rule, value, found);
      return;
    case 'list':
      checkList(rule.item, value, found);
      return;
    case 'dictionary':
      checkDictionary(rule.value, value, found);
      return;
    case 'hashes':
      checkHashes(value, found);
      return;
    case 'either':
      checkEither(rule, value, found);
      return;
    case 'struct':
      checkPart(rule.struct, value, found);
      return;
    default:
      if (typeof value !== 'string') found.fault(rule.kind === 'reference' ? 'not an id' : 'not text', validText(rule));
      else checkText(rule, value, found);
  }
}

type TextRule = Exclude<
  ValueRule,
  {
    readonly kind:
      | 'any'
      | 'container'
      | 'boolean'
      | 'integer'
      | 'float'
      | 'list'
      | 'dictionary'
      | 'hashes'
      | 'either'
      | 'struct';
  }
>;

function validText(rule: ValueRule): string {
  switch (rule.kind) {
    case 'timestamp':
    case 'version-time':
      return 'a time such as 2026-03-01T08:30:00.000Z';
    case 'reference':
      return targetText(rule.target);
    case 'enum':
      return [...rule.words].join(', ');
    default:
      return 'a string in double quotes';
  }
}

function checkText(rule: TextRule, value: string, found: Findings): void {
  switch (rule.kind) {
    case 'string':
      return;
    case 'timestamp':
      if (parseTimestamp(value) === null) found.fault('not a time', validText(rule));
      return;
    case 'version-time':
      if (parseTimestamp(value) === null) found.fault('not a time', validText(rule));
      else if (fractionDigits(value) < 3) found.fault('coarser than milliseconds', validText(rule));
      return;
    case 'reference':
      checkReference(rule, value, found);
      return;
    case 'open':
      if (!rule.words.has(value)) found.warn(`"${clip(value)}" is not in ${rule.name}`, [...rule.words].join(', '));
      return;
    case 'enum':
      if (!rule.words.has(value)) found.fault(`"${clip(value)}" is not in ${rule.name}`, validText(rule));
      return;
    case 'hex': {
      const form = hexForm(value);
      if (form === 'wrong') found.fault('not hexadecimal', 'pairs of 0–9 a–f');
      else if (form === 'upper-case') found.warn('hexadecimal in upper case', 'a–f in lower case');
      return;
    }
    case 'binary':
      if (!isBase64(value)) found.fault('not base64', 'base64 with padding (RFC 4648 section 4)');
      return;
    case 'language':
      if (!isLanguageTag(value))
        found.fault(`"${clip(value)}" is not a language`, 'a tag such as en or pt-BR (RFC 5646)');
  }
}

function checkReference(rule: Extract<ValueRule, { kind: 'reference' }>, value: string, found: Findings): void {
  const type = typeOfId(value);
  if (type === null) {
    found.fault(`"${clip(value)}" is not an id`, targetText(rule.target));
    return;
  }
  if (!mayRefer(type, rule.target)) {
    found.fault(`a ${clip(type)} cannot stand here`, targetText(rule.target));
    return;
  }
  if (!rule.marking) found.refs.add(comparableId(value));
}

function checkNumber(rule: Extract<ValueRule, { kind: 'integer' | 'float' }>, value: unknown, found: Findings): void {
  const what = rule.kind === 'integer' ? 'a whole number' : 'a number';
  if (typeof value !== 'number' || (rule.kind === 'integer' && !Number.isInteger(value))) {
    found.fault(`not ${what}`, what);
  } else if (value < rule.min || value > rule.max) {
    const range = rule.max === Infinity ? `${rule.min} or more` : `${rule.min} to ${rule.max}`;
    found.fault(`${value} is out of range`, `${what}, ${range}`);
  }
}

function checkList(item: ValueRule, value: unknown, found: Findings): void {
  if (!Array.isArray(value)) {
    found.fault('not a list', 'a list with at least one value');
    return;
  }
  if (value.length === 0) found.fault('an empty list', 'leave the property out');
  for (let i = 0; i < value.length; i++) {
    found.path.push(i);
    checkValue(item, value[i], found);
    found.path.pop();
  }
}

/** The members of an object value, or null after a fault. */
export function members(value: unknown, found: Findings): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    found.fault('not an object', 'an object with at least one member');
    return null;
  }
  return value as Record<string, unknown>;
}

function checkDictionary(rule: ValueRule | null, value: unknown, found: Findings): void {
  const record = members(value, found);
  if (record === null) return;
  const keys = Object.keys(record);
  if (keys.length === 0) found.fault('an empty dictionary', 'leave the property out');
  for (const key of keys) {
    found.path.push(key);
    if (!isDictionaryKey(key)) found.fault('not a dictionary key', 'letters, digits, - and _, at most 250 characters');
    if (rule !== null) checkValue(rule, record[key], found);
    else walkCustom(record[key], found);
    found.path.pop();
  }
}

function checkHashes(value: unknown, found: Findings): void {
  const record = members(value, found);
  if (record === null) return;
  const keys = Object.keys(record);
  if (keys.length === 0) found.fault('an empty dictionary', 'leave the property out');
  for (const key of keys) {
    found.path.push(key);
    const hash = record[key];
    if (!isDictionaryKey(key) || key.length < 3) found.fault('not the name of an algorithm', 'for example SHA-256');
    else if (typeof hash !== 'string') found.fault('not text', 'the hash as text');
    else {
      const problem = hashProblem(key, hash);
      if (problem !== null) found.fault(`not a hash of ${clip(key)}`, problem);
      else if (!suggested['hash-algorithm-ov'].has(key))
        found.warn(`"${clip(key)}" is not in hash-algorithm-ov`, 'for example SHA-256');
    }
    found.path.pop();
  }
}

function checkEither(rule: Extract<ValueRule, { kind: 'either' }>, value: unknown, found: Findings): void {
  const { first, second } = rule;
  const fits = (one: ValueRule): boolean =>
    one.kind === 'string'
      ? typeof value === 'string'
      : one.kind === 'integer'
        ? typeof value === 'number' && Number.isInteger(value)
        : Array.isArray(value);
  if (fits(first)) checkValue(first, value, found);
  else if (fits(second)) checkValue(second, value, found);
  else found.fault('of another kind', rule.says);
}

/** A part of an object: its properties, then the rules between them. Names that STIX does not define are custom. */
export function checkPart(struct: Struct, value: unknown, found: Findings): void {
  const record = members(value, found);
  if (record === null) return;
  for (const key of Object.keys(record)) {
    found.path.push(key);
    const rule = struct.properties.get(key);
    if (rule !== undefined) checkValue(rule, record[key], found);
    else if (key !== 'extension_type') {
      customMember(key, record[key], found);
      found.custom(key, `one of ${[...struct.properties.keys()].join(', ')}`);
      walkCustom(record[key], found);
    }
    found.path.pop();
  }
  checkRequired(struct.required, record, found);
  checkCross(struct.cross, record, found);
}

/** `spec_version` is left out: its absence means another version of STIX and has its own check. */
export function checkRequired(required: readonly string[], record: Record<string, unknown>, found: Findings): void {
  for (const name of required) {
    if (Object.hasOwn(record, name) || name === 'spec_version') continue;
    found.faultAt(name, 'missing', 'this property is required');
  }
}

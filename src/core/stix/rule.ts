import { closed, type EnumerationName, suggested, type VocabularyName } from './vocabularies.ts';

/** Which objects a reference may name, by the type in the id: a list of types, or a class of them. */
export type Target = readonly string[] | 'any' | 'sdo' | 'sco' | 'sdo-or-sco' | 'sco-or-sro';

/** What a value must be: the vocabulary in which the tables of object types are written. */
export type ValueRule =
  | { readonly kind: 'string' | 'boolean' | 'timestamp' | 'hex' | 'binary' | 'hashes' | 'language' | 'any' }
  /** The deprecated observable container (section 2.13): references in it are its own keys. */
  | { readonly kind: 'container' }
  /** A timestamp with three or more fraction digits (section 3.2: created, modified). */
  | { readonly kind: 'version-time' }
  | { readonly kind: 'integer' | 'float'; readonly min: number; readonly max: number }
  | { readonly kind: 'open'; readonly name: VocabularyName; readonly words: ReadonlySet<string> }
  | { readonly kind: 'enum'; readonly name: EnumerationName; readonly words: ReadonlySet<string> }
  | { readonly kind: 'reference'; readonly target: Target; readonly marking: boolean }
  | { readonly kind: 'list'; readonly item: ValueRule }
  | { readonly kind: 'dictionary'; readonly value: ValueRule | null }
  | { readonly kind: 'either'; readonly first: ValueRule; readonly second: ValueRule; readonly says: string }
  | { readonly kind: 'struct'; readonly struct: Struct };

/** Rules between properties of one object or part of one. Names are properties of it. */
export type CrossRule =
  | { readonly kind: 'not-before' | 'after'; readonly first: string; readonly second: string }
  | { readonly kind: 'at-least-one' | 'exactly-one'; readonly names: readonly string[] }
  | { readonly kind: 'needs'; readonly name: string; readonly other: readonly string[] }
  | { readonly kind: 'absent-when'; readonly name: string; readonly other: string; readonly is: boolean };

/** A part of an object with properties of its own. */
export interface Struct {
  readonly properties: ReadonlyMap<string, ValueRule>;
  readonly required: readonly string[];
  readonly cross: readonly CrossRule[];
}

export type ObjectClass = 'sdo' | 'sro' | 'sco' | 'meta';

/** One type of object: common properties included. */
export interface ObjectType extends Struct {
  readonly name: string;
  readonly class: ObjectClass;
  /** Common properties that this type has no use for (section 3.2): taken with a warning. */
  readonly notApplicable: ReadonlySet<string>;
  /** Predefined extensions by name. */
  readonly extensions: ReadonlyMap<string, Struct>;
  /** Properties that make the deterministic id (section 2.9); null for types that have none. */
  readonly idFrom: readonly string[] | null;
}

export const text: ValueRule = { kind: 'string' };
export const flag: ValueRule = { kind: 'boolean' };
export const time: ValueRule = { kind: 'timestamp' };
export const hex: ValueRule = { kind: 'hex' };
export const binary: ValueRule = { kind: 'binary' };
export const hashes: ValueRule = { kind: 'hashes' };
export const language: ValueRule = { kind: 'language' };
export const container: ValueRule = { kind: 'container' };
export const anything: ValueRule = { kind: 'any' };
export const versionTime: ValueRule = { kind: 'version-time' };
export const integer = (min = -Infinity, max = Infinity): ValueRule => ({ kind: 'integer', min, max });
export const float = (min = -Infinity, max = Infinity): ValueRule => ({ kind: 'float', min, max });
export const open = (name: VocabularyName): ValueRule => ({ kind: 'open', name, words: suggested[name] });
export const oneOf = (name: EnumerationName): ValueRule => ({ kind: 'enum', name, words: closed[name] });
export const list = (item: ValueRule): ValueRule => ({ kind: 'list', item });
export const dictionary = (value: ValueRule | null = null): ValueRule => ({ kind: 'dictionary', value });
export const either = (first: ValueRule, second: ValueRule, says: string): ValueRule => ({
  kind: 'either',
  first,
  second,
  says,
});
export const part = (of: Struct): ValueRule => ({ kind: 'struct', struct: of });

/** A reference, by types separated by spaces or by class. */
export function reference(target: Exclude<Target, readonly string[]> | { readonly types: string }): ValueRule {
  return { kind: 'reference', target: typeof target === 'string' ? target : target.types.split(' '), marking: false };
}
export const markingReference: ValueRule = { kind: 'reference', target: ['marking-definition'], marking: true };

export const atLeastOne = (names: string): CrossRule => ({ kind: 'at-least-one', names: names.split(' ') });
export const exactlyOne = (names: string): CrossRule => ({ kind: 'exactly-one', names: names.split(' ') });
export const needs = (name: string, other: string): CrossRule => ({ kind: 'needs', name, other: other.split(' ') });
/** `second` is a timestamp no earlier than `first`. */
export const notBefore = (second: string, first: string): CrossRule => ({ kind: 'not-before', first, second });
/** `second` is a timestamp later than `first`. */
export const after = (second: string, first: string): CrossRule => ({ kind: 'after', first, second });
export const absentWhen = (name: string, other: string, is: boolean): CrossRule => ({
  kind: 'absent-when',
  name,
  other,
  is,
});

/** A struct from a table: a name that ends in `!` is required. */
export function struct(table: Readonly<Record<string, ValueRule>>, ...cross: CrossRule[]): Struct {
  const properties = new Map<string, ValueRule>();
  const required: string[] = [];
  for (const [key, rule] of Object.entries(table)) {
    const name = key.endsWith('!') ? key.slice(0, -1) : key;
    if (name !== key) required.push(name);
    properties.set(name, rule);
  }
  return { properties, required, cross };
}

/** A struct whose properties are all optional and of which at least one must be there. */
export function someOf(table: Readonly<Record<string, ValueRule>>): Struct {
  return struct(table, atLeastOne(Object.keys(table).join(' ')));
}

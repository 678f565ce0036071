import type { Comparator, Connective } from '../../core/conditions/index.ts';
import { type Action, actions, type Duty, duties } from '../../core/terms/index.ts';

/** Names of our profile begin with this (terms profile, head). A placeholder until a domain is chosen; written nowhere else. */
export const termsNamespace = 'https://proviso.example/ns/terms/1/';
export const termsProfile = termsNamespace.slice(0, -1);

export const odrlNamespace = 'http://www.w3.org/ns/odrl/2/';
export const textType = 'http://www.w3.org/2001/XMLSchema#string';

/** The contexts under which the names below mean what they mean here. Others are not read, whatever they say. */
export const knownContexts: readonly string[] = ['https://w3id.org/dspace/2025/1/context.jsonld'];

export const discloseKey = `${termsNamespace}disclose`;
export const referencesKey = `${termsNamespace}references`;

export const operatorOf: Readonly<Record<Comparator, string>> = {
  is: 'eq',
  not: 'neq',
  'at-least': 'gteq',
  'at-most': 'lteq',
  'more-than': 'gt',
  'less-than': 'lt',
  'any-of': 'isAnyOf',
  'none-of': 'isNoneOf',
  'all-of': 'isAllOf',
  'part-of': 'isPartOf',
  has: 'hasPart',
};
export const comparatorOf: ReadonlyMap<string, Comparator> = inverse(operatorOf);

export const connectiveKeyOf: Readonly<Record<Connective, string>> = {
  all: 'and',
  any: 'or',
  one: 'xone',
  // biome-ignore lint/suspicious/noThenProperty: the word of the terms profile; the value is text, never a function
  then: 'andSequence',
};
export const connectiveOf: ReadonlyMap<string, Connective> = inverse(connectiveKeyOf);

/** What ODRL itself has a name for keeps that name; `use` is the one action that the Dataspace Protocol's context defines. */
const odrlActions: ReadonlyMap<string, string> = new Map([
  ['use', 'use'],
  ['attribute', 'odrl:attribute'],
  ['anonymise', 'odrl:anonymize'],
  ['delete', 'odrl:delete'],
  ['inform', 'odrl:inform'],
]);
export const actionIri = (doing: Action | Duty): string => odrlActions.get(doing) ?? `${termsNamespace}${doing}`;
export const actionOf: ReadonlyMap<string, Action> = new Map(actions.map((each) => [actionIri(each), each]));
export const dutyOf: ReadonlyMap<string, Duty> = new Map(duties.map((each) => [actionIri(each), each]));

/** The two operands that ODRL has a name for; both without parameters. */
export const odrlOperands: ReadonlyMap<string, string> = new Map([
  ['now', 'odrl:dateTime'],
  ['purpose', 'odrl:purpose'],
]);

function inverse<Name extends string>(table: Readonly<Record<Name, string>>): ReadonlyMap<string, Name> {
  return new Map((Object.keys(table) as Name[]).map((name) => [table[name], name]));
}

import { jsonByDefinition, type Plain } from './json-by-definition.ts';
import { places } from './offer-operands.ts';

/**
 * A second reading of a wire document, written from the terms profile (sections 1, 2, 3 and 7) and decision 0052 alone. It
 * gives the meaning as sentences, sorted where order means nothing, and throws on all it does not know.
 */
export interface Meaning {
  readonly head: readonly string[];
  readonly rules: readonly string[];
}

const ns = 'https://proviso.example/ns/terms/1/';
const odrl = 'http://www.w3.org/ns/odrl/2/';
const does = 'know appraise receive relay publish act-internal act-passive act-active notify-affected derive sell';
const owes = 'report-sighting report-false-positive give-back acknowledge encrypt';
const permitted = new Map([['odrl:use', 'use'], ...does.split(' ').map((each): [string, string] => [ns + each, each])]);
const owed = new Map([
  ...owes.split(' ').map((each): [string, string] => [ns + each, each]),
  ...['attribute', 'delete', 'inform'].map((each): [string, string] => [`odrl:${each}`, each]),
  ['odrl:anonymize', 'anonymise'],
]);
const kinds = new Map([
  ['permission', permitted],
  ['prohibition', permitted],
  ['obligation', owed],
]);
const lists = ['isAnyOf', 'isNoneOf', 'isAllOf', 'isPartOf'];
const values = [...lists, 'eq', 'neq', 'gteq', 'lteq', 'gt', 'lt', 'hasPart'];
const joins = ['and', 'or', 'xone', 'andSequence'];
const properties = [
  ...['profile', 'target', 'assigner', 'assignee', 'permission', 'prohibition', 'obligation', 'action', 'constraint'],
  ...['leftOperand', 'operator', 'rightOperand', ...joins],
];

const refuse = (why: string): never => {
  throw new Error(why);
};
const isList = (value: Plain | undefined): value is readonly Plain[] => Array.isArray(value);
const short = (name: string): string => (name.startsWith(odrl) ? `odrl:${name.slice(odrl.length)}` : name);
/** A list as a list, anything else as a list of one. */
const many = (value: Plain): readonly Plain[] =>
  isList(value) ? (value.length > 0 ? value : refuse('an empty list')) : [value];
const single = (value: Plain | undefined): Plain | undefined =>
  isList(value) ? (value.length === 1 ? value[0] : refuse('several for one')) : value;

/** The fields of an object under their short names; only those named. */
function fields(value: Plain | undefined, known: readonly string[]): ReadonlyMap<string, Plain> {
  if (!(value instanceof Map)) return refuse('no object');
  const found = new Map<string, Plain>();
  for (const [key, each] of value as ReadonlyMap<string, Plain>) {
    const bare = short(key).replace(/^odrl:/, '');
    const name = key !== bare && properties.includes(bare) ? bare : key;
    if (!known.includes(name) || found.has(name)) refuse(`${key} has no place`);
    found.set(name, each);
  }
  return found;
}

/** One text: as it is, or as the one member of an object. */
function text(value: Plain | undefined, member: '@id' | '@value'): string {
  const one = single(value);
  if (one instanceof Map) {
    const typed = member === '@value' && one.get('@type') === 'http://www.w3.org/2001/XMLSchema#string';
    const inner = one.size === (typed ? 2 : 1) ? one.get(member) : undefined;
    return typeof inner === 'string' ? inner : refuse('no text');
  }
  return typeof one === 'string' ? one : refuse('no text');
}

const printable = (one: string): string =>
  one.length <= 1024 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(one) ? one : refuse('unprintable');

function operandOf(iri: string): { name: string; params: ReadonlyMap<string, string> } {
  if (iri === 'odrl:dateTime' || iri === 'odrl:purpose') return { name: iri, params: new Map() };
  if (!iri.startsWith(ns)) return refuse(`operand ${iri}`);
  const [name = '', query, ...more] = iri.slice(ns.length).split('?');
  if (more.length > 0 || name.startsWith('odrl:')) return refuse(`operand ${iri}`);
  const pairs = query === undefined ? [] : query.split('&').map((pair) => pair.split('='));
  const params = new Map(pairs.map(([key = '', value = '']) => [decodeURIComponent(key), decodeURIComponent(value)]));
  const escaped = (one: string): string =>
    [...new TextEncoder().encode(one)]
      .map((byte) => [byte, String.fromCharCode(byte)] as const)
      .map(([byte, ch]) =>
        /[\w.~:/,-]/.test(ch) && byte < 128 ? ch : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
      )
      .join('');
  const sorted = [...params]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => `${escaped(key)}=${escaped(one)}`);
  if (sorted.join('&') !== (query ?? '') || (query !== undefined && sorted.length === 0)) refuse(`spelling of ${iri}`);
  return { name, params };
}

function atomic(found: ReadonlyMap<string, Plain>): string {
  const { name, params } = operandOf(short(text(found.get('leftOperand'), '@id')));
  const place = places.get(name) ?? refuse(`operand ${name}`);
  for (const [key, one] of params) if (place.params.get(key)?.(printable(one)) !== true) refuse(`parameter ${key}`);
  if (!place.needs.every((each) => params.has(each))) refuse('a parameter is missing');
  const operator = short(text(found.get('operator'), '@id')).replace(/^odrl:/, '');
  if (!values.includes(operator) || !place.operators.includes(operator)) refuse(`operator ${operator}`);
  const right = many(found.get('rightOperand') ?? refuse('no right operand')).map((one) => text([one], '@value'));
  if (!lists.includes(operator) && right.length !== 1) refuse('several values');
  if (new Set(right).size !== right.length || right.length > 1000) refuse('a value twice');
  if (!right.every((one) => place.holds(printable(one), params))) refuse(`value of ${name}`);
  return JSON.stringify([name, [...params], operator, [...right].sort()]);
}

function constraint(value: Plain, depth: number): string {
  if (!(value instanceof Map)) return refuse('no constraint');
  const join = joins.find((name) => [...value.keys()].some((key) => [name, `odrl:${name}`, odrl + name].includes(key)));
  if (join === undefined) return atomic(fields(value, ['leftOperand', 'operator', 'rightOperand']));
  const found = fields(value, [join]).get(join) ?? null;
  const list = join === 'andSequence' && found instanceof Map && found.size === 1 ? found.get('@list') : found;
  if (depth >= 8) refuse('too deep');
  const parts = constraints(list ?? null, depth + 1);
  return JSON.stringify([join, join === 'andSequence' ? parts : [...parts].sort()]);
}

function constraints(value: Plain, depth: number): string[] {
  const parts = many(value).map((each) => constraint(each, depth));
  return new Set(parts).size === parts.length ? parts : refuse('a constraint twice');
}

function rules(kind: string, value: Plain, known: ReadonlyMap<string, string>): string[] {
  const found = many(value).map((each) => {
    const rule = fields(each, ['action', 'constraint']);
    const action = short(text(rule.get('action'), '@id'));
    const doing = known.get(action === 'use' ? 'odrl:use' : action) ?? refuse(`action ${action}`);
    const when = rule.has('constraint') ? constraints(rule.get('constraint') ?? null, 0) : [];
    return JSON.stringify([kind, doing, when.sort()]);
  });
  return new Set(found).size === found.length ? found : refuse('a rule twice');
}

export function offerByDefinition(json: string): Meaning {
  const top = jsonByDefinition(json);
  const offer = fields(isList(top) ? single(top) : top, [
    ...['@context', '@id', '@type', 'profile', 'target', 'assigner', 'assignee', ...kinds.keys()],
    ...[`${ns}disclose`, `${ns}references`],
  ]);
  const head = (name: string, member: '@id' | '@value', right: RegExp): string[] =>
    offer.has(name) ? [`${name} ${matching(printable(text(offer.get(name), member)), right)}`] : [];
  for (const name of ['@type', 'profile', 'target', 'assigner']) if (!offer.has(name)) refuse(`no ${name}`);
  if (short(text(offer.get('@type'), '@id')).replace(/^odrl:/, '') !== 'Offer') refuse('no offer');
  const context = offer.get('@context');
  const isKnown = (one: Plain): boolean => one === 'https://w3id.org/dspace/2025/1/context.jsonld';
  if (context !== undefined && !many(context).every(isKnown)) refuse('context');
  if (!offer.has('permission') && !offer.has('prohibition')) refuse('no rule');
  const found = [...kinds].flatMap(([kind, known]) =>
    offer.has(kind) ? rules(kind, offer.get(kind) ?? null, known) : [],
  );
  if (offer.has('@id') && typeof offer.get('@id') !== 'string') refuse('no id');
  return {
    head: [
      ...head('@id', '@id', /^[a-z][a-z0-9+.-]{0,30}:[\w.~:/?#@!$&()*+,;=%-]{1,1000}$/),
      ...head('profile', '@id', /^https:\/\/proviso\.example\/ns\/terms\/1$/),
      ...head('target', '@id', /^[a-z][a-z-]{0,30}:[\w.:-]{1,250}$/),
      ...head('assigner', '@id', /^party:[a-z0-9][a-z0-9-]{0,63}$/),
      ...head('assignee', '@id', /^party:[a-z0-9][a-z0-9-]{0,63}$/),
      ...head(`${ns}disclose`, '@value', /^(full|class|none)$/),
      ...head(`${ns}references`, '@value', /^(close-all|keep)$/),
    ],
    rules: found.sort(),
  };
}

const matching = (one: string, right: RegExp): string => (right.test(one) ? one : refuse(`"${one}"`));

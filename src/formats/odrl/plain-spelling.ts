import { limits } from '../../core/limits.ts';
import { clip, type Faults, isMap } from '../../core/terms/index.ts';
import { knownContexts, odrlNamespace, textType } from './names.ts';

type Kind = 'id' | 'word' | 'text' | 'nodes' | 'sequence';

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['@type', 'word'],
  ['profile', 'id'],
  ['target', 'id'],
  ['assigner', 'id'],
  ['assignee', 'id'],
  ['permission', 'nodes'],
  ['prohibition', 'nodes'],
  ['obligation', 'nodes'],
  ['action', 'word'],
  ['constraint', 'nodes'],
  ['leftOperand', 'word'],
  ['operator', 'word'],
  ['rightOperand', 'text'],
  ['and', 'nodes'],
  ['or', 'nodes'],
  ['xone', 'nodes'],
  ['andSequence', 'sequence'],
]);

/**
 * One spelling of an offer for all that JSON-LD lets a peer write for it: full ODRL IRIs and the prefix `odrl:`, expanded
 * arrays and values (`{"@id"}`, `{"@value"}`, `{"@list"}`), one-element arrays. Contexts are not followed: names are read as
 * the Dataspace Protocol's context defines them. What is not known stays as it is, for the reader to refuse.
 */
export function plainSpelling(value: unknown, faults: Faults): unknown {
  const document = Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;
  if (!isMap(document) || !Object.hasOwn(document, '@context')) return plainNode(document, '', 0, faults);
  const { '@context': context, ...rest } = document;
  const named: readonly unknown[] = Array.isArray(context) ? context : [context];
  if (!named.every((each) => knownContexts.some((known) => known === each)))
    faults.add('@context', 'is not one that is known here, and contexts are not followed', knownContexts.join(', '));
  return plainNode(rest, '', 0, faults);
}

function plainNode(value: unknown, at: string, depth: number, faults: Faults): unknown {
  if (!isMap(value)) return value;
  if (depth > limits.jsonDepthMax) {
    faults.add(at, 'is nested too deeply', `at most ${limits.jsonDepthMax} levels`);
    return null;
  }
  const out = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value)) {
    const name = plainKey(key);
    const place = at === '' ? clip(name) : `${at}.${clip(name)}`;
    if (Object.hasOwn(out, name)) faults.add(place, 'stands twice, under two spellings of its name', 'each name once');
    else out[name] = plainValue(name, value[key], place, depth, faults);
  }
  return out;
}

/** `odrl:permission` and its full IRI are `permission`; names that ODRL does not share with us stay whole. */
function plainKey(key: string): string {
  const name = odrlName(key);
  return name !== null && kinds.has(name) && !name.startsWith('@') ? name : key;
}

function odrlName(text: string): string | null {
  if (text.startsWith('odrl:')) return text.slice('odrl:'.length);
  return text.startsWith(odrlNamespace) ? text.slice(odrlNamespace.length) : null;
}

function plainValue(name: string, value: unknown, at: string, depth: number, faults: Faults): unknown {
  const kind = kinds.get(name) ?? (name.startsWith('@') ? null : 'text');
  if (kind === null) return value;
  const list = kind === 'sequence' && isMap(value) && only(value, '@list') ? value['@list'] : value;
  const item = (each: unknown, place: string): unknown => {
    if (kind === 'nodes' || kind === 'sequence') return plainNode(each, place, depth + 1, faults);
    if (kind === 'text') return plainText(each);
    const text = isMap(each) && only(each, '@id') ? each['@id'] : each;
    return kind === 'word' && typeof text === 'string' ? plainWord(name, text) : text;
  };
  if (!Array.isArray(list)) return item(list, `${at}[0]`);
  if (list.length > limits.listValuesMax) {
    faults.add(at, `has ${list.length} entries`, `at most ${limits.listValuesMax}`);
    return list;
  }
  const items = list.map((each: unknown, i) => item(each, `${at}[${i}]`));
  if (items.some(Array.isArray)) faults.add(at, 'has a list in a list', 'one list');
  return items.length === 1 ? items[0] : items;
}

const only = (value: Readonly<Record<string, unknown>>, name: string): boolean =>
  Object.hasOwn(value, name) && Object.keys(value).length === 1;

/** Operators, `use` and `Offer` are terms of the Dataspace Protocol's context; operands and duties of ODRL have their prefix. */
function plainWord(name: string, text: string): string {
  const word = odrlName(text);
  if (word === null) return text;
  const isTerm = name === 'operator' || name === '@type' || (name === 'action' && word === 'use');
  return isTerm ? word : `odrl:${word}`;
}

/** `{"@value": "x"}` is "x"; values with a language or another type stay what they are. */
function plainText(value: unknown): unknown {
  if (!isMap(value) || !Object.hasOwn(value, '@value')) return value;
  const typed = value['@type'] === textType && Object.keys(value).length === 2;
  return only(value, '@value') || typed ? value['@value'] : value;
}

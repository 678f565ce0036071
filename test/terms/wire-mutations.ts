import type { Dice } from '../properties/worlds/seeded.ts';

/** Changes of one place of a wire document, as JSON text: what an attacker, a careless peer or another tool would write. */
type Node = Record<string, unknown> | unknown[];
interface Spot {
  readonly holder: Node;
  readonly key: string | number;
}

const ns = 'https://proviso.example/ns/terms/1/';
const odrl = 'http://www.w3.org/ns/odrl/2/';
const strangeKeys = [
  'refinement',
  'remedy',
  'duty',
  'unit',
  'conflict',
  'inheritFrom',
  'uid',
  '__proto__',
  'constructor',
];
const strangeTexts = [
  `${ns}moon`,
  `${ns}Receive`,
  `${ns}receive `,
  `${ns}tlp?policy=x`,
  `${ns}elapsed?since=receipt&since=receipt`,
  `${ns}elapsed?since=%72eceipt`,
  `${ns}volume?window=P1D&unit=objects`,
  `${ns}tlp?`,
  `${ns}tlp#x`,
  'odrl:spatial',
  'odrl:use',
  'use',
  'odrl:eq',
  'isA',
  'term-lteq',
  'perm',
  'amber',
  '1e1',
  '0x10',
  '',
  'party:b',
  'b',
  'constructor',
  '2026-06-01T12:00:00Z',
  'P1D',
];
const lookAlikes = new Map([
  ['a', '\u0430'],
  ['e', '\u0435'],
  ['o', '\u043e'],
  ['p', '\u0440'],
  ['/', '\u2215'],
  [':', '\uff1a'],
]);

function spots(value: unknown, found: Spot[] = []): Spot[] {
  if (typeof value !== 'object' || value === null) return found;
  const holder = value as Node;
  for (const key of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
    found.push({ holder, key });
    spots(Reflect.get(holder, key), found);
  }
  return found;
}

const put = ({ holder, key }: Spot, value: unknown): void => {
  Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
};

/** Each gives back what kind of change it made. */
const changes: readonly ((spot: Spot, now: unknown, throws: Dice) => string)[] = [
  (spot) => {
    if (Array.isArray(spot.holder)) spot.holder.splice(Number(spot.key), 1);
    else delete spot.holder[String(spot.key)];
    return 'removed';
  },
  (spot, now) => {
    if (Array.isArray(spot.holder)) spot.holder.push(structuredClone(now));
    else put(spot, [now, structuredClone(now)]);
    return 'doubled';
  },
  (spot, now) => {
    put(spot, [now]);
    return 'wrapped';
  },
  (spot, now) => {
    put(spot, Array.isArray(now) && now.length > 0 ? now[0] : now);
    return 'unwrapped';
  },
  (_spot, now) => {
    if (Array.isArray(now)) now.reverse();
    return 'turned round';
  },
  (spot, _now, throws) => {
    put(spot, throws.pick([5, 0.5, true, null, {}, [], ['x', 'y']]));
    return 'another kind of value';
  },
  (spot, _now, throws) => {
    put(spot, throws.pick(strangeTexts));
    return 'another text';
  },
  (spot, now, throws) => {
    if (typeof now !== 'string') return 'nothing';
    const at = throws.below(now.length + 1);
    const other = lookAlikes.get(now[at] ?? '') ?? throws.pick(['\u200b', '\u202e', ' ', '%']);
    put(spot, now.slice(0, at) + other + now.slice(lookAlikes.has(now[at] ?? '') ? at + 1 : at));
    return 'a look-alike';
  },
  (_spot, now, throws) => {
    if (typeof now !== 'object' || now === null || Array.isArray(now)) return 'nothing';
    put({ holder: now as Node, key: throws.pick(strangeKeys) }, throws.pick(['x', ['x'], {}]));
    return 'a strange key';
  },
  (spot, now, throws) => {
    if (typeof now === 'string')
      put(spot, throws.pick([{ '@id': now }, { '@value': now }, { '@value': now, '@language': 'en' }]));
    return 'as an object';
  },
  (spot, now, throws) => {
    if (Array.isArray(spot.holder)) return 'nothing';
    const name = String(spot.key);
    delete spot.holder[name];
    put({ holder: spot.holder, key: throws.pick([`odrl:${name}`, odrl + name, ns + name, name.toUpperCase()]) }, now);
    return 'another name';
  },
  (spot, now, throws) => {
    if (typeof now === 'string')
      put(
        spot,
        throws.pick([now.replace(/^odrl:/, odrl), now.replace(ns, 'terms:'), `odrl:${now}`, now.replace(ns, odrl)]),
      );
    return 'another prefix';
  },
];

/** One to three changes in one document; afterwards, now and then, one key of the text twice. */
export function mutated(document: object, throws: Dice): { readonly json: string; readonly kinds: readonly string[] } {
  const copy = { top: structuredClone(document) as unknown };
  const kinds: string[] = [];
  for (let n = throws.below(3); n >= 0; n--) {
    const spot = throws.pick(spots(copy).slice(throws.oneIn(20) ? 0 : 1));
    kinds.push(throws.pick(changes)(spot, Reflect.get(spot.holder, spot.key), throws));
    if (spots(copy).length < 3) break;
  }
  const json = JSON.stringify(copy.top) ?? 'null';
  if (!throws.oneIn(12)) return { json, kinds };
  const keys = [...json.matchAll(/"(action|target|assigner|operator|leftOperand|permission)":/g)];
  const key = keys.length === 0 ? undefined : throws.pick(keys);
  if (key === undefined) return { json, kinds };
  const twice = `${json.slice(0, key.index)}${key[0]}"x",${json.slice(key.index)}`;
  return { json: twice, kinds: [...kinds, 'a key twice'] };
}

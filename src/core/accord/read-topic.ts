import { limits } from '../limits.ts';
import type { OrganPolicy, Topic } from '../position/index.ts';
import type { Faults } from '../terms/index.ts';
import { closedMap, listOf, oneWord, placeOf, word } from './closed-map.ts';

const slug = /^[a-z0-9][a-z0-9-]{0,63}$/;
const isSlug = (text: string): boolean => slug.test(text);

/** A topic as it is signed with a text: the fields of `Topic`, all but `hardest` required. Null after a fault. */
export function readTopic(value: unknown, at: string, faults: Faults): Topic | null {
  const before = faults.count;
  const map = closedMap(value, at, ['id', 'title', 'scale', 'policy', 'hardest'], faults);
  if (map === null) return null;
  const id = word(map['id'], placeOf(at, 'id'), isSlug, 'a slug such as resale', faults);
  const title = word(map['title'], placeOf(at, 'title'), (text) => text.length <= 500, 'a question in words', faults);
  const scale = readScale(map['scale'], placeOf(at, 'scale'), faults);
  const policy = readPolicy(map['policy'], placeOf(at, 'policy'), faults);
  const hardest =
    map['hardest'] === undefined
      ? undefined
      : oneWord(map['hardest'], placeOf(at, 'hardest'), ['first', 'last'] as const, faults);
  if (faults.count > before || id === null || title === null || scale === null || policy === null) return null;
  return hardest === undefined || hardest === null
    ? { id, title, scale, policy }
    : { id, title, scale, policy, hardest };
}

function readScale(value: unknown, at: string, faults: Faults): Topic['scale'] | null {
  const map = closedMap(value, at, ['values', 'ordered'], faults);
  if (map === null) return null;
  const place = placeOf(at, 'values');
  const values = listOf(map['values'], place, 2, limits.scaleValuesMax, faults, (entry, where) =>
    word(entry, where, isSlug, 'a slug such as undertaken', faults),
  );
  if (new Set(values).size < values.length) faults.add(place, 'has a value twice', 'each value once');
  const ordered = map['ordered'];
  if (typeof ordered === 'boolean') return { values, ordered };
  faults.add(placeOf(at, 'ordered'), 'is neither true nor false', 'true');
  return null;
}

function readPolicy(value: unknown, at: string, faults: Faults): OrganPolicy | null {
  const map = closedMap(value, at, ['kind', 'organs'], faults);
  if (map === null) return null;
  const kinds = ['unanimous', 'authoritative-organ-first'] as const;
  const kind = oneWord(map['kind'], placeOf(at, 'kind'), kinds, faults);
  if (kind === 'unanimous' && map['organs'] === undefined) return { kind };
  if (kind === 'unanimous') faults.add(placeOf(at, 'organs'), 'has no meaning under unanimous', 'no organs');
  if (kind !== 'authoritative-organ-first') return null;
  const organs = listOf(map['organs'], placeOf(at, 'organs'), 1, limits.organsPerPolicyMax, faults, (entry, where) =>
    word(entry, where, (text) => text.length > 0 && text.length <= 100, 'the name of an organ', faults),
  );
  return { kind, organs };
}

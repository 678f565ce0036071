import { canonicalJson } from '../stix/canonical-json.ts';
import { tokenizePattern } from '../stix/pattern-tokens.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a copy may have of its own: names of the copy, its times, who made it, how it is marked and judged. */
const ofTheCopy: ReadonlySet<string> = new Set([
  'id',
  'spec_version',
  'created',
  'modified',
  'revoked',
  'labels',
  'confidence',
  'lang',
  'external_references',
  'granular_markings',
  'extensions',
  'valid_from',
  'valid_until',
  'published',
  'first_seen',
  'last_seen',
  'first_observed',
  'last_observed',
  'number_observed',
  'start_time',
  'stop_time',
  'defanged',
]);

/** Names that say what a thing is and not which one: alone they are no content. */
const plain: ReadonlySet<string> = new Set([
  'type',
  'identity_class',
  'is_family',
  'relationship_type',
  'pattern_type',
]);

/** Properties of free text: the same words in another type of object are the same content. */
const prose: readonly string[] = ['description', 'content', 'abstract', 'explanation', 'comment'];
/** Shorter texts are too often the same by chance. */
const proseMin = 32;

/** Types whose `value` is the thing itself (STIX 2.1 section 6). */
const valued: ReadonlySet<string> = new Set(['ipv4-addr', 'ipv6-addr', 'domain-name', 'url', 'email-addr', 'mac-addr']);

/** White space and case are no difference. */
const folded = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

function content(value: unknown): unknown {
  if (typeof value === 'string') return folded(value);
  if (Array.isArray(value)) return value.map(content);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => isContent(name))
      .map(([name, each]) => [name, content(each)]),
  );
}

const isContent = (name: string): boolean =>
  !ofTheCopy.has(name) && !name.startsWith('x_') && !name.endsWith('_ref') && !name.endsWith('_refs');

/** The thing that one observable is, as `type|value`. */
function thingsOf(object: Json): string[] {
  const { type, value, hashes } = object;
  if (typeof type !== 'string') return [];
  const own = valued.has(type) && typeof value === 'string' ? [`${type}|${folded(value)}`] : [];
  if (type !== 'file' || typeof hashes !== 'object' || hashes === null) return own;
  return [
    ...own,
    ...Object.values(hashes)
      .filter((h) => typeof h === 'string')
      .map((hash) => `file|${folded(hash)}`),
  ];
}

const unquoted = (token: string): string => token.slice(token.indexOf("'") + 1, -1).replace(/\\(['\\])/g, '$1');

/** The things that a STIX pattern (section 9) compares with `=`. */
function thingsInPattern(pattern: string): string[] {
  const tokens = tokenizePattern(pattern);
  if (typeof tokens === 'string') return [];
  const found: string[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.kind !== 'string' || (tokens[i - 1]?.text !== '=' && tokens[i - 1]?.text !== '==')) continue;
    let start = i - 2;
    while (start > 0 && tokens[start]?.kind !== 'sign') start--;
    while (start > 0 && tokens[start]?.text !== ':') start--;
    const type = tokens[start - 1]?.text ?? '';
    const property = tokens[start + 1]?.text ?? '';
    if (valued.has(type) && property === 'value') found.push(`${type}|${folded(unquoted(token.text))}`);
    if (type === 'file' && property === 'hashes') found.push(`file|${folded(unquoted(token.text))}`);
  }
  return found;
}

/**
 * What makes an object the same content as another, whatever id, times, creator, markings or wrapping it has: its content
 * as a whole, each observable thing it is or looks for, and each longer text in it. Texts to be hashed; sorted, unique.
 * Limit: words that were written anew, a part of a text, or a thing that is only described are not recognised (T-FED-06).
 */
export function fingerprintsOf(object: Json): readonly string[] {
  const found = new Set<string>();
  const { pattern, type } = object;
  const isPattern = type === 'indicator' && typeof pattern === 'string';
  const things = isPattern ? thingsInPattern(pattern) : thingsOf(object);
  for (const thing of things) found.add(`thing ${thing}`);
  if (isPattern) found.add(`pattern ${folded(pattern)}`);
  const rest = Object.entries(object).filter(([name]) => isContent(name) && !plain.has(name));
  // What an observable is, and what an indicator looks for, is said above; the words around it change nothing.
  if (things.length === 0 && !isPattern && rest.length > 0)
    found.add(`whole ${String(type)} ${canonicalJson(content(Object.fromEntries(rest)))}`);
  for (const name of prose) {
    const text = object[name];
    if (typeof text === 'string' && folded(text).length >= proseMin) found.add(`text ${folded(text)}`);
  }
  return [...found].sort();
}

/** The kind of relationship that states a derivation (STIX 2.1 section 5.1). */
export const derivedFrom = 'derived-from';

/** The derivation that a relationship states (STIX 2.1 section 5.1, `derived-from`); null for every other object. */
export function derivationOf(object: Json): { readonly from: string; readonly what: string } | null {
  const { type, relationship_type, source_ref, target_ref } = object;
  if (type !== 'relationship' || relationship_type !== derivedFrom) return null;
  return typeof source_ref === 'string' && typeof target_ref === 'string'
    ? { what: source_ref, from: target_ref }
    : null;
}

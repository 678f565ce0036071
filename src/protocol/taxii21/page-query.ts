import { type Fault, ok, type Result } from '../../core/result.ts';
import { instantKey, type Micros, parseTimestamp } from '../../core/time.ts';
import type { QueryParameter } from './operation.ts';

/** The query of the paged endpoints (TAXII 2.1 sections 3.4 and 3.5), checked. */
export interface WirePageQuery {
  /** Strictly after; finer digits are cut, which changes nothing for stamps in whole microseconds. */
  readonly addedAfter: Micros | null;
  readonly cursor: string | null;
  /** 1 … the server's maximum, which also holds when none was asked. */
  readonly limit: number;
  readonly filter: {
    readonly ids: readonly string[] | null;
    readonly types: readonly string[] | null;
    readonly versions: {
      readonly first: boolean;
      readonly last: boolean;
      readonly all: boolean;
      readonly exact: readonly string[];
    };
    readonly specVersions: readonly string[] | null;
  };
}

export interface PageQueryLimits {
  readonly pageObjectsMax: number;
  readonly cursorBytesMax: number;
  readonly matchValuesMax: number;
}

export interface PageQueryRules {
  readonly limits: PageQueryLimits;
  readonly allowed: readonly QueryParameter[];
  /** Refuse standard parameters that this endpoint does not know instead of ignoring them. */
  readonly strict: boolean;
}

const standard: ReadonlySet<string> = new Set([
  'added_after',
  'limit',
  'next',
  'match[id]',
  'match[type]',
  'match[version]',
  'match[spec_version]',
]);

/** One answer for every cursor that is not ours, whatever is wrong with it: nothing can be learned from the difference. */
export const badCursor: Fault = {
  at: 'next',
  problem: 'is not a value this server gave for this query',
  valid: 'the next property of the page before, with the same other parameters; or none, to start again',
};

const shown = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

function decode(text: string): string | null {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

interface Asked {
  readonly values: ReadonlyMap<string, string>;
  readonly faults: Fault[];
}

/** Splits and decodes; repeated, malformed and (if strict) foreign standard parameters become faults. */
function readParameters(queryString: string, rules: PageQueryRules): Asked {
  const values = new Map<string, string>();
  const faults: Fault[] = [];
  for (const pair of queryString.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = decode(equals === -1 ? '' : pair.slice(equals + 1));
    if (name === null || value === null) {
      faults.push({ at: shown(pair), problem: 'is not percent-encoded UTF-8', valid: 'limit=100' });
    } else if ((rules.allowed as readonly string[]).includes(name)) {
      if (values.has(name))
        faults.push({ at: name, problem: 'is given more than once', valid: 'one value, or a list with commas' });
      else values.set(name, value);
    } else if (rules.strict && standard.has(name)) {
      faults.push({ at: name, problem: 'is not a parameter of this endpoint', valid: rules.allowed.join(', ') });
    } else if (name === 'match' || (name.startsWith('match[') && !name.endsWith(']'))) {
      faults.push({ at: shown(name), problem: 'is not a filter', valid: 'match[type]=indicator' });
    }
  }
  return { values, faults };
}

function readAddedAfter(text: string | undefined, faults: Fault[]): Micros | null {
  if (text === undefined) return null;
  const at = text.length <= 30 ? parseTimestamp(text) : null;
  if (at === null) {
    faults.push({
      at: 'added_after',
      problem: `"${shown(text)}" is not a timestamp`,
      valid: '2026-01-31T12:00:00.000000Z',
    });
  }
  return at;
}

const digits = /^\d+$/;

function readLimit(text: string | undefined, max: number, faults: Fault[]): number {
  if (text === undefined) return max;
  const asked = digits.test(text) ? Number(text) : 0;
  if (asked >= 1) return Math.min(asked, max);
  faults.push({ at: 'limit', problem: `"${shown(text)}" is not a positive integer`, valid: '100' });
  return max;
}

function readCursor(text: string | undefined, max: number, faults: Fault[]): string | null {
  if (text === undefined) return null;
  if (text !== '' && text.length <= max) return text;
  faults.push(badCursor);
  return null;
}

interface ListRule {
  readonly field: QueryParameter;
  readonly pattern: RegExp;
  readonly kind: string;
  readonly example: string;
}

// Each pattern is anchored, without nested repetition: linear on any input.
const idRule: ListRule = {
  field: 'match[id]',
  pattern: /^[a-z0-9-]{1,250}--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/,
  kind: 'a STIX object id',
  example: 'indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f',
};
const typeRule: ListRule = {
  field: 'match[type]',
  pattern: /^[a-z0-9-]{1,250}$/,
  kind: 'a STIX object type',
  example: 'indicator,malware',
};
const specVersionRule: ListRule = {
  field: 'match[spec_version]',
  pattern: /^\d{1,4}\.\d{1,4}$/,
  kind: 'a STIX version',
  example: '2.0,2.1',
};

/** A comma-separated list; null when it was not asked for. Repeated values count once. */
function readList(asked: Asked, rule: ListRule, max: number): readonly string[] | null {
  const text = asked.values.get(rule.field);
  if (text === undefined) return null;
  const values = text.split(',');
  if (values.length > max) {
    asked.faults.push({ at: rule.field, problem: `has ${values.length} values`, valid: `at most ${max}` });
    return null;
  }
  for (const value of values) {
    if (rule.pattern.test(value)) continue;
    asked.faults.push({ at: rule.field, problem: `"${shown(value)}" is not ${rule.kind}`, valid: rule.example });
  }
  return values.length === 1 ? values : [...new Set(values)];
}

const newest = { first: false, last: true, all: false, exact: [] } as const;
const versionExample = 'last, first, all, or timestamps such as 2026-01-31T12:00:00.000Z';

function readVersions(asked: Asked, max: number): WirePageQuery['filter']['versions'] {
  const at = 'match[version]';
  const text = asked.values.get(at);
  if (text === undefined) return newest;
  const values = text.split(',');
  if (values.length > max) {
    asked.faults.push({ at, problem: `has ${values.length} values`, valid: `at most ${max}` });
    return newest;
  }
  const words = new Set<string>();
  const exact: string[] = [];
  const seen = new Set<string>();
  for (const value of values) {
    const word = value === 'first' || value === 'last' || value === 'all';
    if (!word && parseTimestamp(value) === null) {
      asked.faults.push({ at, problem: `"${shown(value)}" is not a version`, valid: versionExample });
      continue;
    }
    // By instant: ".000Z" and "Z" are the same version, so naming both is a repetition.
    const key = word ? value : instantKey(value);
    if (seen.has(key))
      asked.faults.push({ at, problem: `"${shown(value)}" is given more than once`, valid: versionExample });
    seen.add(key);
    if (word) words.add(value);
    else exact.push(key);
  }
  if (words.has('all') && values.length > 1) {
    asked.faults.push({ at, problem: '"all" is combined with other versions', valid: 'all alone' });
  }
  return { first: words.has('first'), last: words.has('last'), all: words.has('all'), exact };
}

/**
 * Parses what stands behind `?`. Unknown parameters and unknown match fields are ignored (TAXII 2.1 sections 3.4 and
 * 7.1.1); everything malformed comes back together.
 */
export function parsePageQuery(queryString: string, rules: PageQueryRules): Result<WirePageQuery, Fault[]> {
  const { limits } = rules;
  if (queryString === '') {
    const filter = { ids: null, types: null, versions: newest, specVersions: null };
    return ok({ addedAfter: null, cursor: null, limit: limits.pageObjectsMax, filter });
  }
  const asked = readParameters(queryString, rules);
  const { values, faults } = asked;
  const query: WirePageQuery = {
    addedAfter: readAddedAfter(values.get('added_after'), faults),
    cursor: readCursor(values.get('next'), limits.cursorBytesMax, faults),
    limit: readLimit(values.get('limit'), limits.pageObjectsMax, faults),
    filter: {
      ids: readList(asked, idRule, limits.matchValuesMax),
      types: readList(asked, typeRule, limits.matchValuesMax),
      versions: readVersions(asked, limits.matchValuesMax),
      specVersions: readList(asked, specVersionRule, limits.matchValuesMax),
    },
  };
  return faults.length === 0 ? ok(query) : { ok: false, error: faults };
}

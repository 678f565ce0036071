import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAuthorization } from '../../protocol/credentials.ts';
import { acceptsTaxii, isTaxiiContent } from '../../protocol/taxii21/media-type.ts';
import { parsePageQuery } from '../../protocol/taxii21/page-query.ts';
import { matchPath } from './match-path.ts';

function cases<Case>(name: string): Case[] {
  const url = new URL(`../../../conformance/taxii21/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as { cases: Case[] }).cases;
}

const limits = { pageObjectsMax: 1000, cursorBytesMax: 2048, matchValuesMax: 200 };
const allowed = [
  'added_after',
  'limit',
  'next',
  'match[id]',
  'match[type]',
  'match[version]',
  'match[spec_version]',
] as const;
const newest = { first: false, last: true, all: false, exact: [] };

function base64(text: string): string | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'base64'));
  } catch {
    return null;
  }
}

describe('TAXII 2.1 §1.6.8, AW 36, O 11432: Accept', () => {
  it.each(cases<{ accept: string | null; manifest: boolean; served: boolean }>('accept'))(
    '$accept (manifest: $manifest) → $served',
    (one) => {
      expect(acceptsTaxii(one.accept ?? undefined, one.manifest)).toBe(one.served);
    },
  );
});

describe('TAXII 2.1 §1.6.8: Content-Type', () => {
  it.each(cases<{ contentType: string | null; taken: boolean }>('content-type'))('$contentType → $taken', (one) => {
    expect(isTaxiiContent(one.contentType ?? undefined)).toBe(one.taken);
  });
});

interface QueryCase {
  readonly query: string;
  readonly faults?: readonly string[];
  readonly asks?: Readonly<Record<string, unknown>>;
}

describe('TAXII 2.1 §3.4: query', () => {
  it.each(cases<QueryCase>('query').map((one) => [one.query.slice(0, 80), one] as const))('%s', (_title, one) => {
    const result = parsePageQuery(one.query, { limits, allowed, strict: false });
    if (one.asks === undefined) {
      expect(result.ok ? [] : result.error.map((fault) => fault.at)).toEqual(one.faults);
      return;
    }
    const {
      addedAfter = null,
      cursor = null,
      limit = 1000,
      ids = null,
      types = null,
      versions = newest,
      specVersions = null,
    } = one.asks;
    expect(result).toEqual({
      ok: true,
      value: { addedAfter, cursor, limit, filter: { ids, types, versions, specVersions } },
    });
  });
});

describe('T-AUT-05, OT 255: Authorization', () => {
  it.each(cases<{ authorization: string | null; key: unknown }>('authorization'))('$authorization', (one) => {
    expect(parseAuthorization(one.authorization ?? undefined, base64)).toEqual(one.key);
  });
});

describe('TAXII 2.1 §3.1: path', () => {
  it.each(cases<{ path: string; template: string | null; names?: Record<string, string> }>('path'))('$path', (one) => {
    const expected =
      one.template === null
        ? null
        : { template: one.template, root: '', collection: '', object: '', status: '', ...one.names };
    expect(matchPath(one.path)).toEqual(expected);
  });
});

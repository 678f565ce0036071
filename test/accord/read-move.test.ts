import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type MoveReaders,
  moveKinds,
  newAccord,
  nextMessage,
  readAccordText,
  readMove,
  textHash,
} from '../../src/core/accord/index.ts';
import { limits } from '../../src/core/limits.ts';
import { parseTerms } from '../../src/core/terms/index.ts';
import { a, accordId, b, Side } from './made-accords.ts';

const platform = {
  sha256: (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  encodeUtf8: (text: string) => new TextEncoder().encode(text),
};
const readers: MoveReaders = { readTerms: parseTerms, hashOf: (document) => textHash(document, platform) };

const topic = {
  id: 'resale',
  title: 'Resale',
  scale: { values: ['none', 'undertaken'], ordered: true },
  policy: { kind: 'unanimous' },
};
const terms = { from: 'party:a', to: 'party:b', over: 'collection:c', allow: [{ do: 'receive' }] };
const document = {
  legs: [{ terms, delivery: 'pull' }],
  topics: [topic],
  openUntil: '2026-06-01T00:00:00Z',
  replaces: accordId(2),
  coalition: { id: 'coalition:isac', offer: accordId(3), members: ['party:b', 'party:c'], lead: 'party:c' },
};
const hash = readers.hashOf(document);
const naming = { version: 1, hash };
const reason = { code: 'too-narrow', note: 'Indicators alone are not enough.' };
const holding = {
  ...naming,
  conditions: [
    { name: 'B undertakes not to resell', when: [{ position: { topic: 'resale', is: 'undertaken', grade: 'B2' } }] },
  ],
  reopens: 'auto',
};
const bodies: Readonly<Record<string, Record<string, unknown>>> = {
  table: { ...naming, text: document },
  counter: { ...naming, version: 2, text: document },
  hold: holding,
  reopen: naming,
  accept: naming,
  confirm: naming,
  refuse: { ...naming, reason },
  withdraw: { ...naming, late: true },
  suspend: { ...naming, reason },
  resume: naming,
  revoke: naming,
};
const faults = (kind: string, body: unknown): string[] => {
  const move = readMove(kind, body, readers);
  return move.ok ? [] : move.error.map((fault) => fault.at);
};

describe('messages of an accord', () => {
  it('has a body for every kind, each read whole', () => {
    expect(Object.keys(bodies)).toEqual([...moveKinds]);
    for (const kind of moveKinds) expect(faults(kind, bodies[kind]), kind).toEqual([]);
    const move = readMove('table', bodies['table'], readers);
    expect(move.ok && move.value).toMatchObject({ kind: 'table', version: 1, text: { replaces: accordId(2) } });
  });

  it('refuses unknown kinds and fields by name (T-NEG-04)', () => {
    expect(faults('approve', naming)).toEqual(['kind']);
    expect(faults('__proto__', naming)).toEqual(['kind']);
    for (const kind of moveKinds) expect(faults(kind, { ...bodies[kind], extra: 1 }), kind).toEqual(['body.extra']);
    for (const kind of ['accept', 'confirm', 'reopen', 'resume'])
      expect(faults(kind, { ...naming, reason })).toEqual(['body.reason']);
    expect(faults('refuse', { ...naming, reason: { ...reason, more: '' } })).toEqual(['body.reason.more']);
  });

  it('wants a version and a hash in every message (rule 1, T-NEG-01)', () => {
    for (const kind of moveKinds) {
      expect(faults(kind, { ...bodies[kind], version: 0 })).toEqual(['body.version']);
      expect(faults(kind, { ...bodies[kind], version: '1' })).toEqual(['body.version']);
      expect(faults(kind, { ...bodies[kind], hash: hash.toUpperCase() })).toEqual(['body.hash']);
      expect(faults(kind, { ...bodies[kind], hash: undefined })).toContain('body.hash');
    }
    for (const body of [null, [], 'accept', 1]) expect(faults('accept', body)).toEqual(['body']);
  });

  it('works the hash out itself: the hash of another text is refused', () => {
    expect(faults('table', { ...bodies['table'], hash: 'a'.repeat(64) })).toEqual(['body.hash']);
    const other = { ...document, openUntil: '2026-06-02T00:00:00Z' };
    expect(faults('table', { ...bodies['table'], text: other })).toEqual(['body.hash']);
  });

  it('takes an acceptance only of the very text that was offered, byte for byte after canonicalisation (E 1791)', () => {
    const left = new Side(a, newAccord(accordId(1), a, b));
    const text = { ...document, replaces: undefined };
    const offered = JSON.parse(JSON.stringify(text)) as typeof document;
    const of = (value: unknown): string => readers.hashOf(value);
    const table = readMove('table', { version: 1, hash: of(offered), text: offered }, readers);
    if (!table.ok) throw new Error(JSON.stringify(table.error));
    left.send(table.value);
    const answer = (value: unknown): string => {
      const accept = readMove('accept', { version: 1, hash: of(value) }, readers);
      if (!accept.ok) throw new Error('accept');
      const outcome = left.offer({ ...nextMessage(left.state, b, accept.value, 0), seen: 1 });
      return outcome.ok ? 'taken' : outcome.error.code;
    };
    const bytes = JSON.stringify(offered);
    const turned = Object.fromEntries(Object.entries(offered).reverse());
    expect(answer(turned)).toBe('taken');
    let tried = 0;
    for (let at = 0; at < bytes.length; at++) {
      for (const letter of ['0', 'x', ' ', '\\']) {
        const changed = `${bytes.slice(0, at)}${letter}${bytes.slice(at + 1)}`;
        const value = parsed(changed);
        if (value === undefined || JSON.stringify(value) === bytes) continue;
        tried++;
        expect(answer(value), changed).toBe('stale');
      }
    }
    expect(tried).toBeGreaterThan(300);
  });

  it.each([
    ['no leg', { legs: [] }, 'legs'],
    ['three legs', { legs: [1, 2, 3].map(() => document.legs[0]) }, 'legs'],
    ['another delivery', { legs: [{ terms, delivery: 'post' }] }, 'legs[0].delivery'],
    ['a field of a leg', { legs: [{ terms, delivery: 'pull', price: 1 }] }, 'legs[0].price'],
    [
      'terms that are not read',
      { legs: [{ terms: { ...terms, from: 'party:!' }, delivery: 'pull' }] },
      'legs[0].terms.from',
    ],
    ['no topics', { topics: undefined }, 'topics'],
    ['a topic twice', { topics: [topic, topic] }, 'topics'],
    [
      'a scale of one value',
      { topics: [{ ...topic, scale: { values: ['x'], ordered: true } }] },
      'topics[0].scale.values',
    ],
    ['a field of a topic', { topics: [{ ...topic, weight: 1 }] }, 'topics[0].weight'],
    [
      'a policy without organs',
      { topics: [{ ...topic, policy: { kind: 'authoritative-organ-first' } }] },
      'topics[0].policy.organs',
    ],
    ['no time', { openUntil: 'tomorrow' }, 'openUntil'],
    ['an accord in another spelling', { replaces: accordId(2).toUpperCase() }, 'replaces'],
    ['a lead that is no member', { coalition: { ...document.coalition, lead: 'party:d' } }, 'coalition.lead'],
    ['a member twice', { coalition: { ...document.coalition, members: ['party:c', 'party:c'] } }, 'coalition.members'],
    ['another field', { price: 1 }, 'price'],
  ])('refuses a text with %s', (_, part, at) => {
    const text = readAccordText({ ...document, ...part }, parseTerms);
    expect(text.ok ? [] : text.error.map((fault) => fault.at)).toContain(at);
  });

  it('bounds topics, members and conditions of a hold', () => {
    const topics = (count: number): unknown => Array.from({ length: count }, (_, i) => ({ ...topic, id: `t${i}` }));
    const members = (count: number): unknown => ({
      ...document.coalition,
      lead: undefined,
      members: Array.from({ length: count }, (_, i) => `party:p${i}`),
    });
    const isRead = (part: Record<string, unknown>): boolean => readAccordText({ ...document, ...part }, parseTerms).ok;
    expect(
      [limits.topicsPerAccordMax, limits.topicsPerAccordMax + 1].map((n) => isRead({ topics: topics(n) })),
    ).toEqual([true, false]);
    expect(
      [limits.membersPerAccordMax, limits.membersPerAccordMax + 1].map((n) => isRead({ coalition: members(n) })),
    ).toEqual([true, false]);
    const conditions = (count: number): unknown => Array.from({ length: count }, () => holding.conditions[0]);
    const held = (n: number): string[] => faults('hold', { ...holding, conditions: conditions(n) });
    expect([held(limits.holdConditionsMax), held(limits.holdConditionsMax + 1)]).toEqual([[], ['body.conditions']]);
  });

  it('holds only for what is between the parties, and reopens by itself only where it says for what', () => {
    const on = (...when: unknown[]): string[] => faults('hold', { ...holding, conditions: [{ name: 'x', when }] });
    expect(on({ tlp: { 'at-most': 'amber' } })).toEqual(['body.conditions[0].when']);
    expect(on({ moon: { is: 'full' } })).toEqual(['body.conditions[0].when[0].moon']);
    expect(on()).toEqual(['body.conditions[0].when']);
    expect(faults('hold', { ...holding, conditions: [] })).toEqual(['body.reopens']);
    expect(faults('hold', { ...holding, conditions: [], reopens: 'hand' })).toEqual([]);
  });
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { plainStatement } from '../../test/lab/made-statements.ts';
import type { StatementContext } from './statement-context.ts';
import { statementsFromValue } from './statement-file.ts';

const b = plainStatement('x', 'b', null, 0).party;
const c = plainStatement('x', 'c', null, 0).party;
const context: StatementContext = {
  parties: new Map([
    [b, []],
    [c, []],
  ]),
  topics: new Map([
    [
      'future',
      {
        id: 'future',
        title: 'Who governs',
        scale: { values: ['stay', 'leave'], ordered: true },
        policy: { kind: 'unanimous' },
      },
    ],
  ]),
  coalitions: new Set(),
  self: c,
  statements: new Map(),
  copies: new Map(),
  relations: [],
  recorded: 2_000_000_000_000_000,
  by: 'clerk',
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  encodeUtf8: (text) => new TextEncoder().encode(text),
  decodeUtf8: (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
};
const said = { party: 'b', topic: 'future', value: 'leave', said: '2016-01-09T12:00:00Z' };
const words = 'They 😀 leave.';
const smile = words.indexOf('😀');
const smileInBytes = new TextEncoder().encode(words.slice(0, smile)).length;
const inCopy = (spans: object): object => ({
  copies: [{ text: words, url: 'https://example.org/page' }],
  statements: [{ ...said, copy: 'https://example.org/page', spans }],
});

describe('what a statement file says by halves', () => {
  it('T-NEG-06 a joint attribution to nobody is not the position of the party beside it', () => {
    for (const file of [{ ...said, joint: [] }, [{ ...said, joint: [] }]]) {
      const read = statementsFromValue(file, context);
      expect(read.ok ? [] : read.error.map((f) => [f.problem, f.valid])).toEqual([
        ['names no holder', 'party, or at least two holders'],
      ]);
    }
  });

  it.each([
    ['begins in UTF-16', { cue: { from: smile + 1, to: smile + 4 } }],
    ['ends in UTF-16', { cue: { from: 0, to: smile + 1 } }],
    ['begins in bytes', { unit: 'byte', cue: { from: smileInBytes + 2, to: smileInBytes + 6 } }],
    ['ends in bytes', { unit: 'byte', cue: { from: 0, to: smileInBytes + 2 } }],
  ])('a span that %s inside one character is in no copy', (_, spans) => {
    const read = statementsFromValue(inCopy(spans), context);
    expect(read.ok ? [] : read.error.map((f) => f.at)).toEqual(['statements[0].spans.cue']);
  });

  it('takes a span of the whole character in every unit, and a party without joint', () => {
    const whole = [
      { cue: { from: smile, to: smile + 2, text: '😀' } },
      { unit: 'code-point', cue: { from: smile, to: smile + 1, text: '😀' } },
      { unit: 'byte', cue: { from: smileInBytes, to: smileInBytes + 4, text: '😀' } },
    ];
    expect([said, ...whole.map(inCopy)].map((file) => statementsFromValue(file, context).ok)).toEqual(
      [said, ...whole].map(() => true),
    );
  });
});

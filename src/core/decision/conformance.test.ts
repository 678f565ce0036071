import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { GateFacts, StatedFact } from '../conditions/index.ts';
import { parsePartyId } from '../ids.ts';
import type { PositionBook, Scale } from '../position/index.ts';
import { compileTerms, isAction, parseTerms } from '../terms/index.ts';
import { formatMicros, parseDuration, parseTimestamp } from '../time.ts';
import type { Change } from './answer.ts';
import { decide, explain, type Question } from './index.ts';

interface Case {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly at: string;
  readonly receiver?: string;
  readonly form?: 'raw' | 'tearline';
  readonly age?: string;
  readonly scales?: Record<string, Scale>;
  readonly facts: Record<string, Exclude<StatedFact, null>>;
  readonly expect: {
    readonly decision: string;
    readonly class?: string;
    readonly version?: string;
    readonly ways?: readonly (readonly Record<string, unknown>[])[];
  };
}

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../conformance/${path}`, import.meta.url), 'utf8'));
const cases = read('decisions/cases.json') as readonly Case[];

function questionOf(c: Case): Question {
  const text = parseTerms(read(`terms/${c.text}.json`));
  const terms = text.ok ? compileTerms(text.value) : text;
  const receiver = parsePartyId(c.receiver ?? (text.ok ? (text.value.to ?? 'someone') : ''));
  const at = parseTimestamp(c.at);
  if (!terms.ok || !receiver.ok || at === null || !isAction(c.action)) throw new Error(`case ${c.id} is malformed`);
  const positions: PositionBook = {
    scale: (topic) => c.scales?.[topic] ?? null,
    answer: () => ({ known: false, why: 'none-on-record', until: null, nextChange: null }),
  };
  const gate: GateFacts = {
    giver: terms.value.giver,
    receiver: receiver.value,
    positions,
    agreementSince: at,
    at,
    known: at,
    other: () => null,
  };
  return {
    action: c.action,
    at,
    known: at,
    texts: [{ terms: terms.value, inForce: true, gate }],
    forms: [{ form: c.form ?? 'raw', view: null }],
    age: c.age === undefined ? null : parseDuration(c.age),
    supposed: new Map(Object.entries(c.facts)),
  };
}

const instant = (at: number | null): string | null => (at === null ? null : formatMicros(at).replace('.000000', ''));

const shown = (change: Change): Record<string, unknown> => ({
  operand: change.operand,
  from: change.from,
  to: change.to,
  or: change.or,
  by: change.by,
  earliest: instant(change.earliest),
});

const inOrder = (ways: readonly (readonly Record<string, unknown>[])[]): unknown =>
  ways.map((way) => way.map((change) => JSON.stringify(change)).sort()).sort();

describe('decisions of the terms profile, section 8', () => {
  it.each(cases.map((c) => [c.id, c.title, c] as const))('%s: %s', (_id, _title, c) => {
    const { answer, complete } = explain(questionOf(c));
    expect({
      decision: answer.decision,
      class: answer.class ?? undefined,
      version: answer.version ?? undefined,
    }).toEqual({
      decision: c.expect.decision,
      class: c.expect.class,
      version: c.expect.version,
    });
    expect(complete).toBe(true);
    if (c.expect.ways !== undefined)
      expect(inOrder(answer.ways.map((way) => way.changes.map(shown)))).toEqual(inOrder(c.expect.ways));
    expect(decide(questionOf(c)).decision).toBe(answer.decision);
  });

  it('refuses with a reason when there is no text, and when none is in force', () => {
    const [first] = cases;
    if (first === undefined) throw new Error('no cases');
    const question = questionOf(first);
    expect(decide({ ...question, texts: [] })).toMatchObject({ class: 'not-in-force', because: [{ why: 'no-text' }] });
    const ended = question.texts.map((text) => ({ ...text, inForce: false }));
    expect(decide({ ...question, texts: ended })).toMatchObject({
      class: 'not-in-force',
      because: [{ why: 'not-in-force' }, {}],
    });
  });
});

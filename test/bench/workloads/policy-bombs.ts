import type { GateFacts, ObjectView } from '../../../src/core/conditions/index.ts';
import type { PartyId } from '../../../src/core/ids.ts';
import type { KnownStates } from '../../../src/core/terms/index.ts';
import { plainStatement } from '../../lab/made-statements.ts';
import type { Row, Workload } from '../bench.ts';
import { limits, positions, systemTime, terms } from '../built.ts';
import { median } from '../figures.ts';
import { fixed } from '../report.ts';

type When = Record<string, unknown>;

const topicCount = 50;
const statementsPerTopic = 200;
const gate = (n: number): When => ({
  position: { topic: `t${n % topicCount}`, is: 'open', grade: 'B2', stable: `P${1 + (n % 30)}D` },
});
const filter = (n: number): When => ({ label: { 'any-of': [`l${n}`, `m${n}`] } });
const leaf = (n: number): When => (n % 2 === 0 ? gate(n) : filter(n));
const list = (n: number, make: (n: number) => When): When[] => Array.from({ length: n }, (_, k) => make(k));
const rule = (...when: When[]): Record<string, unknown> => ({ do: ['receive'], when });

/** A tree as deep as texts may be, of two branches at every level. */
function deep(levels: number, make: (n: number) => When, n = 1): When {
  if (levels === 0) return make(n);
  const join = ['any', 'all', 'one'][levels % 3]!;
  return { [join]: [deep(levels - 1, make, n * 2), deep(levels - 1, make, n * 2 + 1)] };
}

/** Texts made to cost as much as the limits let them, and some that go beyond. */
const bombs: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  'as many rules as there may be': list(limits.rulesPerTextMax, (k) => rule(gate(k), filter(k))),
  'as many conditions in one rule': [rule(...list(limits.conditionsPerTextMax, leaf))],
  'all of them in one "any"': [rule({ any: list(limits.conditionsPerTextMax, gate) })],
  'all of them in one "one"': [rule({ one: list(limits.conditionsPerTextMax, filter) })],
  'mixed "one" beyond what can be split': [rule({ one: list(100, leaf) })],
  'deep, on parties': [rule(deep(limits.conditionDepthMax, gate))],
  'deep, on objects': [rule(deep(limits.conditionDepthMax, filter))],
  'deep, mixed': [rule(deep(limits.conditionDepthMax, leaf))],
  'products of sums': list(32, (k) => rule(...list(4, (j) => ({ any: [gate(k * 8 + j), filter(k * 8 + j)] })))),
  'lists as long as they may be': list(16, (k) =>
    rule({ label: { 'none-of': Array.from({ length: limits.listValuesMax }, (_, j) => `l${k}-${j}`) } }),
  ),
};

/** A book with a past: every topic has been spoken of often. */
function factsOver(at: number): GateFacts {
  const topics = Array.from({ length: topicCount }, (_, k) => ({
    id: `t${k}`,
    title: `t${k}`,
    scale: { values: ['closed', 'open'], ordered: true },
    policy: { kind: 'unanimous' as const },
  }));
  const statements = topics.flatMap((topic) =>
    Array.from({ length: statementsPerTopic }, (_, k) => {
      const said = at - (statementsPerTopic - k) * 3_600_000_000;
      return {
        ...plainStatement(`${topic.id}/${k}`, 'b', k % 7 === 0 ? 'closed' : 'open', said),
        organ: `organ-${k % 3}`,
        topic: topic.id,
        grade: 'A1' as const,
      };
    }),
  );
  const book = positions.buildPositionBook(topics, { statements });
  return {
    giver: 'a' as PartyId,
    receiver: 'b' as PartyId,
    positions: book,
    agreementSince: at - 1,
    at,
    known: at,
    other: () => null,
  };
}

const view: ObjectView = {
  facts: {
    type: 'indicator',
    creator: null,
    deliverer: 'a' as PartyId,
    markings: [],
    granularMarkings: [],
    labels: Array.from({ length: 100 }, (_, k) => `label-${k}`),
    confidence: 50,
    places: [],
    revoked: false,
    created: null,
    modified: null,
    grade: null,
  },
  tlp: 'green',
  markingNames: [],
  unknownMarking: false,
};

interface Cost {
  readonly name: string;
  readonly readMs: number;
  readonly isRefused: boolean;
  /** One decision of the whole text: every gate and every filter. */
  readonly evaluations: readonly number[];
}

function costOf(name: string, allow: readonly unknown[], facts: GateFacts): Cost {
  const began = performance.now();
  const parsed = terms.parseTerms({ from: 'party:a', to: 'party:b', over: 'collection:c', allow });
  const compiled = parsed.ok ? terms.compileTerms(parsed.value) : parsed;
  const readMs = performance.now() - began;
  if (!compiled.ok) return { name, readMs, isRefused: true, evaluations: [0] };
  const pairs = compiled.value.permissions('receive');
  const evaluations = Array.from({ length: 50 }, () => {
    const from = performance.now();
    const known: KnownStates = new Map();
    for (const pair of pairs) {
      pair.gate.evaluate(facts, known);
      pair.filter.holds(view, 'raw');
    }
    return performance.now() - from;
  });
  return { name, readMs, isRefused: false, evaluations };
}

/** T-NEG-10: what the worst texts cost whoever has to decide them. */
export const policyBombs: Workload = {
  names: ['T-NEG-10'],
  run: async (): Promise<readonly Row[]> => {
    const facts = factsOver(systemTime());
    const costs = Object.entries(bombs).map(([name, allow]) => costOf(name, allow, facts));
    const by = (of: (cost: Cost) => number): Cost => costs.reduce((a, b) => (of(b) > of(a) ? b : a));
    const slowest = by((c) => median(c.evaluations));
    const slowestRead = by((c) => c.readMs);
    const single = Math.max(...costs.flatMap((c) => c.evaluations));
    const refused = costs.filter((c) => c.isRefused).length;
    return [
      {
        name: 'T-NEG-10',
        what: `texts made to cost much: ${costs.length} shapes, ${refused} of them refused, over ${topicCount * statementsPerTopic} statements`,
        figures: `slowest evaluation ${fixed(median(slowest.evaluations))} ms (${slowest.name}), worst single one ${fixed(single)} ms; slowest to read or refuse ${fixed(slowestRead.readMs)} ms (${slowestRead.name})`,
        goal: 'every evaluation at most 5 ms',
        isMet: median(slowest.evaluations) <= 5,
      },
    ];
  },
};

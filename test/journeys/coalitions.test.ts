import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clear, permit, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/** Releases that depend on who belongs to which coalition, on the node as shipped. The clock starts on 1 March 2026. */
const second = 1_000_000;
const day = 86_400 * second;
let lab: WholeNode;

beforeEach(async () => {
  lab = await WholeNode.open();
  for (const id of ['p', 'q']) await lab.addParty(id);
  await lab.addCollection(uuid(1), 'main');
  await lab.bring('main', [stix('tool', 1, [clear]), stix('tool', 2, [clear])]);
});
afterEach(() => lab.close());

const visible = async (as = 'p'): Promise<number> => {
  lab.clock.advance(second);
  const reply = await lab.ask({ path: '/api/collections/main/objects/?limit=1000', as });
  expect(reply.status).toBe(200);
  return ((JSON.parse(reply.text) as { objects?: unknown[] }).objects ?? []).length;
};
const terms = async (to: string | null, when: readonly unknown[], more = {}): Promise<void> => {
  must(await lab.operator.addTerms(permit(to, 'main', when, more)));
};
const add = async (id: string): Promise<void> => {
  must(await lab.operator.addCoalition({ id, name: `Name of ${id}` }));
};
const decision = async (more: { at?: string; known?: string } = {}): Promise<unknown> =>
  (must(await lab.operator.decide({ party: 'p', object: `tool--${uuid(1)}`, ...more })) as { decision: string })
    .decision;

describe('member-of and member-age', () => {
  it('M 3468 a new member gets the back-catalogue at once, and one that leaves gets nothing more', async () => {
    await add('x');
    await terms(null, [{ 'member-of': { is: 'coalition:x' } }]);
    expect([await visible('p'), await visible('q')]).toEqual([0, 0]);
    must(await lab.operator.joinCoalition({ id: 'x', party: 'p' }));
    expect([await visible('p'), await visible('q')]).toEqual([2, 0]);
    must(await lab.operator.leaveCoalition({ id: 'coalition:x', party: 'party:p' }));
    expect([await visible('p'), await visible('q')]).toEqual([0, 0]);
  });

  it('T-NEG-13 a membership begins and expires by itself, to the microsecond', async () => {
    await add('x');
    await terms('p', [{ 'member-of': { is: 'x' } }]);
    must(
      await lab.operator.joinCoalition({
        id: 'x',
        party: 'p',
        from: '2026-03-02T00:00:00Z',
        to: '2026-03-05T00:00:00Z',
      }),
    );
    expect(await visible()).toBe(0);
    lab.clock.set(Date.parse('2026-03-02T00:00:00Z') * 1000 - second - 1);
    expect(await visible()).toBe(0);
    lab.clock.advance(1 - second);
    // The stream shows one more with every microsecond of the clock, so that each has a stamp of its own.
    expect(await visible()).toBeGreaterThan(0);
    expect(await visible()).toBe(2);
    lab.clock.set(Date.parse('2026-03-05T00:00:00Z') * 1000 - second);
    expect(await visible()).toBe(0);
  });

  it('nothing is known of memberships while no coalition is on record: unknown opens nothing', async () => {
    await terms('p', [{ 'member-of': { 'none-of': ['coalition:x'] } }]);
    expect(await visible()).toBe(0);
    await add('x');
    expect(await visible()).toBe(2);
    must(await lab.operator.joinCoalition({ id: 'x', party: 'p' }));
    expect(await visible()).toBe(0);
  });

  it('the age of a member is counted without a break, and unknown of one that is none', async () => {
    await add('x');
    await terms('p', [{ 'member-age': { of: 'coalition:x', 'at-least': 'P3D' } }]);
    must(await lab.operator.joinCoalition({ id: 'x', party: 'p' }));
    expect(await visible()).toBe(0);
    lab.clock.advance(3 * day);
    expect(await visible()).toBe(2);
    must(await lab.operator.leaveCoalition({ id: 'x', party: 'p' }));
    expect(await visible()).toBe(0);
    must(await lab.operator.joinCoalition({ id: 'x', party: 'p' }));
    expect(await visible()).toBe(0);
    lab.clock.advance(3 * day);
    expect(await visible()).toBe(2);
  });

  it('another coalition changes nothing in the order of time that a text asks for', async () => {
    for (const id of ['x', 'y']) await add(id);
    must(await lab.operator.joinCoalition({ id: 'x', party: 'p' }));
    lab.clock.advance(day);
    await terms('p', [
      // biome-ignore lint/suspicious/noThenProperty: a connective of the terms, never a function
      { then: [{ now: { 'at-least': '2026-03-01T12:00:00Z' } }, { 'member-of': { is: 'coalition:x' } }] },
    ]);
    expect(await visible()).toBe(0);
    must(await lab.operator.joinCoalition({ id: 'y', party: 'p' }));
    expect(await visible()).toBe(0);
  });

  it('T-NEG-07 a backdated membership changes the past as known now, never as it was decided', async () => {
    await add('x');
    await terms('p', [{ 'member-of': { is: 'coalition:x' } }]);
    lab.clock.advance(10 * day);
    expect(await visible()).toBe(0);
    must(await lab.operator.joinCoalition({ id: 'x', party: 'p', from: '2026-03-03T00:00:00Z', by: 'Ada' }));
    const then = '2026-03-04T00:00:00Z';
    expect(await decision({ at: then })).toBe('permit');
    expect(await decision({ at: then, known: '2026-03-10T00:00:00Z' })).toBe('refuse');
    expect(must(lab.operator.coalitions({ at: then }))[0]?.members.map((m) => m.party)).toEqual(['p']);
    expect(must(lab.operator.coalitions({ at: then, known: '2026-03-10T00:00:00Z' }))[0]?.members).toEqual([]);
    expect(must(lab.operator.coalitions({ known: '2026-02-01T00:00:00Z' }))).toEqual([]);
  });

  it('warns of a text that names a coalition nobody knows', async () => {
    const text = permit('p', 'main', [{ 'member-of': { is: 'coalition:x' } }]);
    const about = (): string[] => lab.operator.checkTerms(text).flatMap((f) => (f.severity === 'warning' ? f.at : []));
    expect(about()).toContain('coalition:x');
    await add('x');
    expect(about()).not.toContain('coalition:x');
  });

  it('stands after a restart, in the order of recording', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'proviso-coalitions-'));
    try {
      await lab.close();
      lab = await WholeNode.open({ file: join(dir, 'store.sqlite') });
      await lab.addParty('p');
      await add('x');
      for (let n = 0; n < 11; n++) {
        must(await lab.operator.joinCoalition({ id: 'x', party: 'p' }));
        must(await lab.operator.leaveCoalition({ id: 'x', party: 'p' }));
      }
      must(await lab.operator.joinCoalition({ id: 'x', party: 'p', by: 'Ada' }));
      const before = must(lab.operator.coalitions({}));
      await lab.restart();
      expect(must(lab.operator.coalitions({}))).toEqual(before);
      expect(before[0]?.members).toHaveLength(1);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('counts what was recorded last, however often a party comes and goes', async () => {
    await add('x');
    for (let n = 0; n < 11; n++) {
      must(await lab.operator.joinCoalition({ id: 'x', party: 'p' }));
      must(await lab.operator.leaveCoalition({ id: 'x', party: 'p' }));
    }
    expect(must(lab.operator.coalitions({}))[0]?.members).toEqual([]);
    expect(lab.store.documents('membership')).toHaveLength(22);
  });

  it('lets what is stated in a simulation come before what is on record', async () => {
    await add('x');
    await terms('p', [{ 'member-of': { is: 'coalition:x' } }]);
    const opens = async (facts: Readonly<Record<string, string>>): Promise<number | undefined> =>
      (must(await lab.operator.simulate({ party: 'p', facts })) as { opens: { total: number } }[])[0]?.opens.total;
    expect(await opens({})).toBe(0);
    expect(await opens({ 'member-of': 'coalition:x' })).toBe(2);
  });

  it('names the place and a valid value of what cannot be, and stores nothing of it', async () => {
    expect(await lab.operator.joinCoalition({ id: 'x', party: 'p' })).toMatchObject({
      ok: false,
      error: [{ at: 'id' }],
    });
    expect(await lab.operator.addCoalition({ id: 'X!', name: '' })).toMatchObject({
      ok: false,
      error: [{ at: 'id' }, { at: 'name' }],
    });
    await add('x');
    expect(await lab.operator.addCoalition({ id: 'coalition:x', name: 'N' })).toMatchObject({ error: [{ at: 'id' }] });
    expect(await lab.operator.joinCoalition({ id: 'x', party: 'nobody' })).toMatchObject({ error: [{ at: 'party' }] });
    expect(await lab.operator.joinCoalition({ id: 'x', party: 'p', from: 'soon' })).toMatchObject({
      error: [{ at: 'from' }],
    });
    const backwards = { id: 'x', party: 'p', from: '2026-03-02T00:00:00Z', to: '2026-03-02T00:00:00Z' };
    expect(await lab.operator.joinCoalition(backwards)).toMatchObject({ error: [{ at: 'to' }] });
    expect(await lab.operator.leaveCoalition({ id: 'x', party: 'p' })).toMatchObject({ error: [{ at: 'party' }] });
    must(await lab.operator.joinCoalition({ id: 'x', party: 'p' }));
    expect(await lab.operator.joinCoalition({ id: 'x', party: 'p' })).toMatchObject({ error: [{ at: 'party' }] });
    expect(lab.store.documents('membership')).toHaveLength(1);
    expect(lab.operator.coalitions({ at: 'soon' })).toMatchObject({ ok: false, error: [{ at: 'at' }] });
  });

  it('an assessment by a coalition needs the coalition to be there', async () => {
    must(await lab.operator.addTopics([{ id: 't', scale: ['no', 'yes'] }]));
    const found = {
      statements: [
        {
          ...{ id: 'a1', kind: 'assessment', party: 'q', topic: 't', value: 'yes', grade: 'B2' },
          ...{ said: '2026-02-01T00:00:00Z', assessor: 'coalition:x' },
        },
      ],
    };
    expect(await lab.operator.addStatements(found)).toMatchObject({
      ok: false,
      error: [{ at: expect.stringContaining('assessor') }],
    });
    await add('x');
    must(await lab.operator.addStatements(found));
    await terms('p', [{ assessment: { topic: 't', by: 'coalition:x', of: 'party:q', is: 'yes' } }]);
    expect(await visible()).toBe(2);
  });
});

describe('CSP 22 a coalition is invisible to those outside it', () => {
  it.each(['none', 'class', 'conditions', 'full'])('over TAXII, with disclose: %s', async (disclose) => {
    for (const id of ['demanded', 'canary-a', 'canary-b']) await add(id);
    await terms('p', [{ 'member-of': { is: 'coalition:demanded' } }, { tlp: { is: 'clear' } }], { disclose });
    await terms('q', [{ 'member-of': { 'any-of': ['coalition:canary-b'] } }]);
    for (const [id, party] of [
      ['canary-a', 'p'],
      ['canary-a', 'q'],
      ['canary-b', 'q'],
      ['demanded', 'q'],
    ] as const)
      must(await lab.operator.joinCoalition({ id, party }));
    lab.clock.advance(second);
    const seen: string[] = [];
    for (const path of [
      '/taxii2/',
      '/api/',
      '/api/collections/',
      '/api/collections/main/',
      '/api/collections/main/objects/',
    ])
      seen.push((await lab.ask({ path, as: 'p' })).raw);
    for (const answer of seen) {
      expect(answer).not.toMatch(/canary|Name of|party:q/);
      if (disclose === 'none' || disclose === 'class') expect(answer).not.toContain('demanded');
    }
    if (disclose === 'full') expect(seen.join()).toContain('coalition:demanded');
  });
});

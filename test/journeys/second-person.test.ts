import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clear, green, permit, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/** T-NEG-06: one forged or mistaken statement must not open a large holding by the hand of one person. */
const second = 1_000_000;
const day = 86_400 * second;
const topic = {
  id: 'no-resale',
  title: 'Resale',
  scale: ['refused', 'undertaken'],
  policy: 'unanimous',
};
const limit = 3;
let lab: WholeNode;

beforeEach(async () => {
  lab = await WholeNode.open({ secondPersonAbove: limit });
  await lab.addParty('p', ['press', 'legal']);
  await lab.addCollection(uuid(1), 'main');
  must(await lab.operator.addTopics([topic]));
});
afterEach(() => lab.close());

const bring = async (count: number): Promise<void> => {
  await lab.bring(
    'main',
    Array.from({ length: count }, (_, n) => stix('tool', n + 1, [n % 2 === 0 ? clear : green])),
  );
};
const gate = async (guard: Readonly<Record<string, unknown>> = {}, more: readonly unknown[] = []): Promise<void> => {
  must(
    await lab.operator.addTerms(
      permit('p', 'main', [{ position: { topic: 'no-resale', is: 'undertaken', ...guard } }, ...more]),
    ),
  );
};
const statement = (id: string, value: string, said: string): Readonly<Record<string, unknown>> => ({
  id,
  party: 'p',
  organ: 'press',
  topic: 'no-resale',
  value,
  said,
  grade: 'B2',
});
const undertakes = (id = 's1', said = '2026-02-20T00:00:00Z') => statement(id, 'undertaken', said);
const refuses = (id = 's2', said = '2026-02-25T00:00:00Z') => statement(id, 'refused', said);

const visible = async (): Promise<number> => {
  lab.clock.advance(second);
  const reply = await lab.ask({ path: '/api/collections/main/objects/?limit=1000', as: 'p' });
  expect(reply.status).toBe(200);
  return ((JSON.parse(reply.text) as { objects?: unknown[] }).objects ?? []).length;
};
const why = async (): Promise<unknown> => {
  const answer = must(await lab.operator.explain({ party: 'p', object: `tool--${uuid(1)}` }));
  return (answer as { because: { why: string }[] }).because[0]?.why;
};
const add = async (by: string | undefined, ...statements: readonly unknown[]) => {
  lab.clock.advance(second);
  return lab.operator.addStatements({ statements }, by);
};
const confirm = (id: string, by: string) => {
  lab.clock.advance(second);
  return lab.operator.confirmStatement({ id, by });
};

describe('T-NEG-06 an opening that is too wide waits for a second person', () => {
  it('opens nothing until somebody else confirms, says so, and opens everything then', async () => {
    await bring(5);
    await gate();
    const recorded = must(await add('Ada', undertakes()));
    expect(recorded.waits).toEqual({ objects: 5, party: 'p' });
    expect(recorded.statements[0]?.awaits).toBe(5);
    expect(await visible()).toBe(0);
    expect(await why()).toBe('awaits-second-person');
    for (const same of ['Ada', ' ada '])
      expect(await confirm('s1', same)).toMatchObject({ ok: false, error: [{ at: 'by' }] });
    expect(await visible()).toBe(0);
    must(await confirm('s1', 'Grace'));
    expect(await visible()).toBe(5);
  });

  it('lets what is at the limit through, with nothing said of waiting', async () => {
    await bring(limit);
    await gate();
    const recorded = must(await add('Ada', undertakes()));
    expect(recorded.waits).toBeNull();
    expect(recorded.statements[0]?.awaits).toBeNull();
    expect(await visible()).toBe(limit);
    expect(await confirm('s1', 'Grace')).toMatchObject({ ok: false });
  });

  it('refuses a wide opening by nobody in particular, and stores nothing of it', async () => {
    await bring(5);
    await gate();
    expect(await add(undefined, undertakes())).toMatchObject({ ok: false, error: [{ at: 'by' }] });
    expect(lab.operator.statements()).toEqual([]);
    expect(await visible()).toBe(0);
  });

  it('holds what would open only when patience has ended', async () => {
    await bring(5);
    await gate({ stable: 'P14D' });
    expect(must(await add('Ada', undertakes())).waits).toEqual({ objects: 5, party: 'p' });
    lab.clock.advance(30 * day);
    expect(await visible()).toBe(0);
    must(await confirm('s1', 'Grace'));
    expect(await visible()).toBe(0);
    lab.clock.advance(14 * day);
    expect(await visible()).toBe(5);
  });

  it('counts objects that reach the age of the text only later', async () => {
    await bring(5);
    await gate({}, [{ 'object-age': { 'at-least': 'P7D' } }]);
    expect(must(await add('Ada', undertakes())).waits).toEqual({ objects: 5, party: 'p' });
    lab.clock.advance(8 * day);
    expect(await visible()).toBe(0);
  });

  it('takes gates that turn too often to be followed at the most they could open', async () => {
    await bring(5);
    const later = (n: number): unknown => ({ now: { 'at-least': `2026-04-01T00:${String(n).padStart(2, '0')}:00Z` } });
    const hour = (n: number): unknown => ({ now: { 'at-least': `2026-04-02T00:${String(n).padStart(2, '0')}:00Z` } });
    await gate({}, [
      ...Array.from({ length: 40 }, (_, n) => later(n)),
      ...Array.from({ length: 40 }, (_, n) => hour(n)),
    ]);
    expect(must(await add('Ada', undertakes())).waits).toEqual({ objects: 5, party: 'p' });
  });

  it('counts over all collections of one partner, and not over partners', async () => {
    await bring(2);
    await lab.addCollection(uuid(2), 'other');
    await lab.bring('other', [stix('tool', 11, [clear]), stix('tool', 12, [clear])]);
    await gate();
    await lab.addParty('q', ['press']);
    for (const [to, over] of [
      ['q', 'main'],
      ['q', 'other'],
    ] as const)
      must(
        await lab.operator.addTerms(
          permit(to, over, [{ position: { topic: 'no-resale', of: 'party:p', is: 'undertaken' } }]),
        ),
      );
    expect(must(await add('Ada', undertakes())).waits).toEqual({ objects: 4, party: 'q' });
  });

  it('does not count what is out anyway', async () => {
    await bring(5);
    must(await lab.operator.addTerms(permit('p', 'main')));
    await gate();
    expect(must(await add('Ada', undertakes())).waits).toBeNull();
  });

  it('closes at once: a contradiction never waits, and a waiting statement contradicts', async () => {
    await bring(limit);
    await gate();
    must(await add('Ada', undertakes()));
    expect(await visible()).toBe(limit);
    expect(must(await add(undefined, refuses())).waits).toBeNull();
    expect(await visible()).toBe(0);
    await lab.bring('main', [stix('tool', 21, [clear]), stix('tool', 22, [clear])]);
    expect(must(await add('Ada', undertakes('s3', '2026-02-27T00:00:00Z'))).waits).toEqual({ objects: 5, party: 'p' });
    expect(await visible()).toBe(0);
    must(await confirm('s3', 'Grace'));
    expect(await visible()).toBe(5);
  });

  it('a waiting statement closes what it contradicts', async () => {
    await bring(6);
    await lab.bring('main', [stix('tool', 21, [green])]);
    await gate();
    must(
      await lab.operator.addTerms(
        permit('p', 'main', [{ position: { topic: 'no-resale', is: 'refused' } }, { tlp: { is: 'clear' } }]),
      ),
    );
    must(await add('Ada', refuses('s1', '2026-02-20T00:00:00Z')));
    expect(await visible()).toBe(3);
    expect(must(await add('Ada', undertakes('s2', '2026-02-21T00:00:00Z'))).waits).toEqual({
      objects: 4,
      party: 'p',
    });
    expect(await visible()).toBe(0);
    must(await confirm('s2', 'Grace'));
    expect(await visible()).toBe(7);
  });

  it('a retraction that opens again waits; one that closes and a worse grade do not', async () => {
    await bring(5);
    await gate({ grade: 'C3' });
    must(await add('Ada', undertakes()));
    must(await confirm('s1', 'Grace'));
    must(await add('Ada', refuses()));
    expect(await visible()).toBe(0);
    const again = must(await lab.operator.retractStatement({ id: 's2', by: 'Ada' }));
    expect(again.waits).toEqual({ objects: 5, party: 'p' });
    expect(await visible()).toBe(0);
    must(await confirm('s2', 'Grace'));
    expect(await visible()).toBe(5);
    lab.clock.advance(second);
    expect(must(await lab.operator.gradeStatement({ id: 's1', grade: 'E5', by: 'Ada' })).waits).toBeNull();
    expect(await visible()).toBe(0);
    lab.clock.advance(second);
    expect(must(await lab.operator.gradeStatement({ id: 's1', grade: 'B2', by: 'Ada' })).waits).toEqual({
      objects: 5,
      party: 'p',
    });
    expect(await visible()).toBe(0);
    must(await confirm('s1', 'Grace'));
    expect(await visible()).toBe(5);
    lab.clock.advance(second);
    expect(must(await lab.operator.retractStatement({ id: 's1' })).waits).toBeNull();
    expect(await visible()).toBe(0);
  });

  it('a file that opens and closes: what closes does so at once, what opens waits', async () => {
    await bring(limit);
    await gate({ grade: 'C3' });
    must(await lab.operator.addTopics([{ ...topic, id: 'no-attack' }]));
    await lab.addCollection(uuid(2), 'other');
    await lab.bring(
      'other',
      Array.from({ length: 5 }, (_, n) => stix('tool', n + 31, [clear])),
    );
    must(await lab.operator.addTerms(permit('p', 'other', [{ position: { topic: 'no-attack', is: 'undertaken' } }])));
    must(await add('Ada', undertakes()));
    expect(await visible()).toBe(limit);
    lab.clock.advance(second);
    const both = must(
      await lab.operator.addStatements(
        {
          statements: [{ ...undertakes('s9'), topic: 'no-attack' }],
          grades: [{ statement: 's1', grade: 'E5' }],
        },
        'Ada',
      ),
    );
    expect(both.waits).toEqual({ objects: 5, party: 'p' });
    expect(both.statements[0]?.awaits).toBe(5);
    expect(both.grades[0]?.awaits).toBeNull();
    expect(await visible()).toBe(0);
  });
});

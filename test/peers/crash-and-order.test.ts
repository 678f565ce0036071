import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { PartyId } from '../../src/core/ids.ts';
import type { SignedMessage } from '../../src/core/message/index.ts';
import { openDatabase } from '../../src/storage/sqlite/open-database.ts';
import { openSqliteStore } from '../../src/storage/sqlite/sqlite-store.ts';
import { type Death, type DyingDatabase, dyingDatabase } from '../lab/dying-database.ts';
import { PeerPair } from '../lab/peer-pair.ts';

const pairs: PeerPair[] = [];
afterEach(async () => {
  for (const pair of pairs.splice(0)) await pair.close().catch(() => undefined);
});

const [a, b] = ['a' as PartyId, 'b' as PartyId];
const script = ['note', 'ask', 'refuse-me', 'note'] as const;

/** What a node holds of messages, without what only says when. */
function held(pair: PeerPair, party: string): unknown {
  const { store } = pair.node(party).node.state;
  const other = party === 'a' ? 'b' : 'a';
  return {
    heads: store.documents('thread').map(({ value }) => value),
    rows: store.documents(`message ${other} test/1`).map(({ id, value }) => {
      const { hash, refused } = value as { hash: string; refused: unknown };
      return { id, hash, refused };
    }),
    effects: store.documents('test-effect'),
  };
}

/** All or nothing: every message taken has its row, its effect and its place in the head; nothing else has. */
function expectWhole(pair: PeerPair, party: string): void {
  const { heads, rows, effects } = held(pair, party) as {
    heads: { taken: number; sent: number }[];
    rows: { id: string; refused: unknown }[];
    effects: unknown[];
  };
  const taken = rows.filter((row) => row.id.startsWith('in'));
  expect(taken).toHaveLength(heads[0]?.taken ?? 0);
  expect(rows.length - taken.length).toBe(heads[0]?.sent ?? 0);
  expect(effects).toHaveLength(taken.filter((row) => row.refused === null).length);
}

interface World {
  readonly pair: PeerPair;
  /** Lets `party` die once; the next lives go on to the end. */
  life(party: 'a' | 'b'): DyingDatabase;
  plan(party: 'a' | 'b', death: Death): void;
}

async function world(): Promise<World> {
  const lasting = { a: openDatabase(':memory:'), b: openDatabase(':memory:') };
  const lives: Partial<Record<'a' | 'b', DyingDatabase>> = {};
  const planned: Partial<Record<'a' | 'b', Death>> = {};
  const store = (party: 'a' | 'b') => () => {
    const life = dyingDatabase(lasting[party], planned[party] ?? null);
    delete planned[party];
    lives[party] = life;
    return openSqliteStore(':memory:', life.db);
  };
  const pair = await PeerPair.open({ a: { store: store('a') }, b: { store: store('b') } });
  pairs.push(pair);
  return {
    pair,
    life: (party) => lives[party]!,
    plan: (party, death) => {
      planned[party] = death;
    },
  };
}

/** Delivers both ways until nothing waits; who dies is started again. */
async function play({ pair, life }: World): Promise<number> {
  let deaths = 0;
  for (let round = 0; round < 12; round++) {
    for (const party of ['a', 'b'] as const) {
      await pair.deliver(party).catch(() => undefined);
      for (const one of ['a', 'b'] as const)
        if (life(one).dead) {
          deaths++;
          await pair.node(one).revive();
          pair.attend(one);
          expectWhole(pair, one);
        }
    }
    if (pair.desk('a').waitingFor().length + pair.desk('b').waitingFor().length === 0) return deaths;
  }
  throw new Error('something waits for ever');
}

async function begin(made: World): Promise<void> {
  for (const [n, kind] of script.entries()) await made.pair.send('a', kind, { n });
}

describe('T-DUR-01 T-FED-09 a process that dies between any two steps', () => {
  it.each(['a', 'b'] as const)(
    'leaves all of a message or nothing, and the end is as if it had lived: %s',
    async (party) => {
      const reference = await world();
      await begin(reference);
      const before = reference.life(party).statements;
      await play(reference);
      const steps = reference.life(party).statements - before;
      const wanted = JSON.stringify([held(reference.pair, 'a'), held(reference.pair, 'b')]);
      expect(reference.pair.taken.get(b)).toHaveLength(3);
      let died = 0;
      for (let at = 1; at <= steps; at++)
        for (const when of ['before', 'after'] as const) {
          const made = await world();
          await begin(made);
          // A life that is planned begins with a start: its first statements are those of opening the store.
          made.plan(party, { at: at + 2, when });
          await made.pair
            .node(party)
            .revive()
            .catch(() => undefined);
          if (!made.life(party).dead) made.pair.attend(party);
          await play(made);
          died += made.life(party).statements >= 0 ? 1 : 0;
          expect(
            JSON.stringify([held(made.pair, 'a'), held(made.pair, 'b')]),
            `${party} died ${when} statement ${at}`,
          ).toBe(wanted);
          expect(made.pair.refused.length).toBeGreaterThan(0);
          await made.pair.close().catch(() => undefined);
          pairs.splice(pairs.indexOf(made.pair), 1);
        }
      expect(died).toBe(steps * 2);
      expect(steps).toBeGreaterThan(6);
    },
  );
});

describe('I7 messages in any order, any number of times', () => {
  it('end in the same state as each once in order, when what is missing is sent again', async () => {
    const runs = Number(process.env['PROVISO_CASES'] ?? 1) > 1 ? 200 : 12;
    const seed = process.env['PROVISO_SEED'];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: script.length - 1 }), { maxLength: 24 }), async (order) => {
        const made = await world();
        await begin(made);
        const { pair } = made;
        const sent: readonly SignedMessage[] = pair.desk('a').transcript('test/1', b);
        const bytes = sent.map((m) => new TextEncoder().encode(JSON.stringify(m)));
        let next = 0;
        const settle: string[] = [];
        for (const index of [...order, ...script.keys(), ...order]) {
          const answer = await pair.desk('b').receive(a, bytes[index]!);
          if (index > next) expect(answer).toEqual({ kind: 'expected', expected: next + 1 });
          else if (index === next) {
            settle.push(JSON.stringify(answer));
            next++;
          } else expect(JSON.stringify(answer)).toBe(settle[index]);
        }
        const got = JSON.stringify(held(pair, 'b'));
        const once = await world();
        await begin(once);
        for (const message of bytes) await once.pair.desk('b').receive(a, message);
        expect(got).toBe(JSON.stringify(held(once.pair, 'b')));
      }),
      { numRuns: runs, ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
  });
});

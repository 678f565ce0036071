import { againstRaw } from '../against-raw.ts';
import type { Row, Workload } from '../bench.ts';
import { median } from '../figures.ts';
import { fixed, spread } from '../report.ts';
import { objectsPath, walk, withRealSet } from './real-set.ts';

const cacheBytes = 32 * 1024 * 1024;

/** G1: the same partner asks again for a page that is kept. */
export const hotPage: Workload = {
  names: ['G1'],
  run: (bench) =>
    withRealSet(bench, cacheBytes, ({ child, port, token }) =>
      againstRaw(bench, {
        name: 'G1',
        what: 'page of 100, 16 connections, kept page',
        child,
        port,
        path: `${objectsPath}?limit=100`,
        token,
        connections: 16,
        goal: 0.6,
      }),
    ),
};

/** Part of raw that the token and the Basic variant of OpenTAXII reached on one connection (performance figures, A). */
const openTaxii = { token: 0.024, basic: 0.0035 };

/** G2 and G3: no page is kept, so every request is decided and assembled. */
export const assembledPage: Workload = {
  names: ['G2', 'G3'],
  run: (bench) =>
    withRealSet(bench, 0, async ({ child, port, token }) => {
      const common = { child, port, token };
      const ids: string[] = [];
      await walk(port, token, 1000, ids);
      const one = ids.find((id) => id.startsWith('attack-pattern--'))!;
      const path = `${objectsPath}?limit=100`;
      return [
        ...(await againstRaw(bench, {
          ...common,
          name: 'G2',
          what: 'page of 100, 16 connections, nothing kept',
          path,
          connections: 16,
          goal: 0.12,
        })),
        ...(await againstRaw(bench, {
          ...common,
          name: 'G3',
          what: 'page of 100, one connection, nothing kept',
          path,
          connections: 1,
          goal: 0.2,
          note: (ratio) =>
            `${fixed(ratio / openTaxii.token)} x OpenTAXII with token, ${fixed(ratio / openTaxii.basic)} x with Basic`,
        })),
        ...(await againstRaw(bench, {
          ...common,
          name: 'G3',
          what: 'one object by id, one connection, nothing kept',
          path: `${objectsPath}${one}/`,
          connections: 1,
          goal: 0.2,
        })),
      ];
    }),
};

/** G4: to the end of the collection, first by a partner that never asked (every page decided, recorded, on disk), then again. */
export const wholeWalk: Workload = {
  names: ['G4'],
  run: (bench) =>
    withRealSet(bench, 0, async ({ child, port }) => {
      const { value: size } = await child.ask('count', { party: 'reader', over: 'main' });
      const fresh: number[] = [];
      const again: number[] = [];
      for (let round = 0; round < bench.args.rounds; round++) {
        const newcomer = await child.ask('partner', { id: `walker-${round}-${process.pid}`, over: 'main', when: [] });
        const ids: string[] = [];
        fresh.push(size / ((await walk(port, newcomer, 1000)).ms / 1000));
        await walk(port, newcomer, 1000, ids);
        if (ids.length !== size || new Set(ids).size !== size)
          throw new Error(`a walk of ${size} objects gave ${ids.length}`);
        again.push(size / ((await walk(port, newcomer, 1000)).ms / 1000));
      }
      const row = (what: string, values: readonly number[]): Row => ({
        name: 'G4',
        what,
        figures: spread(values, 'objects/s'),
        goal: 'at least 100,000 objects/s',
        isMet: median(values) >= 100_000,
      });
      return [
        row('walk in pages of 1,000, one connection, by a newcomer: every page recorded on disk first', fresh),
        row('the same walk again, nothing kept', again),
      ];
    }),
};

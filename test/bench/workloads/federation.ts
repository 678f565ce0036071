import type { Workload } from '../bench.ts';
import { median } from '../figures.ts';
import { spread } from '../report.ts';
import { collectionId, walk, withRealSet } from './real-set.ts';

/** FEDERATION: what crosses between two nodes in a second, beside what a client that keeps nothing reads in the same run. */
export const federation: Workload = {
  names: ['FEDERATION'],
  run: (bench) =>
    withRealSet(bench, 0, async ({ child, port }) => {
      const { value: size } = await child.ask('count', { party: 'reader', over: 'main' });
      const walked: number[] = [];
      const pulled: number[] = [];
      for (let round = 0; round < bench.args.rounds; round++) {
        const token = await child.ask('partner', { id: `pulled-${round}-${process.pid}`, over: 'main', when: [] });
        await walk(port, token, 1000);
        walked.push(size / ((await walk(port, token, 1000)).ms / 1000));
        const receiver = await bench.node(bench.directory(), 0);
        await receiver.child.ask('collection', { alias: 'main', id: collectionId, writers: [] });
        const { ms, added } = await receiver.child.ask('pull', { port, token, into: 'main' });
        if (added !== size) throw new Error(`a pull of ${size} objects brought ${added}`);
        pulled.push(size / (ms / 1000));
        await bench.stop(receiver.child);
      }
      const ratio = median(pulled) / median(walked);
      return [
        {
          name: 'FEDERATION',
          what: 'pull in pages of 1,000 by another node: read, judged, stored with its place, each page on disk before the next',
          figures: `${spread(pulled, 'objects/s')}; ${ratio.toFixed(3)} of the walk alone`,
          goal: 'none; for information',
          isMet: null,
        },
        {
          name: 'FEDERATION',
          what: 'the same pages walked by a client that keeps nothing, one connection',
          figures: spread(walked, 'objects/s'),
          goal: 'none; for comparison',
          isMet: null,
        },
      ];
    }),
};

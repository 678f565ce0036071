import type { Workload } from '../bench.ts';
import { median } from '../figures.ts';
import { fixed, spread } from '../report.ts';
import { agree, enrolEachOther, openPeerChild } from './peer-trio.ts';

const differences = 50;

/** COMPARE: two sets told apart by buckets, beside moving the bodies in the same run. */
export const comparing: Workload = {
  names: ['COMPARE'],
  run: async (bench) => {
    const giver = await openPeerChild(bench, 'giver');
    const receiver = await openPeerChild(bench, 'receiver');
    try {
      const size = bench.args.size * 2;
      await enrolEachOther(giver, receiver);
      await giver.child.ask('collection', { alias: 'given', count: size });
      await agree(giver, receiver, 'given', 'pull');
      const moved = await receiver.child.ask('pull', undefined);
      if (moved.added !== size) throw new Error(`a pull of ${size} objects brought ${moved.added}`);
      await receiver.child.ask('lose', { count: differences });
      const times: number[] = [];
      let bytes = 0;
      for (let round = 0; round < bench.args.rounds; round++) {
        const found = await receiver.child.ask('compare', { peer: 'giver' });
        if (found.missing !== differences || found.held !== size - differences)
          throw new Error(`a comparison found ${found.missing} of ${differences} missing`);
        times.push(found.ms);
        bytes = found.bytes;
      }
      const ratio = median(times) / moved.ms;
      return [
        {
          name: 'COMPARE',
          what: `${differences} of ${size.toLocaleString('en-US')} objects found missing; both sides read and hash every body`,
          figures: `${spread(times, 'ms')}, ${fixed(bytes / 1024)} KiB moved; moving all bodies took ${fixed(moved.ms)} ms and ${fixed(moved.bytes / 1024)} KiB, so ${fixed(ratio)} of the time and ${fixed((100 * bytes) / moved.bytes)} % of the bytes`,
          goal: 'none; for information',
          isMet: null,
        },
      ];
    } finally {
      await giver.child.stop();
      await receiver.child.stop();
    }
  },
};

import { readFileSync } from 'node:fs';
import type { Bench, Row, Workload } from '../bench.ts';
import { median } from '../figures.ts';
import { KeepAliveConnection, postRequest } from '../keep-alive-client.ts';
import { realObjects } from '../real-objects.ts';
import { spread } from '../report.ts';
import { largeSet } from './large-set.ts';
import { collectionId, objectsPath } from './real-set.ts';

/** A node whose one collection two partners read under texts, and one of them writes to. */
async function writableNode(bench: Bench) {
  const dir = bench.directory();
  const { child, port } = await bench.node(dir, 0);
  const token = await child.ask('party', { id: 'writer' });
  await child.ask('collection', { alias: 'main', id: collectionId, writers: ['writer'] });
  for (const id of ['first-reader', 'second-reader'])
    await child.ask('partner', { id, over: 'main', when: [{ tlp: { 'at-most': 'amber' } }] });
  return { child, port, token };
}

const perPost = 100;
const postsPerRound = 20;

/** G5: what a feeding partner may expect: each request validated, decided, on disk when it is answered. */
export const posting: Workload = {
  names: ['G5'],
  run: async (bench) => {
    const { child, port, token } = await writableNode(bench);
    const rates: number[] = [];
    for (let round = 0; round <= bench.args.rounds; round++) {
      const texts = [...realObjects(perPost * postsPerRound, `post ${round}`)];
      const requests = Array.from({ length: postsPerRound }, (_, k) =>
        postRequest(
          objectsPath,
          token,
          Buffer.from(`{"objects":[${texts.slice(k * perPost, (k + 1) * perPost).join()}]}`),
        ),
      );
      const connection = await KeepAliveConnection.open(port);
      const began = performance.now();
      for (const request of requests) {
        const reply = await connection.send(request, true);
        if (reply.status !== 202) throw new Error(`a POST answered ${reply.status}: ${reply.body}`);
        const { failure_count: failures } = JSON.parse(reply.body!.toString()) as { failure_count: number };
        if (failures !== 0) throw new Error(`${failures} objects of a POST were refused`);
      }
      const seconds = (performance.now() - began) / 1000;
      connection.close();
      if (round > 0) rates.push((perPost * postsPerRound) / seconds);
    }
    await bench.stop(child);
    return [
      {
        name: 'G5',
        what: 'POST of 100 objects, one connection: validated, decided for two partners, on disk before the answer',
        figures: spread(rates, 'objects/s'),
        goal: 'at least 3,000 objects/s',
        isMet: median(rates) >= 3_000,
      },
    ];
  },
};

/** G10: a bulk import taken apart. */
export const bulkImport: Workload = {
  names: ['G10'],
  run: async (bench) => {
    const count = bench.args.setSize;
    const validation: number[] = [];
    const storing: number[] = [];
    const whole: number[] = [];
    for (let round = 0; round < bench.args.rounds; round++) {
      const { child } = await writableNode(bench);
      const { validationMs, storingMs } = await child.ask('bulk', { alias: 'main', count });
      const { ms } = await child.ask('importReal', { alias: 'main', count });
      validation.push(count / (validationMs / 1000));
      storing.push(count / (storingMs / 1000));
      whole.push(count / (ms / 1000));
      await bench.stop(child);
    }
    const { storedPerSecond } = await largeSet(bench);
    const row = (what: string, values: readonly number[], goal: number | null): Row => ({
      name: 'G10',
      what,
      figures: spread(values, 'objects/s'),
      goal: goal === null ? 'none; for information' : `at least ${goal.toLocaleString('en-US')} objects/s`,
      isMet: goal === null ? null : median(values) >= goal,
    });
    return [
      row('validation of real objects from their bytes', validation, 30_000),
      row('storing of what was validated: real objects that refer to one another, two partners', storing, 60_000),
      row('import of a file as a user does it, both together', whole, null),
      row('storing of what was validated: the large set, 10,000 classes, four partners', [storedPerSecond], 60_000),
    ];
  },
};

/** Resident memory as the system counts it, in MB; null where the system does not say. */
export function residentMb(pid: number): number | null {
  try {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? null : Number(found[1]) / 1024;
  } catch {
    return null;
  }
}

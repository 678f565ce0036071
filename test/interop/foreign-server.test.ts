import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { secretsInMemory } from '../../src/main/secret-files.ts';
import { guardedEgress } from '../../src/peers/guarded-egress.ts';
import { remoteFeeds } from '../../src/peers/remote-feeds.ts';
import { noPeers } from '../federation/quirky-feeds.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';

/**
 * Pulls from a TAXII 2.1 server that is not ours, on this machine:
 *
 *     PROVISO_FOREIGN_URL=http://127.0.0.1:5000/taxii2/ PROVISO_FOREIGN_COLLECTION=ID \
 *       PROVISO_FOREIGN_CREDENTIAL='Basic user:password' npm run test:interop
 */
const {
  PROVISO_FOREIGN_URL: url,
  PROVISO_FOREIGN_COLLECTION: collection,
  PROVISO_FOREIGN_CREDENTIAL: credential,
} = process.env;
const isGiven = url !== undefined && collection !== undefined;
if (!isGiven)
  console.info(
    'skipped: no foreign TAXII server (set PROVISO_FOREIGN_URL, PROVISO_FOREIGN_COLLECTION and PROVISO_FOREIGN_CREDENTIAL)',
  );

if (isGiven && credential === undefined)
  console.info('skipped: a wrong credential at a server that asks for none (set PROVISO_FOREIGN_CREDENTIAL)');

const into = '91a7b528-80eb-42ed-a74d-c6fbd5a26116';

describe.skipIf(!isGiven)('pulling from a foreign TAXII server', () => {
  it('brings everything once, in one run and in many that are cut off', { timeout: 300_000 }, async () => {
    const secrets = secretsInMemory();
    const remote = remoteFeeds({ platform: nodePlatform, secrets, egress: guardedEgress(), transport: noPeers });
    const counts: number[] = [];
    for (const pagesEach of [Number.POSITIVE_INFINITY, 3]) {
      const lab = await WholeNode.open({ remote, secrets });
      await lab.addCollection(into, 'mine');
      const ask = { url: url!, collection: collection!, into: 'mine' };
      const { id } = must(await lab.operator.addSource(credential === undefined ? ask : { ...ask, credential }));
      const began = performance.now();
      for (let round = 0; round < 10_000; round++) {
        let pages = 0;
        const { federation } = lab.node.state;
        const run = must(await federation.run(id, { cancelled: () => pages++ >= pagesEach }));
        if (run.ended === 'complete') break;
        expect(`${run.ended} ${run.why}`).toBe('cancelled was told to stop');
        expect(run.pages).toBeGreaterThan(0);
      }
      const [row] = lab.operator.syncStatus();
      expect(row!.lastCompleteAt).not.toBeNull();
      const seconds = (performance.now() - began) / 1000;
      console.info(
        `${pagesEach} pages a run: ${row!.added} objects in ${row!.runs} runs and ${row!.pages} pages, ${seconds.toFixed(2)} s; held again ${row!.held}, quarantined ${row!.inQuarantine}`,
      );
      counts.push(row!.added + row!.inQuarantine);
      await lab.close();
    }
    expect(counts[0]).toBeGreaterThan(0);
    expect(new Set(counts).size).toBe(1);
    const expected = Number(process.env['PROVISO_FOREIGN_OBJECTS'] ?? counts[0]);
    expect(counts[0]).toBe(expected);
  });

  it.skipIf(credential === undefined)('O 8920 tells a wrong credential by name, and keeps nothing', async () => {
    const secrets = secretsInMemory();
    const remote = remoteFeeds({ platform: nodePlatform, secrets, egress: guardedEgress(), transport: noPeers });
    const lab = await WholeNode.open({ remote, secrets });
    await lab.addCollection(into, 'mine');
    const added = await lab.operator.addSource({
      url: url!,
      collection: collection!,
      into: 'mine',
      credential: 'Basic nobody:nothing',
    });
    expect(added).toMatchObject({ ok: false, error: [{ problem: expect.stringContaining('401') }] });
    expect(lab.operator.sources()).toEqual([]);
    await lab.close();
  });
});

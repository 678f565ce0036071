import type { Bench, NodeChild } from '../bench.ts';
import { type Share, shares } from '../classed-objects.ts';
import { collectionId } from './real-set.ts';

export interface LargeSet {
  readonly dir: string;
  /** Key, share and topic of each partner: one partner per share, one gate each. */
  readonly partners: readonly {
    readonly id: string;
    readonly token: string;
    readonly share: Share;
    readonly topic: string;
  }[];
  readonly classes: number;
  /** Objects stored in a second, classes and partners as they are. */
  readonly storedPerSecond: number;
}

/**
 * The large set, 10,000 classes, with four partners that differ in the share their text lets out once their board has
 * spoken. A real condition over a position, so a flip is what an operator does: record a statement.
 */
export const largeSet = (bench: Bench): Promise<LargeSet> =>
  bench.once('large set', async () => {
    const { size } = bench.args;
    const dir = bench.directory();
    const { child } = await bench.node(dir, 0);
    await child.ask('collection', { alias: 'main', id: collectionId, writers: [] });
    const partners = [];
    for (const share of shares(size)) {
      const topic = `opens-${share.name}`;
      await child.ask('topic', { id: topic });
      const gate = { position: { topic, is: 'open', grade: 'B2' } };
      const token = await child.ask('partner', { id: share.name, over: 'main', when: [gate, ...share.when] });
      partners.push({ id: share.name, token, share, topic });
    }
    const ms = await child.ask('importClassed', { alias: 'main', count: size });
    const classes = await child.ask('classes', undefined);
    await bench.stop(child);
    return { dir, partners, classes, storedPerSecond: size / (ms / 1000) };
  });

export async function withLargeSet<T>(
  bench: Bench,
  work: (set: LargeSet & { readonly child: NodeChild; readonly port: number }) => Promise<T>,
): Promise<T> {
  const set = await largeSet(bench);
  const { child, port } = await bench.node(set.dir, 0);
  try {
    return await work({ ...set, child, port });
  } finally {
    await bench.stop(child);
  }
}

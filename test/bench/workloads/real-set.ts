import type { Bench, NodeChild } from '../bench.ts';
import { getRequest, KeepAliveConnection } from '../keep-alive-client.ts';

export const collectionId = '91a7b528-80eb-42ed-a74d-c6fbd5a26116';
export const hiddenCollectionId = '52892447-4d7e-4f70-b94d-d7f22742ff63';
export const objectsPath = `/api/collections/${collectionId}/objects/`;

export interface RealSet {
  readonly dir: string;
  /** Key of a partner that gets everything. */
  readonly token: string;
  /** Key of a partner that gets techniques only. */
  readonly narrow: string;
}

/** Real objects imported once a run through the whole way in, with two partners that differ in what they get. */
const realSet = (bench: Bench): Promise<RealSet> =>
  bench.once('real set', async () => {
    const dir = bench.directory();
    const { child } = await bench.node(dir, 0);
    await child.ask('collection', { alias: 'main', id: collectionId, writers: [] });
    await child.ask('collection', { alias: 'hidden', id: hiddenCollectionId, writers: [] });
    const token = await child.ask('partner', { id: 'reader', over: 'main', when: [] });
    const narrow = await child.ask('partner', {
      id: 'narrow',
      over: 'main',
      when: [{ type: { 'any-of': ['attack-pattern', 'identity', 'marking-definition'] } }],
    });
    const { totals } = await child.ask('importReal', { alias: 'main', count: bench.args.setSize });
    if (totals.refused > 0 || totals.conflicts > 0)
      throw new Error(`the set was not taken whole: ${JSON.stringify(totals)}`);
    await bench.stop(child);
    return { dir, token, narrow };
  });

/** Follows `next` to the end over one connection. */
export async function walk(
  port: number,
  token: string,
  limit: number,
  ids: string[] | null = null,
): Promise<{ readonly pages: number; readonly ms: number }> {
  const connection = await KeepAliveConnection.open(port);
  const began = performance.now();
  let pages = 0;
  for (let next = ''; ; ) {
    const reply = await connection.send(getRequest(`${objectsPath}?limit=${limit}${next}`, token), true);
    if (reply.status !== 200) throw new Error(`a page of a walk answered ${reply.status}`);
    pages++;
    if (ids !== null)
      for (const object of (JSON.parse(reply.body!.toString()) as { objects?: { id: string }[] }).objects ?? [])
        ids.push(object.id);
    const found = /^\{"more":true,"next":"([^"]+)"/.exec(reply.body!.toString('latin1', 0, 200));
    if (found === null) break;
    next = `&next=${found[1]}`;
  }
  const ms = performance.now() - began;
  connection.close();
  return { pages, ms };
}

/** A node over the real set, stopped when the work is done. */
export async function withRealSet<T>(
  bench: Bench,
  pageCacheBytes: number,
  work: (set: RealSet & { readonly child: NodeChild; readonly port: number }) => Promise<T>,
): Promise<T> {
  const set = await realSet(bench);
  const { child, port } = await bench.node(set.dir, pageCacheBytes);
  try {
    return await work({ ...set, child, port });
  } finally {
    await bench.stop(child);
  }
}

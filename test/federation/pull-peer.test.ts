import { afterEach, describe, expect, it } from 'vitest';
import { must } from '../lab/whole-node-lab.ts';
import { PeerNodes } from './peer-nodes.ts';
import { indicator, sampleItems } from './sample-items.ts';

const open: PeerNodes[] = [];
afterEach(async () => {
  for (const nodes of open.splice(0)) await nodes.close();
});

async function nodes(...names: string[]): Promise<PeerNodes> {
  const made = await PeerNodes.open(names);
  open.push(made);
  return made;
}

const objects = (count: number, name = 'object') => sampleItems(count, 1, name).map((i) => i.object);

describe('a received leg in force', () => {
  it('is pulled into a collection of its own, whose title says from whom, exactly once', async () => {
    const pair = await nodes('a', 'b');
    await pair.collection('a', 'of-a', objects(1_200));
    await pair.agree('a', 'b', 'of-a');
    const [run] = must(await pair.node('b').node.operator.syncNow({ peer: 'a' }));
    expect(run).toMatchObject({ ended: 'complete', added: 1_200, pages: 2 });
    expect(await pair.held('b', 'a')).toEqual(await pair.held('a'));
    const [collection] = pair.node('b').node.operator.collections();
    expect(collection!.title).toBe('From a: of-a');
    await pair.bring('a', 'of-a', objects(3, 'later'));
    expect(must(await pair.node('b').node.operator.syncNow({}))[0]).toMatchObject({ added: 3, held: 0, pages: 1 });
    expect(pair.node('b').node.operator.syncStatus()[0]).toMatchObject({ health: 'healthy', party: 'a' });
  });

  it('T-FED-09 counts what is stored with each slice of a page, so that an end in the middle of one loses no count', async () => {
    const pair = await nodes('a', 'b');
    await pair.collection('a', 'of-a', objects(800));
    await pair.agree('a', 'b', 'of-a');
    const { operator } = pair.node('b').node;
    const { shelf } = pair.state('b');
    const addNow = shelf.addNow.bind(shelf);
    let slices = 0;
    shelf.addNow = (...parts) => {
      if (++slices === 2) throw new Error('the machine ends here');
      return addNow(...parts);
    };
    await operator.syncNow({ peer: 'a' }).catch(() => null);
    const [half] = operator.syncStatus();
    expect(half!.added).toBeGreaterThan(0);
    expect(half!.added).toBeLessThan(800);
    expect((await pair.held('b', 'a')).size).toBe(half!.added);
    shelf.addNow = addNow;
    const [run] = must(await operator.syncNow({ peer: 'a' }));
    expect(run).toMatchObject({ ended: 'complete', added: 800 - half!.added, held: half!.added });
    expect(operator.syncStatus()[0]).toMatchObject({ added: 800, held: half!.added });
    expect(await pair.held('b', 'a')).toEqual(await pair.held('a'));
  });

  it('goes where own staff say', async () => {
    const pair = await nodes('a', 'b');
    await pair.collection('a', 'of-a', objects(3));
    await pair.collection('b', 'inbox');
    await pair.agree('a', 'b', 'of-a', { into: 'inbox' });
    must(await pair.node('b').node.operator.syncNow({}));
    expect(
      pair
        .node('b')
        .node.operator.collections()
        .find((c) => c.alias === 'inbox'),
    ).toMatchObject({ objects: 3 });
  });

  it('is not asked for any more once it has ended, and a new one over the same goes on where it stood (M 4814)', async () => {
    const pair = await nodes('a', 'b');
    await pair.collection('a', 'of-a', objects(40));
    const id = await pair.agree('a', 'b', 'of-a');
    must(await pair.node('b').node.operator.syncNow({}));
    await pair.move('a', { id, move: 'revoke', by: 'staff' });
    await pair.talk();
    expect(await pair.node('b').node.operator.syncNow({})).toMatchObject({ ok: false });
    expect(pair.node('b').node.operator.syncStatus()[0]).toMatchObject({ health: 'ended' });
    await pair.agree('a', 'b', 'of-a');
    await pair.bring('a', 'of-a', objects(2, 'later'));
    const [run] = must(await pair.node('b').node.operator.syncNow({}));
    expect(run!.added).toBe(2);
  });

  it('brings how each object came: relayed ones know their origin', async () => {
    const three = await nodes('a', 'b', 'c');
    await three.collection('a', 'of-a', objects(5));
    await three.collection('b', 'of-b', objects(5, 'own of b'));
    await three.agree('a', 'b', 'of-a', { into: 'of-b' });
    must(await three.node('b').node.operator.syncNow({}));
    await three.agree('b', 'c', 'of-b');
    const [run] = must(await three.node('c').node.operator.syncNow({}));
    expect(run).toMatchObject({ ended: 'complete', added: 10 });
    const { engine } = three.state('c');
    const ways = new Set(
      [...engine.collections.values()].flatMap((c) =>
        [...c.classes.slice(1, c.log.nextSeq)].map((no) => JSON.stringify(engine.book.factsOf(no).lineage?.[0]?.path)),
      ),
    );
    expect(ways).toEqual(new Set(['["b"]', '["a","b"]']));
  });
});

describe('T-FED-08 rings and stars go quiet', () => {
  it('a ring of five gives one object to each node once, and a further round moves nothing', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const ring = await nodes(...names);
    for (const name of names) await ring.collection(name, 'shared', name === 'a' ? [indicator('the one')] : []);
    for (const [i, name] of names.entries()) await ring.agree(name, names[(i + 1) % 5]!, 'shared', { into: 'shared' });
    let moved = 0;
    for (let round = 0; round < 7; round++)
      for (const name of names) {
        const [run] = must(await ring.node(name).node.operator.syncNow({}));
        expect(run!.ended).toBe('complete');
        moved += run!.added + run!.foreign + run!.echoes;
        if (round >= 5) expect(run).toMatchObject({ added: 0, foreign: 0, echoes: 0, pages: 0 });
      }
    for (const name of names) expect((await ring.held(name)).size).toBe(1);
    expect(moved).toBe(5);
  });

  it('a star of five: what one leaf brings reaches the others, and the hub takes nothing back', async () => {
    const star = await nodes('hub', 'p', 'q', 'r', 's');
    await star.collection('hub', 'shared');
    for (const leaf of ['p', 'q', 'r', 's']) {
      await star.collection(leaf, 'shared', leaf === 'p' ? [indicator('of p')] : []);
      await star.agree(leaf, 'hub', 'shared', { into: 'shared' });
      await star.agree('hub', leaf, 'shared', { into: 'shared' });
    }
    for (let round = 0; round < 3; round++)
      for (const name of ['hub', 'p', 'q', 'r', 's']) must(await star.node(name).node.operator.syncNow({}));
    for (const name of ['hub', 'q', 'r', 's']) expect((await star.held(name)).size).toBe(1);
    expect((await star.held('p')).size).toBe(1);
    for (const name of ['hub', 'p', 'q', 'r', 's'])
      for (const run of must(await star.node(name).node.operator.syncNow({}))) expect(run).toMatchObject({ pages: 0 });
  });
});

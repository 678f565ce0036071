import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccordPair, must } from '../lab/accord-pair.ts';

let pair: AccordPair;
beforeEach(async () => {
  pair = await AccordPair.open();
  const { operator } = pair.node('a');
  must(await operator.addCoalition({ id: 'pool', name: 'Pool' }));
  must(await operator.addParty({ id: 'c', name: 'C' }));
  for (const party of ['a', 'b', 'c']) must(await operator.joinCoalition({ id: 'pool', party }));
});
afterEach(() => pair.close());

const file = {
  legs: [
    { from: 'party:a', to: 'coalition:pool', over: 'collection:of-a', allow: [{ do: 'receive' }] },
    { from: 'coalition:pool', to: 'party:a', over: 'collection:of-b', allow: [{ do: 'receive' }] },
  ],
};

describe('a text tabled to a coalition', () => {
  it('is one accord for each member that is a peer, linked; the others are named, and nobody answers for another', async () => {
    pair.wait();
    const tabled = must(await pair.node('a').operator.tableAccord({ value: file, to: 'coalition:pool' }));
    expect(tabled.leftOut).toEqual(['c']);
    expect(tabled.accords).toMatchObject([{ peer: 'b', coalition: 'coalition:pool', phase: 'tabled' }]);
    const { id, offer } = tabled.accords[0]!;
    expect(offer).toMatch(/^urn:uuid:/);
    await pair.deliver();
    expect(pair.record('b', id).state.table?.text.coalition).toMatchObject({
      id: 'coalition:pool',
      offer,
      members: ['party:b'],
    });
    must(await pair.move('b', 'accept', { id }));
    await pair.deliver();
    must(await pair.move('a', 'confirm', { id }));
    await pair.deliver();
    expect([await pair.pull('a'), await pair.pull('b')]).toEqual([expect.any(Array), expect.any(Array)]);
    pair.agreed(id);
  });

  it('CSP 22 is refused where no member is a peer, and for a coalition nobody knows', async () => {
    const { operator } = pair.node('a');
    must(await operator.addCoalition({ id: 'far', name: 'Far' }));
    must(await operator.joinCoalition({ id: 'far', party: 'c' }));
    for (const to of ['coalition:far', 'coalition:unheard', 'c', 'nobody'])
      expect(await operator.tableAccord({ value: file, to })).toMatchObject({ ok: false, error: [{ at: 'to' }] });
    expect(operator.accords()).toEqual([]);
  });
});

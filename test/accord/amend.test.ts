import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccordPair, accordA, must } from '../lab/accord-pair.ts';
import { stix } from '../lab/stix-makers.ts';

let pair: AccordPair;
beforeEach(async () => {
  pair = await AccordPair.open();
});
afterEach(() => pair.close());

const wider = () => [pair.leg('a', [{ type: { 'any-of': ['tool', 'malware'] } }])];
async function amended(confirm = 'hand'): Promise<string> {
  const { record } = must(await pair.amend('a', wider(), {}, confirm));
  await pair.deliver();
  return record.id;
}

describe('an amendment', () => {
  it('comes into force and ends the old accord in one moment; nothing that flows is sent again', async () => {
    await pair.inForce([pair.leg('a', [{ type: { is: 'tool' } }])]);
    expect(await pair.pull('b')).toHaveLength(3);
    await pair.node('a').bring('of-a', [stix('malware', 1)]);
    const stamp = new Date(pair.node('a').clock.now() / 1000).toISOString();
    const id = await amended();
    pair.wait();
    must(await pair.move('b', 'accept', { id }));
    await pair.deliver();
    expect([pair.phase('a'), pair.phase('a', id)]).toEqual(['in-force', 'accepted']);
    pair.wait();
    must(await pair.move('a', 'confirm', { id }));
    for (const side of ['a', 'b'] as const) {
      if (side === 'b') await pair.deliver();
      expect([pair.phase(side), pair.phase(side, id)]).toEqual(['superseded', 'in-force']);
      const texts = [...pair.state(side).texts.values(), ...pair.state(side).received.list()];
      expect(texts.filter((text) => text.endedAt === null)).toHaveLength(1);
      // The moment in which the one ended is the moment in which the other began.
      const ended = texts.find((text) => text.endedAt !== null)?.endedAt;
      expect(texts.find((text) => text.endedAt === null)?.since).toBe(ended);
    }
    expect((await pair.pull('b', stamp))?.map((one) => one.split('--')[0])).toEqual(['malware']);
    expect(await pair.pull('b')).toHaveLength(4);
    pair.agreed();
    pair.agreed(id);
    const old = pair
      .state('b')
      .received.list()
      .find((text) => text.endedAt !== null);
    expect(old?.replacedBy).toBe(pair.record('b', id).state.table?.text.legs[0].terms.id);
  });

  it('keeps what this side had closed closed: a suspension goes over to the new accord', async () => {
    await pair.inForce([pair.leg('a')]);
    const id = await amended('auto');
    must(await pair.move('b', 'accept', { id }));
    must(await pair.move('a', 'suspend'));
    await pair.deliver();
    expect([pair.phase('a'), pair.phase('a', id)]).toEqual(['superseded', 'suspended']);
    expect(await pair.pull('b')).toBeNull();
    pair.agreed();
    pair.agreed(id);
  });

  it('never brings two into force in the place of one', async () => {
    await pair.inForce([pair.leg('a')]);
    const one = await amended();
    const two = must(await pair.amend('b', wider())).record.id;
    await pair.deliver();
    must(await pair.move('b', 'accept', { id: one }));
    must(await pair.move('a', 'accept', { id: two }));
    await pair.deliver();
    const confirms = [await pair.move('a', 'confirm', { id: one }), await pair.move('b', 'confirm', { id: two })];
    await pair.deliver();
    const inForce = [accordA, one, two].filter((id) => pair.phase('a', id) === 'in-force');
    expect(inForce.length).toBeLessThanOrEqual(1);
    expect(confirms.filter((made) => made.ok).length).toBeLessThanOrEqual(1);
    for (const id of [accordA, one, two]) expect(pair.phase('a', id)).toBe(pair.phase('b', id));
    expect([...pair.state('a').texts.values()].filter((text) => text.endedAt === null).length).toBe(1);
  });

  it('is only of what is in force', async () => {
    must(await pair.table('a', [pair.leg('a')]));
    expect(await pair.amend('a', wider())).toMatchObject({ ok: false, error: [{ at: 'id' }] });
  });
});

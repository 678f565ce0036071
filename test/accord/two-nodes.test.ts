import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccordPair, accordA, must } from '../lab/accord-pair.ts';

let pair: AccordPair;
beforeEach(async () => {
  pair = await AccordPair.open();
});
afterEach(() => pair.close());

const both = () => [pair.leg('a'), pair.leg('b')];

async function inForce(confirm = 'hand'): Promise<void> {
  must(await pair.table('a', both(), {}, confirm));
  await pair.deliver();
  must(await pair.move('b', 'accept'));
  await pair.deliver();
  if (confirm === 'hand') must(await pair.move('a', 'confirm'));
  await pair.deliver();
}

describe('two nodes come to terms', () => {
  it('T-NEG-05 nothing flows before both have signed, and everything of both legs does then', async () => {
    must(await pair.table('a', both()));
    await pair.deliver();
    expect([pair.phase('a'), pair.phase('b')]).toEqual(['tabled', 'tabled']);
    expect(await pair.pull('b')).toBeNull();
    must(await pair.move('b', 'accept'));
    expect(await pair.pull('a')).toBeNull();
    await pair.deliver();
    expect(await pair.pull('b')).toBeNull();
    expect(await pair.pull('a')).toBeNull();
    must(await pair.move('a', 'confirm'));
    expect(await pair.pull('b')).toHaveLength(3);
    expect(await pair.pull('a')).toBeNull();
    await pair.deliver();
    expect(await pair.pull('a')).toHaveLength(3);
    expect(pair.agreed().stage.name).toBe('in-force');
    expect(pair.state('a').accords.received()).toMatchObject([{ accord: accordA, from: 'b', over: 'collection:of-b' }]);
  });

  it('an acceptance of our own version is confirmed at once where staff said so', async () => {
    await inForce('auto');
    expect(pair.agreed().stage.name).toBe('in-force');
    expect(await pair.pull('a')).toHaveLength(3);
  });
});

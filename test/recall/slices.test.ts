import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecallNet } from '../lab/recall-net.ts';
import { green, permit, red, stix } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/**
 * A file of more objects than are stored at once, in which a marking's definition comes slices after what carries it. An
 * object is withheld as long as its marking is unknown; that is no narrowing as long as the rest of the file is to come.
 */
const one = stix('indicator', 1, [green]);
const two = stix('malware', 2, [green]);
const say = stix('marking-definition', 3);
const newer = { ...one, object_marking_refs: [green, say.id], modified: '2025-05-05T00:00:00.000Z' };
const filling = (n: number) => Array.from({ length: n }, (_, i) => stix('tool', 1_000 + i, [green]));

let net: RecallNet;
beforeEach(async () => {
  net = await RecallNet.open(['a', 'b']);
  const { operator } = net.node('a');
  must(
    await operator.addTerms(
      permit(null, 'main', [{ tlp: { 'at-most': 'green' } }], { from: 'a', id: `urn:uuid:${uuid(0x71)}` }),
    ),
  );
  await net.node('a').bring('main', [one, two]);
  await net.pull('b', 'a');
});
afterEach(() => net.close());

describe('a file in slices', () => {
  it('asks nobody for what is only unknown until the definition comes', async () => {
    await net.node('a').bring('main', [newer, ...filling(2_050), say]);
    await net.settle();
    expect(net.rows('a', 'out')).toEqual([]);
    expect(await net.held('b', [one.id])).toHaveLength(1);
  });

  it('M 7409 asks at the end where it never came, and at once for what is narrowed whatever comes', async () => {
    const narrowed = { ...two, object_marking_refs: [red], modified: '2025-05-05T00:00:00.000Z' };
    await net.node('a').bring('main', [newer, narrowed, ...filling(2_050)]);
    await net.settle();
    expect(net.rows('a', 'out')).toHaveLength(2);
    expect(await net.held('b', [one.id, two.id])).toEqual([]);
  });
});

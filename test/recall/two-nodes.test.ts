import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecallNet } from '../lab/recall-net.ts';
import { green, permit, stix } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const text = `urn:uuid:${uuid(0x71)}`;
const one = stix('indicator', 1, [green]);
const two = stix('malware', 2, [green]);
const why = 'the source withdrew it';

let net: RecallNet;
beforeEach(async () => {
  net = await RecallNet.open(['a', 'b'], {}, ['z']);
  const { operator } = net.node('a');
  must(await operator.addTerms(permit(null, 'main', [{ tlp: { 'at-most': 'green' } }], { id: text, from: 'a' })));
  await net.node('a').bring('main', [one, two]);
  await net.pull('b', 'a');
});
afterEach(() => net.close());

const send = (more: object = {}) =>
  net.node('a').operator.sendRecall({ objects: [one.id], to: ['all-holders'], why, ...more });

describe('a recall by hand', () => {
  it('lists holders and counts in a dry run, and does nothing', async () => {
    const sent = must(await send({ dryRun: true }));
    expect(sent).toEqual({ id: null, holders: [{ party: 'b', versions: 1, askedBefore: 0, how: 'message' }] });
    await net.settle();
    expect([net.rows('a', 'out'), net.sent]).toEqual([[], []]);
  });

  it('takes the copy away at the holder, which answers when it is gone', async () => {
    const { id } = must(await send());
    expect(net.rows('a', 'out')).toMatchObject([{ id, party: 'b', state: 'outstanding', versions: 1, deleted: 0 }]);
    await net.settle();
    expect(await net.held('b', [one.id, two.id])).toEqual([`${two.id} by a`]);
    expect(net.rows('a', 'out')).toMatchObject([{ id, state: 'answered', deleted: 1, kept: 0, notHeld: 0 }]);
    expect(net.rows('b', 'in')).toMatchObject([{ party: 'a', state: 'answered', deleted: 1, text: why }]);
  });

  it('says under which texts it had been given', async () => {
    must(await send());
    await net.settle();
    expect(net.sent.find(({ kind }) => kind === 'recall')?.body).toMatchObject({
      part: 1,
      parts: 1,
      why: 'revoked',
      ask: 'delete',
      texts: [text],
      versions: [[one.id, one['modified']]],
    });
  });

  it('I7 asks nobody twice for the same', async () => {
    must(await send());
    expect(must(await send())).toMatchObject({ id: null, holders: [{ party: 'b', versions: 0, askedBefore: 1 }] });
    await net.settle();
    expect(await send()).toMatchObject({ ok: false });
    expect(net.sent.filter(({ kind }) => kind === 'recall')).toHaveLength(1);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { signMessage } from '../../src/app/messages/sign-message.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { got } from '../lab/lineage-lab.ts';
import { RelayRing } from '../lab/relay-ring.ts';
import { stix } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const text = (n: number): string => `urn:uuid:${uuid(n)}`;
const granted = { consent: { of: 'originator', scope: 'object', is: 'granted' } };
const orcon = { allow: [{ do: 'receive' }, { do: 'relay', when: [granted] }] };
const toA = {
  allow: [{ do: 'receive' }, { do: 'relay', when: [{ any: [{ recipient: { is: 'party:a' } }, granted] }] }],
};
const object = stix('malware', 1);

let ring: RelayRing;
afterEach(() => ring.close());

/** `from` signed another first message of this question than the one that `at` took. */
async function contradict(from: string, at: string): Promise<string> {
  const { state } = ring.node(from).node;
  const thread = `consent/${ring.state('a').consentCases.list()[0]!.id}`;
  const { message } = state.messages.transcript(thread, at as PartyId).find((one) => one.message.from === from)!;
  const other = signMessage({ ...message, body: { ...message.body, why: 'x' } }, state.signer.current, nodePlatform);
  const bytes = new TextEncoder().encode(JSON.stringify(other));
  return (await ring.state(at).messages.receive(from as PartyId, bytes)).kind;
}
const stateAt = (node: string): readonly string[] =>
  ring
    .state(node)
    .consentCases.list()
    .map(({ state }) => state);

async function ask(): Promise<void> {
  must(await ring.node('a').operator.askConsent({ object: object.id, party: 'c' }));
  await ring.talk();
}
async function grant(): Promise<void> {
  const waiting = ring
    .state('o')
    .consentCases.list()
    .find(({ state }) => state === 'waiting')!;
  must(await ring.node('o').operator.grantConsent({ id: waiting.id }));
  await ring.talk();
}
const held = () => got(ring.node('a'), 'c', 'main');

describe('T-NEG-03 a question in which two histories were shown', () => {
  it('is worth nothing any more, since it could not be taken back; it is asked anew in a thread of its own', async () => {
    ring = await RelayRing.open(['o', 'a'], uuid(1));
    await ring.meet('o', 'a');
    await ring.node('a').addParty('c');
    await ring.node('o').bring('main', [object]);
    await ring.gives('o', 'a', text(1), orcon);
    await ring.gives('a', 'c', text(2), { allow: [{ do: 'receive' }] });
    await ring.pull('a', 'o');
    await ask();
    await grant();
    expect(await held()).toEqual([object.id]);
    expect(await contradict('o', 'a')).toBe('frozen');
    expect([await held(), stateAt('a')]).toEqual([[], ['stopped']]);
    expect(
      ring
        .node('a')
        .operator.doctor()
        .find(({ check }) => check.startsWith('thread consent')),
    ).toMatchObject({
      fix: expect.stringContaining('proviso consent ask'),
    });
    // The originator hears of it when it says something more.
    must(await ring.node('o').operator.withdrawConsent({ id: ring.state('o').consentCases.list()[0]!.id }));
    await ring.talk();
    expect(
      ring
        .node('o')
        .operator.doctor()
        .some(({ check }) => check.startsWith('thread consent')),
    ).toBe(true);
    await ask();
    await grant();
    expect([await held(), stateAt('a')]).toEqual([[object.id], ['stopped', 'granted']]);
  });

  it('a waiting one does not wait for ever', async () => {
    ring = await RelayRing.open(['o', 'a'], uuid(1));
    await ring.meet('o', 'a');
    await ring.node('a').addParty('c');
    await ring.node('o').bring('main', [object]);
    await ring.gives('o', 'a', text(1), orcon);
    await ring.gives('a', 'c', text(2), { allow: [{ do: 'receive' }] });
    await ring.pull('a', 'o');
    await ask();
    expect(await contradict('a', 'o')).toBe('frozen');
    expect(stateAt('o')).toEqual(['stopped']);
    const { id } = ring.state('o').consentCases.list()[0]!;
    expect(await ring.node('o').operator.grantConsent({ id })).toMatchObject({ ok: false });
  });

  it.each(['between hop and originator', 'between asker and hop'])(
    'closes along the whole chain towards the asker: %s',
    async (where) => {
      ring = await RelayRing.open(['o', 'b', 'a'], uuid(1));
      await ring.meet('o', 'b');
      await ring.meet('b', 'a');
      await ring.node('a').addParty('c');
      await ring.node('o').bring('main', [object]);
      await ring.gives('o', 'b', text(1), toA);
      await ring.gives('b', 'a', text(2), orcon);
      await ring.gives('a', 'c', text(3), { allow: [{ do: 'receive' }] });
      await ring.pull('b', 'o');
      await ring.pull('a', 'b');
      await ask();
      await grant();
      expect(await held()).toEqual([object.id]);
      if (where === 'between hop and originator') expect(await contradict('o', 'b')).toBe('frozen');
      else expect(await contradict('b', 'a')).toBe('frozen');
      await ring.talk();
      expect([await held(), stateAt('a')]).toEqual([[], ['stopped']]);
      await ask();
      await grant();
      expect(await held()).toEqual([object.id]);
    },
  );
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConsentCase } from '../../src/app/lineage/consent-case.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { got } from '../lab/lineage-lab.ts';
import { RelayRing } from '../lab/relay-ring.ts';
import { stix } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/**
 * O is the originator, B had it from O, A from B, and C and D want it of A. Example 7.4 of the terms profile at every
 * hop: relay only with the consent of the originator.
 */
const text = (n: number): string => `urn:uuid:${uuid(n)}`;
const orcon = {
  allow: [
    { do: 'receive' },
    { do: 'relay', when: [{ consent: { of: 'originator', scope: 'object', is: 'granted' } }] },
  ],
};
const objects = [stix('malware', 1), stix('malware', 2)];
const [first, second] = objects.map((o) => o.id) as [string, string];

let ring: RelayRing;
afterEach(() => ring.close());

const cases = (node: string): readonly ConsentCase[] => ring.node(node).operator.consentCases();
const only = (node: string): ConsentCase => cases(node)[0]!;
const ask = async (object: string, party: string): Promise<void> => {
  must(await ring.node('a').operator.askConsent({ object, party }));
  await ring.talk();
};

describe('consent of the originator, one hop away', () => {
  beforeEach(async () => {
    ring = await RelayRing.open(['o', 'a'], uuid(1));
    await ring.meet('o', 'a');
    for (const party of ['c', 'd']) await ring.node('a').addParty(party);
    await ring.node('o').bring('main', objects);
    await ring.gives('o', 'a', text(1), orcon);
    for (const party of ['c', 'd'])
      await ring.gives('a', party, text(party === 'c' ? 2 : 3), { allow: [{ do: 'receive' }] });
    await ring.pull('a', 'o');
  });

  it('scenario 9: pending until granted for one object and one recipient; the release record names the consent', async () => {
    const a = ring.node('a');
    const before = must(await a.operator.decide({ party: 'c', object: first })) as Record<string, unknown>;
    expect(before['class']).toBe('pending');
    await ask(first, 'c');
    expect(only('o')).toMatchObject({
      role: 'originator',
      state: 'waiting',
      recipient: 'c',
      asker: 'a',
      object: first,
    });
    must(await ring.node('o').operator.grantConsent({ id: only('o').id }));
    expect(await got(a, 'c', 'main')).toEqual([]);
    await ring.talk();
    expect(await got(a, 'c', 'main')).toEqual([first]);
    expect(await got(a, 'd', 'main')).toEqual([]);
    expect(only('a')).toMatchObject({ state: 'granted', vouched: 'signature' });
    const rows = must(await a.operator.whoGot(first));
    expect(rows.map(({ party, consents }) => ({ party, consents }))).toEqual([
      { party: 'c', consents: [only('a').id] },
    ]);
  });

  it('a consent ends at its time, and when it is taken back (S7)', async () => {
    const [a, o] = [ring.node('a'), ring.node('o')];
    await ask(first, 'c');
    await ask(second, 'c');
    const [one, two] = cases('o') as [ConsentCase, ConsentCase];
    must(await o.operator.grantConsent({ id: one.id, until: '2026-03-02T00:00:00Z' }));
    must(await o.operator.grantConsent({ id: two.id }));
    await ring.talk();
    expect(await got(a, 'c', 'main')).toEqual([first, second].sort());
    ring.pass(25 * 3_600_000_000);
    expect(await got(a, 'c', 'main')).toEqual([two.object]);
    must(await o.operator.withdrawConsent({ id: two.id }));
    await ring.talk();
    expect(await got(a, 'c', 'main')).toEqual([]);
    const after = must(await a.operator.decide({ party: 'c', object: two.object })) as Record<string, unknown>;
    expect(after['class']).toBe('not-permitted');
  });

  it('for the whole collection it opens everything that came from there, and what comes later', async () => {
    await ask(first, 'c');
    must(await ring.node('o').operator.grantConsent({ id: only('o').id, scope: 'collection' }));
    await ring.talk();
    expect(await got(ring.node('a'), 'c', 'main')).toEqual([first, second].sort());
    const third = stix('malware', 3);
    await ring.node('o').bring('main', [third]);
    await ring.pull('a', 'o');
    expect(await got(ring.node('a'), 'c', 'main')).toHaveLength(3);
    expect(await got(ring.node('a'), 'd', 'main')).toEqual([]);
  });

  it('a refusal reaches the asker with its reason and opens nothing', async () => {
    await ask(first, 'c');
    must(await ring.node('o').operator.refuseConsent({ id: only('o').id, why: 'source at risk' }));
    await ring.talk();
    expect(only('a')).toMatchObject({ state: 'refused', why: 'source at risk' });
    expect(await got(ring.node('a'), 'c', 'main')).toEqual([]);
  });

  it('after a refusal own staff can ask again, in a question of its own; what is said last counts', async () => {
    const a = ring.node('a');
    await ask(first, 'c');
    must(await ring.node('o').operator.refuseConsent({ id: only('o').id, why: 'source at risk' }));
    await ring.talk();
    await ask(first, 'c');
    expect(cases('o').map(({ state }) => state)).toEqual(['refused', 'waiting']);
    must(await ring.node('o').operator.grantConsent({ id: cases('o')[1]!.id }));
    await ring.talk();
    expect(await got(a, 'c', 'main')).toEqual([first]);
    must(await ring.node('o').operator.withdrawConsent({ id: cases('o')[1]!.id }));
    await ring.talk();
    expect(await got(a, 'c', 'main')).toEqual([]);
    await ask(first, 'c');
    expect(cases('a').map(({ state }) => state)).toEqual(['refused', 'withdrawn', 'waiting']);
    expect(await got(a, 'c', 'main')).toEqual([]);
  });

  it('a later version of the object is under the same consent', async () => {
    await ask(first, 'c');
    must(await ring.node('o').operator.grantConsent({ id: only('o').id }));
    await ring.talk();
    await ring.node('o').bring('main', [{ ...objects[0]!, modified: '2025-05-05T00:00:00.000Z' }]);
    await ring.pull('a', 'o');
    expect(await got(ring.node('a'), 'c', 'main')).toEqual([first, first]);
  });

  it('what was said of one object holds when the object goes and comes again, whatever is said of the rest', async () => {
    const a = ring.node('a');
    await ask(first, 'c');
    await ask(second, 'c');
    const [one, two] = cases('o') as [ConsentCase, ConsentCase];
    must(await ring.node('o').operator.refuseConsent({ id: one.id, why: 'source at risk' }));
    must(await ring.node('o').operator.grantConsent({ id: two.id, scope: 'collection' }));
    await ring.talk();
    expect(await got(a, 'c', 'main')).toEqual([two.object]);
    const { engine, shelf } = ring.state('a');
    await engine.exclusive(async () => shelf.remove(await shelf.find([one.object])));
    await ring
      .node('o')
      .bring('main', [{ ...objects.find(({ id }) => id === one.object)!, modified: '2025-05-05T00:00:00.000Z' }]);
    await ring.pull('a', 'o');
    expect(await got(a, 'c', 'main')).toEqual([two.object]);
  });

  it('S6 S5 a consent writes no row of any object, and others see no difference', async () => {
    const { engine } = ring.state('a');
    await ask(first, 'c');
    const collection = engine.collections.get(1)!;
    const changes = collection.changes;
    const other = engine.feed('d' as PartyId, 1)!;
    const groups = JSON.stringify([...other.stream.groups]);
    must(await ring.node('o').operator.grantConsent({ id: only('o').id }));
    await ring.talk();
    expect(collection.changes).toBe(changes);
    expect(JSON.stringify([...other.stream.groups])).toBe(groups);
  });

  it('T-DUR-06 a question about what the originator deleted meanwhile is answered: it is stopped', async () => {
    must(await ring.node('a').operator.askConsent({ object: first, party: 'c' }));
    must(await ring.node('o').operator.deleteObject({ object: first }));
    await ring.talk();
    expect([only('o').state, only('a').state]).toEqual(['stopped', 'stopped']);
  });

  it('only what lacks nothing but consent is asked for', async () => {
    await ring.node('a').bring('main', [stix('tool', 9)]);
    const own = await ring.node('a').operator.askConsent({ object: stix('tool', 9).id, party: 'c' });
    expect(own.ok).toBe(false);
    const none = await ring.node('a').operator.askConsent({ object: `tool--${uuid(77)}`, party: 'c' });
    expect(none.ok ? [] : none.error.map((f) => f.problem)).toEqual(['no such object is held']);
    expect(cases('a')).toEqual([]);
  });

  it('asked twice, it is one question', async () => {
    await ask(first, 'c');
    await ask(first, 'c');
    expect([cases('a').length, cases('o').length]).toEqual([1, 1]);
  });

  it('I2 a question about what is held and was never given is answered like one about nothing', async () => {
    const hidden = stix('malware', 50, [`marking-definition--${uuid(0xabc)}`]);
    await ring.node('o').bring('main', [hidden]);
    const { engine, messages, store } = ring.state('a');
    for (const [n, object] of [hidden.id, `malware--${uuid(99)}`].entries()) {
      const body = { object, recipient: 'party:c', asker: 'party:a', origin: 'party:o', over: null };
      engine.change(({ at }) =>
        messages.send('o' as PartyId, `consent/urn:uuid:${uuid(900 + n)}`, 'consent-request', body, at),
      );
    }
    await store.flush();
    await ring.talk();
    const answers = [900, 901].map(
      (n) =>
        ring
          .state('o')
          .messages.transcript(`consent/urn:uuid:${uuid(n)}`, 'a' as PartyId)
          .at(-1)!.message,
    );
    expect(answers.map(({ kind, body }) => ({ kind, body }))).toEqual(
      [answers[0], answers[0]].map((m) => ({ kind: m!.kind, body: m!.body })),
    );
    expect(answers[0]!.kind).toBe('consent-stopped');
  });
});

describe('consent of the originator, two hops away', () => {
  beforeEach(async () => {
    ring = await RelayRing.open(['o', 'b', 'a'], uuid(1));
    await ring.meet('o', 'b');
    await ring.meet('b', 'a');
    await ring.node('a').addParty('c');
    await ring.node('o').bring('main', [objects[0]!]);
    // O lets B give it to A, and asks to be asked for everybody else.
    await ring.gives('o', 'b', text(1), {
      allow: [
        { do: 'receive' },
        {
          do: 'relay',
          when: [
            {
              any: [
                { recipient: { is: 'party:a' } },
                { consent: { of: 'originator', scope: 'object', is: 'granted' } },
              ],
            },
          ],
        },
      ],
    });
    await ring.gives('b', 'a', text(2), orcon);
    await ring.gives('a', 'c', text(3), { allow: [{ do: 'receive' }] });
    await ring.pull('b', 'o');
    await ring.pull('a', 'b');
  });

  it('the question goes along the chain, and the answer of the originator comes back with its own signature', async () => {
    await ask(first, 'c');
    expect(only('b')).toMatchObject({ role: 'hop', from: 'a', to: 'o', state: 'waiting' });
    expect(only('o')).toMatchObject({ role: 'originator', from: 'b', asker: 'a', recipient: 'c' });
    must(await ring.node('o').operator.grantConsent({ id: only('o').id }));
    await ring.talk();
    // A does not know O: the chain is all there is, and it says so.
    expect(only('a')).toMatchObject({ state: 'granted', vouched: 'chain', origin: 'o' });
    expect(await got(ring.node('a'), 'c', 'main')).toEqual([first]);
  });

  it('T-FED-04 where the originator is enrolled, a hop cannot answer for it', async () => {
    await ring.meet('o', 'a');
    await ask(first, 'c');
    const { engine, messages, store } = ring.state('b');
    const thread = `consent/${only('a').id}`;
    const { message, key, signature } = ring.state('b').messages.transcript(thread, 'a' as PartyId)[0]!;
    const forged = {
      ...message,
      from: 'o',
      to: 'b',
      kind: 'consent-grant',
      body: { object: first, over: only('a').over, recipient: 'party:c', asker: 'party:a', until: null, why: null },
    };
    engine.change(({ at }) =>
      messages.send('a' as PartyId, thread, 'consent-grant', { original: { message: forged, key, signature } }, at),
    );
    await store.flush();
    await ring.talk();
    expect(only('a').state).toBe('waiting');
    expect(await got(ring.node('a'), 'c', 'main')).toEqual([]);
    must(await ring.node('o').operator.grantConsent({ id: only('o').id }));
    await ring.talk();
    expect(only('a')).toMatchObject({ state: 'granted', vouched: 'signature' });
  });

  it('a consent that was taken back cannot be played again by a hop', async () => {
    await ask(first, 'c');
    must(await ring.node('o').operator.grantConsent({ id: only('o').id }));
    await ring.talk();
    must(await ring.node('o').operator.withdrawConsent({ id: only('o').id }));
    await ring.talk();
    expect(await got(ring.node('a'), 'c', 'main')).toEqual([]);
    const { engine, messages, store } = ring.state('b');
    const thread = `consent/${only('a').id}`;
    const old = messages.transcript(thread, 'a' as PartyId).find(({ message }) => message.kind === 'consent-grant')!;
    engine.change(({ at }) => messages.send('a' as PartyId, thread, 'consent-grant', old.message.body, at));
    await store.flush();
    await ring.talk();
    expect(only('a').state).toBe('withdrawn');
    expect(await got(ring.node('a'), 'c', 'main')).toEqual([]);
  });
});

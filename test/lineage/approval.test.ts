import { afterEach, describe, expect, it } from 'vitest';
import type { PartyId } from '../../src/core/ids.ts';
import { got } from '../lab/lineage-lab.ts';
import { RelayRing } from '../lab/relay-ring.ts';
import { permit, type Stix, stix } from '../lab/stix-makers.ts';
import { type LabOptions, must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/** Operand `approval` (terms profile section 3): the originator's, or a named party's, for one object or a collection. */
const text = (n: number): string => `urn:uuid:${uuid(n)}`;
const approval = (of: string, scope?: string, is: unknown = { is: 'granted' }): unknown => ({
  approval: { of, ...(scope === undefined ? {} : { scope }), ...(is as object) },
});
const objects = [stix('malware', 1), stix('malware', 2), stix('malware', 3)];
const [first, second, third] = objects.map((o) => o.id) as [string, string, string];
type Answer = Readonly<Record<string, unknown>>;

describe('approval by own staff', () => {
  let lab: WholeNode;
  afterEach(() => lab.close());

  async function open(when: readonly unknown[], options: LabOptions = {}): Promise<void> {
    lab = await WholeNode.open(options);
    for (const party of ['c', 'd']) await lab.addParty(party);
    await lab.addCollection(uuid(1), 'main');
    await lab.bring('main', objects);
    for (const party of ['c', 'd'])
      must(await lab.operator.addTerms(permit(party, 'main', when, { references: 'keep' })));
  }
  const decided = async (object: string): Promise<Answer> =>
    must(await lab.operator.decide({ party: 'c', object })) as Answer;
  const grant = (more: Partial<Parameters<WholeNode['operator']['grantApproval']>[0]> = {}) =>
    lab.operator.grantApproval({ for: 'c', object: first, by: 'ann', ...more });

  it('is pending until granted, for one object and one recipient; the release record names it', async () => {
    await open([approval('originator', 'object')]);
    expect((await decided(first))['class']).toBe('pending');
    const one = must(await grant());
    expect(one).toMatchObject({ state: 'granted', by: 'us', person: 'ann', recipient: 'c', object: first });
    expect(await got(lab, 'c', 'main')).toEqual([first]);
    expect(await got(lab, 'd', 'main')).toEqual([]);
    expect((await decided(first))['decision']).toBe('permit');
    expect(must(await lab.operator.whoGot(first)).map(({ consents }) => consents)).toEqual([[one.id]]);
  });

  it('explain names whose it is and the command', async () => {
    await open([approval('party:us', 'object')]);
    const explained = must(await lab.operator.explain({ party: 'c', object: first })) as Answer;
    expect(explained['ways']).toMatchObject([
      {
        changes: [
          {
            operand: 'approval',
            by: 'us',
            of: ['party:us'],
            how: `proviso approval grant --object ${first} --for c`,
          },
        ],
      },
    ]);
  });

  it('explain of a collection names the collection', async () => {
    await open([approval('originator', 'collection')]);
    const explained = must(await lab.operator.explain({ party: 'c', object: first })) as Answer;
    expect(JSON.stringify(explained['ways'])).toContain('proviso approval grant --collection main --for c');
  });

  it('ends at its time and when it is taken back (S7); a later version is under it', async () => {
    await open([approval('originator', 'object')]);
    must(await grant({ until: '2026-03-02T00:00:00Z' }));
    const two = must(await grant({ object: second }));
    await lab.bring('main', [{ ...(objects[1] as Stix), modified: '2025-05-05T00:00:00.000Z' }]);
    expect(await got(lab, 'c', 'main')).toEqual([first, second, second]);
    lab.clock.advance(25 * 3_600_000_000);
    expect(await got(lab, 'c', 'main')).toEqual([second, second]);
    must(await lab.operator.withdrawApproval({ id: two.id, by: 'ann' }));
    expect(await got(lab, 'c', 'main')).toEqual([]);
    expect((await decided(second))['class']).toBe('not-permitted');
    expect(lab.operator.approvals().map(({ state }) => state)).toEqual(['over', 'refused']);
  });

  it('of a collection opens all of it to one party, and what comes later; a gate of the text and a filter alike', async () => {
    for (const scope of ['collection', 'object']) {
      await open([approval('party:us', scope)]);
      must(await grant({ object: undefined, collection: 'main' } as never));
      await lab.bring('main', [stix('malware', 9)]);
      expect(await got(lab, 'c', 'main')).toHaveLength(4);
      expect(await got(lab, 'd', 'main')).toEqual([]);
      if (scope === 'collection') await lab.close();
    }
  });

  it('S6 S5 writes no row of an object that was answered about before, and others see no difference', async () => {
    await open([approval('originator', 'object')]);
    must(await lab.operator.refuseApproval({ for: 'c', object: first, by: 'ann' }));
    const { engine } = lab.node.state;
    const collection = engine.collections.get(1)!;
    const changes = collection.changes;
    const other = engine.feed('d' as PartyId, 1)!;
    const groups = JSON.stringify([...other.stream.groups]);
    must(await grant());
    expect(await got(lab, 'c', 'main')).toEqual([first]);
    expect(collection.changes).toBe(changes);
    expect(JSON.stringify([...other.stream.groups])).toBe(groups);
  });

  it('T-NEG-06 one that opens more than one person may open waits for a second one', async () => {
    await open([approval('originator')], { secondPersonAbove: 2 });
    const wide = must(await grant({ object: undefined, collection: 'main' } as never));
    expect(wide).toMatchObject({ state: 'waiting', awaits: 3 });
    expect(await got(lab, 'c', 'main')).toEqual([]);
    const again = await lab.operator.confirmApproval({ id: wide.id, by: ' ANN ' });
    expect(again.ok).toBe(false);
    expect(must(await lab.operator.confirmApproval({ id: wide.id, by: 'bob' }))).toMatchObject({
      state: 'granted',
      person: 'ann',
      confirmedBy: 'bob',
    });
    expect(await got(lab, 'c', 'main')).toEqual([first, second, third].sort());
    // One object is within the limit.
    expect(must(await lab.operator.grantApproval({ for: 'd', object: first, by: 'ann' })).state).toBe('granted');
  });

  it('T-NEG-06 what was taken back while it waited cannot be confirmed, and a waiting grant lifts no refusal', async () => {
    await open([approval('originator')], { secondPersonAbove: 0 });
    must(await lab.operator.refuseApproval({ for: 'c', collection: 'main', by: 'ann' }));
    const wide = must(await grant({ object: undefined, collection: 'main' } as never));
    expect(wide.state).toBe('waiting');
    expect((await decided(first))['class']).toBe('not-permitted');
    expect(must(await lab.operator.withdrawApproval({ id: wide.id, by: 'ann' })).state).toBe('refused');
    expect((await lab.operator.confirmApproval({ id: wide.id, by: 'bob' })).ok).toBe(false);
    expect(await got(lab, 'c', 'main')).toEqual([]);
  });

  it('what refers to an approved object counts among what it opens', async () => {
    lab = await WholeNode.open({ secondPersonAbove: 2 });
    await lab.addParty('c');
    await lab.addCollection(uuid(1), 'main');
    const notes = [10, 11].map((n) => stix('report', n, [], { object_refs: [first] }));
    await lab.bring('main', [objects[0]!, ...notes]);
    const malware = { type: { is: 'malware' } };
    const allow = [
      { do: 'receive', when: [malware, approval('originator', 'object')] },
      { do: 'receive', when: [{ type: { is: 'report' } }] },
    ];
    must(await lab.operator.addTerms({ ...permit('c', 'main'), allow }));
    expect(must(await grant())).toMatchObject({ state: 'waiting', awaits: 3 });
  });

  it('I6 refuses what it cannot mean, and records nothing', async () => {
    await open([approval('originator')]);
    const bad = [
      { object: undefined },
      { collection: 'main' },
      { object: `malware--${uuid(77)}` },
      { for: 'nobody' },
      { by: ' ' },
      { until: '2020-01-01T00:00:00Z' },
      { object: undefined, collection: 'x', from: 'd' },
    ];
    for (const input of bad) expect((await grant(input as never)).ok).toBe(false);
    expect(lab.operator.approvals()).toEqual([]);
  });
});

describe('approval of another party', () => {
  let ring: RelayRing;
  afterEach(() => ring.close());
  const questions = (node: string) => ring.node(node).operator.consentCases();

  /** A gives to C what X approves; X holds nothing of it. */
  async function named(scope: string): Promise<void> {
    ring = await RelayRing.open(['x', 'a'], uuid(1));
    await ring.meet('x', 'a');
    for (const party of ['c', 'd']) await ring.node('a').addParty(party);
    await ring.node('a').bring('main', objects);
    await ring.gives('a', 'c', text(2), { allow: [{ do: 'receive', when: [approval('party:x', scope)] }] });
    must(await ring.node('a').operator.askConsent({ object: first, party: 'c' }));
    await ring.talk();
  }

  it('is asked of the party the text names, and opens what it grants', async () => {
    await named('object');
    expect(questions('x')).toMatchObject([{ kind: 'approval', role: 'originator', state: 'waiting', object: first }]);
    must(await ring.node('x').operator.grantConsent({ id: questions('x')[0]!.id }));
    await ring.talk();
    expect(await got(ring.node('a'), 'c', 'main')).toEqual([first]);
    expect(ring.node('a').operator.approvals()).toMatchObject([{ by: 'x', state: 'granted', person: null }]);
    must(await ring.node('x').operator.withdrawConsent({ id: questions('x')[0]!.id }));
    await ring.talk();
    expect(await got(ring.node('a'), 'c', 'main')).toEqual([]);
  });

  it('covers the collection where it says so', async () => {
    await named('collection');
    must(await ring.node('x').operator.grantConsent({ id: questions('x')[0]!.id, scope: 'collection' }));
    await ring.talk();
    expect(await got(ring.node('a'), 'c', 'main')).toHaveLength(3);
  });

  it('a consent does not stand for it (T-FED-04)', async () => {
    await named('object');
    const { engine, messages, store } = ring.state('x');
    const thread = `consent/${questions('x')[0]!.id}`;
    const body = { object: first, over: null, recipient: 'party:c', asker: 'party:a', until: null, why: null };
    engine.change(({ at }) => messages.send('a' as PartyId, thread, 'consent-grant', body, at));
    await store.flush();
    await ring.talk();
    expect(await got(ring.node('a'), 'c', 'main')).toEqual([]);
    expect(questions('a')[0]!.state).toBe('waiting');
  });

  it('I2 whatever the party asked holds, a question for approval is met alike', async () => {
    await named('object');
    await ring.node('x').bring('main', [stix('tool', 40)]);
    const { engine, messages, store } = ring.state('a');
    for (const [n, object] of [`tool--${uuid(40)}`, `tool--${uuid(41)}`].entries()) {
      const body = { kind: 'approval', object, recipient: 'party:c', asker: 'party:a', origin: 'party:x', over: null };
      engine.change(({ at }) =>
        messages.send('x' as PartyId, `consent/urn:uuid:${uuid(900 + n)}`, 'consent-request', body, at),
      );
    }
    await store.flush();
    await ring.talk();
    const said = [900, 901].map((n) =>
      ring
        .state('x')
        .messages.transcript(`consent/urn:uuid:${uuid(n)}`, 'a' as PartyId)
        .filter(({ message }) => message.from === 'x'),
    );
    expect(said).toEqual([[], []]);
  });

  it('of the originator sticks: it is asked along the chain; our own, where a text names us, is given by our staff', async () => {
    ring = await RelayRing.open(['o', 'a'], uuid(1));
    await ring.meet('o', 'a');
    await ring.node('a').addParty('c');
    await ring.node('o').bring('main', objects);
    await ring.gives('o', 'a', text(1), {
      allow: [
        { do: 'receive' },
        { do: 'relay', when: [approval('originator', 'object'), approval('party:a', 'collection')] },
      ],
    });
    await ring.gives('a', 'c', text(2), { allow: [{ do: 'receive' }] });
    await ring.pull('a', 'o');
    const a = ring.node('a');
    expect(must(await a.operator.decide({ party: 'c', object: first }))).toMatchObject({ class: 'pending' });
    const explained = must(await a.operator.explain({ party: 'c', object: first }));
    expect(JSON.stringify(explained)).toContain('proviso approval grant --collection collection:main --from o --for c');
    must(await a.operator.grantApproval({ for: 'c', collection: 'main', from: 'o', by: 'ann' }));
    expect(await got(a, 'c', 'main')).toEqual([]);
    must(await a.operator.askConsent({ object: first, party: 'c' }));
    await ring.talk();
    expect(questions('o')).toMatchObject([{ kind: 'approval', role: 'originator' }]);
    must(await ring.node('o').operator.grantConsent({ id: questions('o')[0]!.id }));
    await ring.talk();
    expect(await got(a, 'c', 'main')).toEqual([first]);
  });
});

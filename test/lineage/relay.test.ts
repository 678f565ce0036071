import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PartyId } from '../../src/core/ids.ts';
import { asPeer, came, deliver, endReceived, got, receive } from '../lab/lineage-lab.ts';
import { amber, clear, green, permit, red, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const text = (n: number): string => `urn:uuid:${uuid(n)}`;
const fromB = text(0x72);
const ours = text(0x71);
let lab: WholeNode;

beforeEach(async () => {
  lab = await WholeNode.open();
  for (const id of ['b', 'c', 'z']) await lab.addParty(id);
  await lab.addCollection(uuid(1), 'main');
  for (const [i, party] of ['b', 'c', 'z'].entries())
    must(
      await lab.operator.addTerms(
        permit(party, 'main', [], { id: party === 'c' ? ours : text(0x80 + i), references: 'keep' }),
      ),
    );
});
afterEach(() => lab.close());

const theirs = stix('malware', 2);
const allowRelay = (...when: readonly unknown[]) => ({
  allow: [{ do: 'receive' }, { do: 'relay', ...(when.length === 0 ? {} : { when }) }],
});

async function arrives(rules: Readonly<Record<string, unknown>>, object = theirs): Promise<void> {
  await receive(lab, 'b', fromB, rules);
  await deliver(lab, 'main', [object], came(['b'], [fromB]));
}

const decided = async (party: string, object = theirs.id): Promise<Record<string, unknown>> =>
  must(await lab.operator.decide({ party, object })) as Record<string, unknown>;

describe('passing on what came from others', () => {
  it('M 2455, 2160 three parties: own material goes to Z, what B gave does not without its leave', async () => {
    await lab.bring('main', [stix('tool', 1)]);
    await arrives({});
    expect(await got(lab, 'z', 'main')).toEqual([stix('tool', 1).id]);
    expect(await got(lab, 'c', 'main')).toEqual([stix('tool', 1).id]);
    const answer = await decided('z');
    expect(answer['decision']).toBe('refuse');
    expect(answer['class']).toBe('not-permitted');
    expect(answer['because']).toMatchObject([{ why: 'no-permission', under: { party: 'party:b', text: fromB } }]);
  });

  it('goes where the relay rule of its giver lets it', async () => {
    await arrives(allowRelay({ recipient: { is: 'party:c' } }));
    expect(await got(lab, 'c', 'main')).toEqual([theirs.id]);
    expect(await got(lab, 'z', 'main')).toEqual([]);
    expect((await decided('c'))['decision']).toBe('permit');
    expect((await decided('z'))['decision']).toBe('refuse');
  });

  it('a text that is not known or has ended lets nothing pass, and ending it closes at once (S7)', async () => {
    await deliver(lab, 'main', [theirs], came(['b'], [fromB]));
    expect(await got(lab, 'c', 'main')).toEqual([]);
    expect((await decided('c'))['because']).toMatchObject([{ why: 'not-in-force' }, { why: 'no-permission' }]);
    await receive(lab, 'b', fromB, allowRelay());
    expect(await got(lab, 'c', 'main')).toEqual([theirs.id]);
    await endReceived(lab, fromB);
    expect(await got(lab, 'c', 'main')).toEqual([]);
    expect((await decided('c'))['decision']).toBe('refuse');
  });

  it('T-NEG-05 nothing that came under a suspended accord is passed on, and all of it again when it goes on', async () => {
    await arrives(allowRelay());
    const isHeld = async (suspended: boolean): Promise<void> => {
      const { received, engine, store } = lab.node.state;
      await engine.exclusive(async () =>
        engine.change((moment) => received.put({ ...received.list()[0]!, suspended }, moment)),
      );
      await store.flush();
    };
    expect(await got(lab, 'c', 'main')).toEqual([theirs.id]);
    await isHeld(true);
    expect([await got(lab, 'c', 'main'), (await decided('c'))['decision']]).toEqual([[], 'refuse']);
    await isHeld(false);
    expect([await got(lab, 'c', 'main'), (await decided('c'))['decision']]).toEqual([[theirs.id], 'permit']);
  });

  it('an amendment takes the place of the text it replaces, and repeats nothing (S3)', async () => {
    await arrives(allowRelay());
    const { engine, received, store } = lab.node.state;
    const feed = () => engine.feed('c' as PartyId, 1)!;
    expect(await got(lab, 'c', 'main')).toEqual([theirs.id]);
    const written = feed().stream.entries.length;
    const next = text(0x99);
    await receive(lab, 'b', next, allowRelay({ recipient: { 'any-of': ['party:c'] } }));
    engine.change((moment) => received.end(fromB as never, moment, next as never));
    await store.flush();
    expect(await got(lab, 'c', 'main')).toEqual([theirs.id]);
    expect(feed().stream.entries.length).toBe(written);
    expect(await got(lab, 'z', 'main')).toEqual([]);
  });

  it.each([
    ['clear', clear, null, true],
    ['green', green, null, false],
    ['green', green, 'community', true],
    ['amber', amber, 'community', false],
    ['amber', amber, 'client', true],
    ['red', red, 'client', false],
  ] as const)('the rules of TLP bind beside the text: %s to %s', async (_level, marking, relation, passes) => {
    if (relation !== null) must(await lab.operator.relateParty({ party: 'c', relation }));
    const marked = stix('malware', 3, [marking]);
    await arrives(allowRelay(), marked);
    expect(await got(lab, 'c', 'main')).toEqual(passes ? [marked.id] : []);
    expect((await decided('c', marked.id))['decision']).toBe(passes ? 'permit' : 'refuse');
  });

  it('M 1720, 1721 hops: a chain that is too long for its first text ends here, whatever later texts allow', async () => {
    const first = text(0x73);
    await receive(lab, 'b', fromB, allowRelay());
    const { engine, received, store } = lab.node.state;
    const { parseTerms } = await import('../../src/core/terms/index.ts');
    const far = must(
      parseTerms({
        id: first,
        from: 'o',
        to: 'b',
        over: 'collection:x',
        allow: [{ do: 'relay', when: [{ hops: { 'at-most': '1' } }] }],
      }),
    );
    engine.change((moment) => received.keepRelayed('b' as PartyId, [{ id: first as never, text: far }], moment));
    await store.flush();
    await deliver(lab, 'main', [theirs], came(['o', 'b'], [first, fromB]));
    expect(await got(lab, 'c', 'main')).toEqual([]);
    // The same from B itself is one hop shorter, and the text of the far party has no say.
    await deliver(lab, 'main', [stix('malware', 4)], came(['b'], [fromB]));
    expect(await got(lab, 'c', 'main')).toEqual([stix('malware', 4).id]);
  });

  it('M 1720 a deliverer cannot put other words in the place of a text it showed before', async () => {
    const first = text(0x73);
    await receive(lab, 'b', fromB, allowRelay());
    const { engine, received, store } = lab.node.state;
    const { parseTerms } = await import('../../src/core/terms/index.ts');
    const words = (allow: readonly unknown[]) =>
      must(parseTerms({ id: first, from: 'o', to: 'b', over: 'collection:x', allow }));
    for (const allow of [[{ do: 'receive' }], [{ do: 'relay' }]])
      engine.change((moment) =>
        received.keepRelayed('b' as PartyId, [{ id: first as never, text: words(allow) }], moment),
      );
    await store.flush();
    await deliver(lab, 'main', [theirs], came(['o', 'b'], [first, fromB]));
    expect(await got(lab, 'c', 'main')).toEqual([]);
  });

  it('recipient-terms: our own text to the recipient may be no looser (example 7.4)', async () => {
    await arrives({
      ...allowRelay({ 'recipient-terms': { is: 'equal-or-stricter' } }),
      owe: [{ do: 'attribute' }],
    });
    expect(await got(lab, 'c', 'main')).toEqual([]);
    must(
      await lab.operator.addTerms({ ...permit('c', 'main', [], { references: 'keep' }), owe: [{ do: 'attribute' }] }),
    );
    expect(await got(lab, 'c', 'main')).toEqual([theirs.id]);
    expect((await decided('c'))['decision']).toBe('permit');
  });

  it('T-NEG-13 membership of the recipient is what we have on record: dated, ending, never inherited', async () => {
    must(await lab.operator.addCoalition({ id: 'pool', name: 'Pool' }));
    await arrives(allowRelay({ 'recipient-member-of': { has: 'coalition:pool' } }));
    expect(await got(lab, 'c', 'main')).toEqual([]);
    must(await lab.operator.joinCoalition({ id: 'pool', party: 'c', to: '2026-03-02T00:00:00Z' }));
    // Z stands with C in another one, which makes it no member of this one.
    must(await lab.operator.addCoalition({ id: 'other', name: 'Other' }));
    for (const party of ['c', 'z']) must(await lab.operator.joinCoalition({ id: 'other', party }));
    expect(await got(lab, 'c', 'main')).toEqual([theirs.id]);
    expect(await got(lab, 'z', 'main')).toEqual([]);
    lab.clock.advance(25 * 3_600_000_000);
    expect(await got(lab, 'c', 'main')).toEqual([]);
  });

  it('a page for the next node says all that sticks, with the terms that bind it', async () => {
    await arrives({ ...allowRelay({ hops: { 'at-most': '2' } }), owe: [{ do: 'attribute' }] });
    const { lineages, texts } = await asPeer(lab, 'c', 'main');
    expect(lineages.get(theirs.id)).toEqual(came(['b', 'us'], [fromB, ours]));
    expect(texts).toHaveLength(1);
  });

  it('given again by its giver: both ways stick, and a way that has ended gives place to the new one', async () => {
    const [wide, narrow] = [text(0x61), text(0x62)];
    await receive(lab, 'b', wide, allowRelay());
    await receive(lab, 'b', narrow, allowRelay({ recipient: { is: 'party:c' } }));
    await deliver(lab, 'main', [theirs], came(['b'], [wide]));
    expect(await got(lab, 'z', 'main')).toEqual([theirs.id]);
    expect(await deliver(lab, 'main', [theirs], came(['b'], [narrow]))).toEqual(['held']);
    expect(await got(lab, 'z', 'main')).toEqual([]);
    expect(await got(lab, 'c', 'main')).toEqual([theirs.id]);
    await endReceived(lab, wide);
    expect(await got(lab, 'c', 'main')).toEqual([]);
    await deliver(lab, 'main', [theirs], came(['b'], [narrow]));
    expect(await got(lab, 'c', 'main')).toEqual([theirs.id]);
  });

  it('I5 B sends back what is ours: it stays under our terms alone', async () => {
    await lab.bring('main', [theirs]);
    await receive(lab, 'b', fromB, {});
    expect(await got(lab, 'b', 'main')).toEqual([theirs.id]);
    await deliver(lab, 'main', [theirs], came(['b'], [fromB]));
    expect(await got(lab, 'z', 'main')).toEqual([theirs.id]);
  });

  it('what sticks is durable over a restart', async () => {
    const file = `${(await import('node:os')).tmpdir()}/proviso-lineage-${process.pid}.db`;
    const { rmSync } = await import('node:fs');
    await lab.close();
    lab = await WholeNode.open({ file });
    for (const id of ['b', 'c']) await lab.addParty(id);
    await lab.addCollection(uuid(1), 'main');
    must(await lab.operator.addTerms(permit('c', 'main', [], { id: ours })));
    await arrives(allowRelay({ recipient: { is: 'party:c' } }));
    await deliver(lab, 'main', [stix('tool', 9)], came(['b'], [text(0x55)]));
    await lab.restart();
    expect(await got(lab, 'c', 'main')).toEqual([theirs.id]);
    await lab.restart();
    await endReceived(lab, fromB);
    expect(await got(lab, 'c', 'main')).toEqual([]);
    rmSync(file, { force: true });
  });
});

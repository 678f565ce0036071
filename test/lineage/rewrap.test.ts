import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deterministicId } from '../../src/core/stix/deterministic-id.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { came, deliver, got, receive } from '../lab/lineage-lab.ts';
import { permit, type Stix, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/** B gave something that may go to nobody without its consent. What our own staff or partners make of it must not either. */
const text = (n: number): string => `urn:uuid:${uuid(n)}`;
let lab: WholeNode;
beforeEach(async () => {
  lab = await WholeNode.open();
  for (const id of ['b', 'c', 'd']) await lab.addParty(id);
  for (const [n, alias] of ['main', 'from-b'].entries())
    await lab.addCollection(uuid(n + 1), alias, { writers: ['d'] });
  for (const alias of ['main', 'from-b'])
    for (const party of ['c', 'd'])
      must(
        await lab.operator.addTerms(
          permit(party, alias, [], {
            id: text(0x20 + (alias === 'main' ? 0 : 4) + (party === 'c' ? 0 : 1)),
            references: 'keep',
          }),
        ),
      );
  await receive(lab, 'b', text(0x72), {});
});
afterEach(() => lab.close());

const words = 'The loader fetches its second stage from a host that answers at night only.';
const address = '203.0.113.77';
const given: Readonly<Record<string, Stix>> = {
  indicator: stix('indicator', 1, [], { pattern: `[ipv4-addr:value = '${address}']`, description: words }),
  malware: stix('malware', 2, [], { name: 'night loader', description: words }),
  address: {
    type: 'ipv4-addr',
    spec_version: '2.1',
    id: deterministicId({ type: 'ipv4-addr', value: address }, nodePlatform)!,
    value: address,
  },
};
const deliverB = (...objects: Stix[]) => deliver(lab, 'from-b', objects, came(['b'], [text(0x72)]));
const own = { ...given['indicator']!, id: `indicator--${uuid(31)}` };
const note = (more: Record<string, unknown>): Stix =>
  stix('note', 40, [], { content: 'see there', object_refs: [`tool--${uuid(88)}`], ...more });

const rewrapped: readonly (readonly [string, Stix, readonly Stix[]])[] = [
  [
    'under another id, with other times and creator',
    given['malware']!,
    [
      {
        ...given['malware']!,
        id: `malware--${uuid(32)}`,
        modified: '2025-09-09T00:00:00.000Z',
        created_by_ref: `identity--${uuid(5)}`,
      },
    ],
  ],
  [
    'with another marking, labels and a custom property',
    given['malware']!,
    [{ ...given['malware']!, id: `malware--${uuid(33)}`, labels: ['mine'], confidence: 3, x_mine: 'yes' }],
  ],
  [
    'with spaces and capitals changed',
    given['malware']!,
    [{ ...given['malware']!, id: `malware--${uuid(34)}`, name: 'Night  Loader' }],
  ],
  ['as the text of a note', given['malware']!, [note({ content: `  ${words.toUpperCase()}` })]],
  [
    'as the description of a report',
    given['malware']!,
    [stix('report', 41, [], { description: words, object_refs: [`tool--${uuid(88)}`] })],
  ],
  ['as another type of object with the same text', given['malware']!, [stix('tool', 42, [], { description: words })]],
  [
    'an indicator with another name and pattern around the same address',
    given['indicator']!,
    [
      {
        ...own,
        name: 'mine',
        description: 'other',
        pattern: `[ipv4-addr:value='${address}' AND ipv4-addr:value='198.51.100.9']`,
      },
    ],
  ],
  ['an indicator as an observable', given['indicator']!, [given['address']!]],
  ['an observable as an indicator', given['address']!, [{ ...own, description: 'other' }]],
  ['a report that refers to it', given['malware']!, [stix('report', 43, [], { object_refs: [given['malware']!.id] })]],
  [
    'a note about a report that refers to it',
    given['malware']!,
    [stix('report', 44, [], { object_refs: [given['malware']!.id] }), note({ object_refs: [`report--${uuid(44)}`] })],
  ],
  [
    'something of ours that is derived from it',
    given['malware']!,
    [
      stix('tool', 45),
      stix('relationship', 46, [], {
        relationship_type: 'derived-from',
        source_ref: stix('tool', 45).id,
        target_ref: given['malware']!.id,
      }),
    ],
  ],
];

describe('T-FED-06 the terms follow the content', () => {
  it.each(rewrapped)('%s', async (_name, original, copies) => {
    await deliverB(original);
    await lab.bring('main', [...copies, stix('tool', 7)]);
    expect(await got(lab, 'c', 'main')).toEqual([stix('tool', 7).id]);
    for (const { id } of copies) {
      const answer = must(await lab.operator.decide({ party: 'c', object: id })) as Record<string, unknown>;
      expect(answer['decision']).toBe('refuse');
      expect(JSON.stringify(answer['because'])).toContain('party:b');
    }
  });

  it('O 9160 an object and the relationship that says what it is derived from: nothing leaves in between, in either order', async () => {
    await deliverB(given['malware']!);
    const product = stix('tool', 45);
    const derived = stix('relationship', 46, [], {
      relationship_type: 'derived-from',
      source_ref: product.id,
      target_ref: given['malware']!.id,
    });
    await lab.bring('main', [derived]);
    await lab.bring('main', [product]);
    expect(await got(lab, 'c', 'main')).toEqual([]);
  });

  it('what we say later of something we had, and what refers to what arrives later, is bound from then on', async () => {
    const product = stix('tool', 45);
    const report = stix('report', 47, [], { object_refs: [given['malware']!.id] });
    const opinion = stix('report', 48, [], { object_refs: [product.id] });
    await lab.bring('main', [product, report, opinion]);
    expect(await got(lab, 'c', 'main')).toHaveLength(3);
    await deliverB(given['malware']!);
    expect(await got(lab, 'c', 'main')).toEqual([opinion.id, product.id].sort());
    await lab.bring('main', [
      stix('relationship', 46, [], {
        relationship_type: 'derived-from',
        source_ref: product.id,
        target_ref: given['malware']!.id,
      }),
    ]);
    expect(await got(lab, 'c', 'main')).toEqual([]);
  });

  it('I5 what we had before keeps its own terms, in all its versions', async () => {
    await lab.bring('main', [given['malware']!, own]);
    await deliverB({ ...given['malware']!, id: `malware--${uuid(60)}` }, given['indicator']!);
    await lab.bring('main', [{ ...given['malware']!, modified: '2025-09-09T00:00:00.000Z' }]);
    expect(await got(lab, 'c', 'main')).toEqual([given['malware']!.id, given['malware']!.id, own.id].sort());
  });

  it('I5 a partner that brings the same is an origin of its own, unless it has it from us', async () => {
    await deliverB(given['malware']!);
    const copy = { ...given['malware']!, id: `malware--${uuid(61)}` };
    await lab.post('d', 'main', [copy]);
    expect(await got(lab, 'c', 'main')).toEqual([copy.id]);
    await receive(lab, 'b', text(0x72), { allow: [{ do: 'relay', when: [{ recipient: { is: 'party:d' } }] }] });
    expect(await got(lab, 'd', 'from-b')).toEqual([given['malware']!.id]);
    await lab.post('d', 'main', [{ ...copy, id: `malware--${uuid(62)}` }]);
    expect(await got(lab, 'c', 'main')).toEqual([copy.id]);
  });

  it('what is only worded anew is not recognised (the documented limit)', async () => {
    await deliverB(given['malware']!);
    const told = stix('malware', 63, [], {
      name: 'loader of the night',
      description: 'It loads a second stage from a host reachable at night.',
    });
    await lab.bring('main', [told]);
    expect(await got(lab, 'c', 'main')).toEqual([told.id]);
  });

  it('M 2455 a party whose terms are on record gives under them whatever way it brings something', async () => {
    await receive(lab, 'd', text(0x74), {});
    await lab.post('d', 'main', [stix('tool', 70)]);
    expect(await got(lab, 'c', 'main')).toEqual([]);
    expect(await got(lab, 'd', 'main')).toEqual([stix('tool', 70).id]);
  });

  it('copies are still known after a restart', async () => {
    const file = `${(await import('node:os')).tmpdir()}/proviso-rewrap-${process.pid}.db`;
    const { rmSync } = await import('node:fs');
    await lab.close();
    lab = await WholeNode.open({ file });
    for (const id of ['b', 'c']) await lab.addParty(id);
    await lab.addCollection(uuid(1), 'main');
    await lab.addCollection(uuid(2), 'from-b');
    must(await lab.operator.addTerms(permit('c', 'main', [], { references: 'keep' })));
    await receive(lab, 'b', text(0x72), {});
    await deliverB(given['malware']!, stix('malware', 80));
    const product = stix('tool', 45);
    await lab.bring('main', [
      stix('relationship', 46, [], {
        relationship_type: 'derived-from',
        source_ref: product.id,
        target_ref: given['malware']!.id,
      }),
    ]);
    await lab.restart();
    await lab.bring('main', [{ ...given['malware']!, id: `malware--${uuid(32)}` }, product]);
    expect(await got(lab, 'c', 'main')).toEqual([]);
    rmSync(file, { force: true });
  });
});

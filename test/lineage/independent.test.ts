import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { came, deliver, got, receive } from '../lab/lineage-lab.ts';
import { permit, type Stix, stix } from '../lab/stix-makers.ts';
import { type LabOptions, must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

/**
 * I5: terms follow the content of what B gave, "unless our records show an independent origin". `object independent` is
 * how own staff put that on record.
 */
const text = `urn:uuid:${uuid(0x72)}`;
const words = 'The loader fetches its second stage from a host that answers at night only.';
const given = stix('malware', 2, [], { name: 'night loader', description: words });
const own: Stix = { ...given, id: `malware--${uuid(32)}` };
const basis = 'own sensor, case 2026-17';

const dir = mkdtempSync(join(tmpdir(), 'proviso-independent-'));
afterAll(() => rmSync(dir, { recursive: true }));
let lab: WholeNode;
afterEach(() => lab.close());

async function open(options: LabOptions = {}): Promise<void> {
  lab = await WholeNode.open(options);
  for (const id of ['b', 'c']) await lab.addParty(id);
  for (const [n, alias] of ['main', 'from-b'].entries()) await lab.addCollection(uuid(n + 1), alias);
  must(await lab.operator.addTerms(permit('c', 'main', [], { references: 'keep' })));
  await receive(lab, 'b', text, {});
  await deliver(lab, 'from-b', [given], came(['b'], [text]));
  await lab.bring('main', [own]);
}
const declare = (more: object = {}) => lab.operator.independentOrigin({ object: own.id, basis, by: 'ann', ...more });
const seen = (): Promise<string[]> => got(lab, 'c', 'main');

describe('an independent origin, declared', () => {
  it('lifts the terms that followed the content, is on record, and can be taken back', async () => {
    await open();
    expect(await seen()).toEqual([]);
    expect(must(await declare())).toMatchObject({ object: own.id, basis, by: 'ann', awaits: null, withdrawn: null });
    expect(await seen()).toEqual([own.id]);
    expect(must(await lab.operator.objectLineage(own.id))).toMatchObject([
      { deliverer: null, origin: 'us', under: [], independent: { basis, by: 'ann' } },
    ]);
    expect(must(await lab.operator.explain({ party: 'c', object: own.id }))).toMatchObject({
      decision: 'permit',
      independent: { basis, by: 'ann' },
    });
    const back = { object: own.id, withdraw: true, why: 'it was theirs after all', by: 'bob' };
    expect(must(await lab.operator.independentOrigin(back)).withdrawn).toMatchObject({ by: 'bob' });
    expect(await seen()).toEqual([]);
    expect(must(await lab.operator.objectLineage(own.id))).toMatchObject([{ deliverer: 'b', origin: 'b' }]);
  });

  it('holds for later versions, over a restart, and when the partner gives the same again', async () => {
    await open({ file: join(dir, 'node') });
    must(await declare());
    await lab.restart();
    await lab.bring('main', [{ ...own, modified: '2025-05-05T00:00:00.000Z' }]);
    await deliver(lab, 'from-b', [{ ...given, modified: '2025-06-06T00:00:00.000Z' }], came(['b'], [text]));
    expect(await seen()).toEqual([own.id, own.id]);
    const { independence } = lab.node.state;
    expect(independence.standing(own.id)?.basis).toBe(basis);
  });

  it('frees that object and no other copy of the same content', async () => {
    await open();
    const other = { ...given, id: `malware--${uuid(33)}` };
    await lab.bring('main', [other]);
    must(await declare());
    await lab.bring('main', [{ ...given, id: `malware--${uuid(34)}` }]);
    expect(await seen()).toEqual([own.id]);
  });

  it('what it refers to binds it all the same', async () => {
    await open();
    const note = stix('note', 40, [], { content: words, object_refs: [given.id] });
    const plain = stix('note', 41, [], { content: 'see there', object_refs: [given.id] });
    await lab.bring('main', [note, plain]);
    for (const { id } of [note, plain]) {
      const refused = await lab.operator.independentOrigin({ object: id, basis, by: 'ann' });
      expect(refused.ok ? '' : refused.error[0]!.problem).toContain('refers to');
    }
    expect(await seen()).toEqual([]);
  });

  it('T-NEG-06 one that may open more than one person may open waits for a second one', async () => {
    await open({ secondPersonAbove: 1 });
    // What refers to it may open with it.
    await lab.bring('main', [stix('report', 50, [], { object_refs: [own.id] })]);
    expect(must(await declare())).toMatchObject({ awaits: 2 });
    expect(await seen()).toEqual([]);
    const confirm = (by: string) => lab.operator.independentOrigin({ object: own.id, confirm: true, by });
    expect((await confirm('Ann ')).ok).toBe(false);
    expect(must(await confirm('bob'))).toMatchObject({ awaits: null, confirmedBy: 'bob' });
    expect(await seen()).toEqual([own.id]);
    expect((await confirm('bob')).ok).toBe(false);
  });

  it('what was taken back while it waited cannot be confirmed', async () => {
    await open({ secondPersonAbove: 0 });
    must(await declare());
    must(await lab.operator.independentOrigin({ object: own.id, withdraw: true, by: 'ann' }));
    expect((await lab.operator.independentOrigin({ object: own.id, confirm: true, by: 'bob' })).ok).toBe(false);
    expect(await seen()).toEqual([]);
  });

  it('I5 I6 is refused for what others brought, for what is free, and without a name or a basis; nothing is recorded', async () => {
    await open();
    const free = stix('tool', 60);
    await lab.bring('main', [free]);
    for (const more of [
      { object: given.id },
      { object: free.id },
      { object: `tool--${uuid(61)}` },
      { by: ' ' },
      { basis: ' ' },
      { confirm: true },
    ])
      expect((await declare(more)).ok).toBe(false);
    for (const id of [given.id, free.id, own.id]) expect(lab.node.state.independence.of(id)).toEqual([]);
    expect(await seen()).toEqual([free.id]);
  });
});

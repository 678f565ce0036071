import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/stix/index.ts';
import { permitAll, type Stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { ask, envelope } from '../taxii/wire.ts';
import { uuid } from '../taxii/world.ts';

/** MITRE ATT&CK for ICS as published; not part of the project, so its place is told. */
const folder = process.env['PROVISO_SAMPLE_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const file = resolve(folder, 'ics-attack.json');
const isThere = existsSync(file);
if (!isThere) console.log(`skipped: no ${file}; PROVISO_SAMPLE_DATA names the folder that holds ics-attack.json`);

describe.skipIf(!isThere)('public material of a large publisher', () => {
  let lab: WholeNode;
  let originals: Map<string, string>;

  const canonical = (objects: readonly Stix[]): Map<string, string> =>
    new Map(objects.map((one) => [`${one.id} ${String(one['modified'] ?? one['created'] ?? '')}`, canonicalJson(one)]));

  beforeAll(async () => {
    const bytes = readFileSync(file);
    const bundle = JSON.parse(bytes.toString('utf8')) as { objects: Stix[] };
    originals = canonical(bundle.objects);
    expect(originals.size).toBe(bundle.objects.length);
    lab = await WholeNode.open();
    await lab.addParty('p');
    await lab.addCollection(uuid(1), 'ics');
    must(await lab.operator.addTerms(permitAll('p', 'ics')));
    async function* slices(): AsyncIterable<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 60_000) yield bytes.subarray(at, at + 60_000);
    }
    const totals = must(await lab.operator.importObjects({ collection: 'ics', source: slices(), dryRun: false }));
    expect(totals).toMatchObject({
      read: originals.size,
      added: originals.size,
      refused: 0,
      conflicts: 0,
      alreadyHeld: 0,
    });
    lab.clock.advance(10_000_000);
  }, 60_000);
  afterAll(() => lab.close());

  it('comes out of an export as it went in: none lost, none changed, object by object', async () => {
    const parts: string[] = [];
    for await (const part of lab.operator.exportObjects({ collection: 'ics', as: 'p' }))
      parts.push(Buffer.from(part).toString('utf8'));
    const out = canonical(JSON.parse(`[${parts.join('')}]`) as Stix[]);
    expect(out.size).toBe(originals.size);
    for (const [name, text] of originals) expect(out.get(name) === text ? name : `${name} changed`).toBe(name);
  });

  it('comes over HTTP as it went in, walked page by page', async () => {
    const subject = { url: await lab.listen(), keys: Object.fromEntries(lab.keys), close: async () => {} };
    const seen: Stix[] = [];
    let cursor = '';
    for (let n = 0; n < 1_000; n++) {
      const page = envelope(
        await ask(subject, { path: `/api/collections/ics/objects/?match[version]=all&limit=300${cursor}`, as: 'p' }),
      );
      seen.push(...((page.objects ?? []) as unknown as Stix[]));
      if (page.next === undefined) break;
      cursor = `&next=${encodeURIComponent(page.next)}`;
    }
    expect(seen.length).toBe(originals.size);
    const out = canonical(seen);
    for (const [name, text] of originals) expect(out.get(name) === text ? name : `${name} changed`).toBe(name);
  });

  it('TLP and statement markings of the publisher keep their ids', async () => {
    const reply = await lab.ask({ path: '/api/collections/ics/objects/?match[type]=marking-definition', as: 'p' });
    const served = (JSON.parse(reply.text) as { objects: Stix[] }).objects.map((one) => one.id).sort();
    const held = [...originals.keys()]
      .filter((name) => name.startsWith('marking-definition--'))
      .map((name) => name.split(' ')[0])
      .sort();
    expect(served).toEqual(held);
  });

  it('a second import of the same file adds nothing', async () => {
    async function* whole(): AsyncIterable<Uint8Array> {
      yield readFileSync(file);
    }
    const totals = must(await lab.operator.importObjects({ collection: 'ics', source: whole(), dryRun: false }));
    expect(totals).toMatchObject({ added: 0, alreadyHeld: originals.size, conflicts: 0, refused: 0 });
  });
});

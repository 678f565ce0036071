import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { green, permit, red, type Stix, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
const base = '/api/collections/main';
let lab: WholeNode;
beforeEach(async () => {
  lab = await WholeNode.open();
  for (const id of ['p', 'q']) await lab.addParty(id);
  await lab.addCollection(uuid(1), 'main', { writers: ['q'] });
  must(await lab.operator.addTerms(permit('p', 'main', [{ tlp: { 'at-most': 'green' } }])));
  lab.clock.advance(1_000_000);
});
afterEach(() => lab.close());

async function seen(query = ''): Promise<Stix[]> {
  lab.clock.advance(1_000_000);
  const reply = await lab.ask({ path: `${base}/objects/${query}`, as: 'p' });
  return (JSON.parse(reply.text) as { objects?: Stix[] }).objects ?? [];
}

const importBytes = (bytes: Uint8Array): Promise<unknown> => {
  async function* source(): AsyncIterable<Uint8Array> {
    yield bytes;
  }
  return lab.operator.importObjects({ collection: 'main', source: source(), dryRun: false });
};

describe('what comes in', () => {
  it('T-IMP-01 an archive is not unpacked: refused as what it is not, by file and by wire', async () => {
    const zip = Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0]);
    const gzip = Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    for (const bytes of [zip, gzip]) {
      expect(await importBytes(bytes)).toMatchObject({ ok: false });
      const reply = await lab.ask({ method: 'POST', path: `${base}/objects/`, as: 'q', body: bytes });
      expect([400, 422]).toContain(reply.status);
    }
    expect(await seen()).toEqual([]);
  });

  it('T-IMP-02 there is no XML parser in the product, and nothing that would bring one', () => {
    const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean }>;
    };
    const shipped = Object.entries(lock.packages)
      .filter(([, entry]) => entry.dev !== true)
      .map(([name]) => name);
    expect(shipped.length).toBeGreaterThan(10);
    expect(shipped.filter((name) => /xml|sax|libxslt|xpath/i.test(name))).toEqual([]);
  });

  it('T-IMP-03 no expression in the source repeats a repetition, and none is built from a partner’s text', () => {
    const files = readdirSync(join(project, 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
      .map((entry) => join(entry.parentPath, entry.name));
    // A group that itself repeats, repeated: the shape that takes exponential time.
    const suspects = (text: string): string[] => [
      ...[...text.matchAll(/\([^()\n]*[^\\][+*][^()\n]*\)[+*{]/g)]
        .map(([whole]) => whole)
        .filter((whole) => /^\((\?:)?[^'"`]*\)[+*{]$/.test(whole)),
      ...(text.match(/new RegExp\(/g) ?? []),
    ];
    expect(suspects('/^(a+)+$/.test(x); /(?:x*y)*/; new RegExp(x)')).toHaveLength(3);
    expect(files.length).toBeGreaterThan(100);
    // Put together from words that stand beside them in the file, once, when it is loaded.
    const ofOwnWords = [
      ...Array.from({ length: 5 }, () => 'formats/attribution/outlet-book.ts: new RegExp('),
      'formats/attribution/speaker-book.ts: new RegExp(',
    ];
    const found = files.flatMap((file) =>
      suspects(readFileSync(file, 'utf8')).map((one) => `${relative(join(project, 'src'), file)}: ${one}`),
    );
    expect(found.sort()).toEqual(ofOwnWords);
  });

  it('T-IMP-03 filters, ids and dates that would take a backtracking engine long are answered at once', async () => {
    const evil = [
      'a'.repeat(4000),
      `${'a-'.repeat(2000)}!`,
      `tool--${'0'.repeat(3000)}`,
      `2025-01-01T00:00:00.${'0'.repeat(3000)}X`,
      `${'%20'.repeat(800)}`,
      `${','.repeat(300)}`,
    ];
    for (const text of evil)
      for (const name of [
        'match[id]',
        'match[type]',
        'match[version]',
        'match[spec_version]',
        'added_after',
        'next',
        'limit',
      ]) {
        const reply = await lab.ask({ path: `${base}/objects/?${name}=${text}`, as: 'p' });
        expect([200, 400]).toContain(reply.status);
      }
  });

  it('T-IMP-04 keys of prototypes in every position reach no prototype and come out as they went in', async () => {
    const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];
    let n = 0;
    const bodies = names.flatMap((name) => [
      `{"objects":[{"${name}":{"polluted":"yes"}}]}`,
      `{"${name}":{"polluted":"yes"},"objects":[]}`,
      `{"objects":[${JSON.stringify(stix('tool', n++, [green])).replace('{', `{"${name}":{"polluted":"yes"},`)}]}`,
      `{"objects":[${JSON.stringify(stix('tool', n++, [green], { x_box: { deep: 1 } })).replace('"deep":1', `"${name}":{"polluted":"yes"}`)}]}`,
      `{"objects":[${JSON.stringify(stix('tool', n++, [green], { extensions: 'E' })).replace('"E"', `{"${name}":{"polluted":"yes"}}`)}]}`,
      `{"objects":[${JSON.stringify(stix('tool', n++, [green], { labels: 'L' })).replace('"L"', `["${name}"]`)}]}`,
    ]);
    for (const body of bodies) {
      const reply = await lab.ask({ method: 'POST', path: `${base}/objects/`, as: 'q', body: Buffer.from(body) });
      expect([202, 422]).toContain(reply.status);
      expect([
        ({} as Record<string, unknown>)['polluted'],
        ([] as unknown as Record<string, unknown>)['polluted'],
        (0 as unknown as Record<string, unknown>)['polluted'],
      ]).toEqual([undefined, undefined, undefined]);
    }
    for (const name of names) {
      expect((await lab.ask({ path: `${base}/objects/?match[type]=${name}`, as: 'p' })).status).toBeLessThan(500);
      expect((await lab.ask({ path: `/api/collections/${name}/`, as: 'p' })).status).toBe(404);
      expect((await lab.ask({ path: `/${name}/collections/`, as: 'p' })).status).toBe(404);
      expect((await lab.ask({ path: `${base}/objects/${name}/`, as: 'p' })).status).toBe(404);
      expect(await lab.operator.simulate({ party: 'p', [name]: 1 })).toMatchObject({ ok: false });
    }
    await seen();
  });

  it('T-IMP-05 T-FED-04 a file imported by staff claims nothing in others’ names: the creator it names is a claim', async () => {
    const q = stix('identity', 9, [green], { name: 'q' });
    await lab.post('q', 'main', [q]);
    const claim = stix('tool', 1, [green], { created_by_ref: q.id });
    await lab.bring('main', [claim, { ...q, name: 'q as we have it', modified: '2025-02-01T00:00:00.000Z' }]);
    // Conditions and ownership look at who brought it: q cannot take back what it did not bring.
    must(await lab.operator.addTerms(permit('q', 'main')));
    lab.clock.advance(1_000_000);
    expect((await lab.ask({ method: 'DELETE', path: `${base}/objects/${claim.id}/`, as: 'q' })).status).toBe(403);
    expect((await seen(`?match[id]=${claim.id}`)).map((o) => o.id)).toEqual([claim.id]);
  });

  it('T-DB-01 statements in every parameter find what a plain reading finds, and change nothing', async () => {
    await lab.bring('main', [stix('tool', 1, [green]), stix('malware', 2, [green]), stix('malware', 3, [red])]);
    const before = await seen();
    expect(before).toHaveLength(2);
    const corpus = [
      "'",
      '"',
      "' OR '1'='1",
      '1; DROP TABLE version; --',
      "tool') UNION SELECT bytes FROM body; --",
      '%',
      '_',
      '*',
      'malware%',
      "\\'",
      '%00',
      "tool--' || (SELECT 1)",
      'NULL',
      '0x746f6f6c',
      "');VACUUM;--",
    ];
    for (const raw of corpus) {
      const text = raw === '%00' ? raw : encodeURIComponent(raw);
      for (const name of [
        'match[id]',
        'match[type]',
        'match[version]',
        'match[spec_version]',
        'added_after',
        'next',
        'limit',
      ]) {
        const reply = await lab.ask({ path: `${base}/objects/?${name}=${text}`, as: 'p' });
        expect([[200, '{}'].join(), '400']).toContain(
          reply.status === 200 ? [200, reply.text].join() : String(reply.status),
        );
      }
      for (const path of [
        `/api/collections/${text}/`,
        `${base}/objects/${text}/`,
        `${base}/objects/${text}/versions/`,
        `/api/status/${text}/`,
        `/${text}/`,
      ])
        expect((await lab.ask({ path, as: 'p' })).status).toBe(404);
      expect(
        (
          await lab.ask({
            path: '/taxii2/',
            as: false,
            headers: [
              'Accept',
              'application/taxii+json',
              'Authorization',
              `Basic ${Buffer.from(`${raw}:${raw}`).toString('base64')}`,
            ],
          })
        ).status,
      ).toBe(401);
    }
    expect(await seen()).toEqual(before);
    expect(lab.store.check()).toBeNull();
  });
});

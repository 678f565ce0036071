import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PartnerApi, Principal } from '../../src/app/partner-api.ts';
import { limits } from '../../src/core/limits.ts';
import { connectionFence } from '../../src/http/connection-fence.ts';
import { requestHandler } from '../../src/http/request-handler.ts';
import { defaultFence } from '../../src/http/settings.ts';
import { taxiiRoutes } from '../../src/http/taxii/index.ts';
import { readReply, throughHandler } from '../lab/in-process-wire.ts';
import { amber, green, permit, red, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const root = fileURLToPath(new URL('../../src/', import.meta.url));

/** Every source file but tests: path below `src`, text. */
function sources(): { readonly path: string; readonly text: string }[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(root, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));
}

const callers = (pattern: RegExp): string[] =>
  sources()
    .filter(({ path, text }) => !path.startsWith('storage/') && !path.startsWith('ports/') && pattern.test(text))
    .map(({ path }) => path)
    .sort();

describe('I1 complete mediation, by structure', () => {
  it('I1 T-TAX-01 bodies are read in nine places, of which one answers partners', () => {
    expect(callers(/\bjoinedBodies\s*\(/)).toEqual(['app/operate/export-objects.ts', 'app/release/read-pages.ts']);
    // To compare an arrival with what is held, to hash, and to read references: none gives a body out.
    expect(callers(/[sS]tore\.body\s*\(/)).toEqual([
      'app/federation/compare/fingerprinted.ts',
      'app/federation/own-material.ts',
      'app/operate/decide-object.ts',
      'app/operate/declare-independent.ts',
      'app/release/held-rows.ts',
      'app/release/recut-classes.ts',
      'app/release/referrers.ts',
    ]);
  });

  it('I1 what partners are answered with is rendered by the page reader alone', () => {
    expect(callers(/\bPageReader\b/)).toEqual([
      'app/node-state.ts',
      'app/open-node.ts',
      'app/partner-node.ts',
      'app/release/read-pages.ts',
    ]);
    const partner = sources().find(({ path }) => path === 'app/partner-node.ts')?.text ?? '';
    expect(partner).not.toMatch(/joinedBodies|\.body\(|\.rows\(|\.scan\(|store\.find/);
  });

  it('I1 the edges know no store: neither HTTP nor command line imports one', () => {
    for (const { path, text } of sources()) {
      if (!path.startsWith('http/') && !path.startsWith('cli/')) continue;
      const imports = [...text.matchAll(/from '(\.[^']*)'/g)].map((m) => join(dirname(path), m[1] ?? ''));
      expect(imports.filter((one) => /^(storage|ports)\/|^app\/release\//.test(one))).toEqual([]);
    }
  });

  it('T-TAX-01 T-AUT-05 every documented route hands the proved caller to the one interface that partners have', async () => {
    const who: Principal = { party: 'p' as Principal['party'], keyId: 'k' };
    const seen = new Set<string>();
    const api = new Proxy({} as PartnerApi, {
      get:
        (_, name: keyof PartnerApi) =>
        (...args: unknown[]) => {
          if (name === 'authenticate') return who;
          if (name !== 'title') expect([name, args[0]]).toEqual([name, who]);
          seen.add(name);
          if (name === 'collection')
            return {
              id: uuid(1),
              title: 'T',
              description: null,
              alias: null,
              canRead: true,
              canWrite: true,
              mediaTypes: [],
              release: null,
            };
          if (name === 'root') return { path: 'api', title: 'T', description: null };
          if (name === 'title') return { title: 'T', description: null, contact: null };
          return name === 'roots' || name === 'collections'
            ? []
            : name === 'status'
              ? null
              : { ok: false, refusal: { kind: 'absent' } };
        },
    });
    const handle = requestHandler({
      api,
      now: () => 0,
      limits,
      fence: defaultFence,
      proxies: new Set(),
      connections: connectionFence(defaultFence, new Set()),
      date: () => 'Thu, 01 Jan 1970 00:00:00 GMT',
      isClosing: () => false,
    });
    const credential = [
      'Accept',
      'application/taxii+json;version=2.1',
      'Authorization',
      `Bearer prv_0123456789ab_${'A'.repeat(43)}`,
    ];
    for (const { operation } of taxiiRoutes) {
      const path = operation.path
        .replace('{root}', 'api')
        .replace('{collection}', 'c')
        .replace('{object}', `tool--${uuid(1)}`)
        .replace('{status}', uuid(2));
      const body = operation.method === 'post' ? { body: Buffer.from('{}') } : {};
      const headers =
        operation.method === 'post'
          ? [...credential, 'Content-Type', 'application/taxii+json;version=2.1']
          : credential;
      const reply = readReply(
        await throughHandler(handle, { method: operation.method.toUpperCase(), path, headers, ...body }),
      );
      expect([operation.id, reply.status]).not.toEqual([operation.id, 500]);
    }
    expect([...seen].sort()).toEqual([
      'add',
      'collection',
      'collections',
      'manifest',
      'object',
      'objects',
      'remove',
      'root',
      'roots',
      'status',
      'title',
      'versions',
    ]);
  });
});

describe('I1 complete mediation, by record', () => {
  let lab: WholeNode;
  beforeEach(async () => {
    lab = await WholeNode.open();
    await lab.addParty('p');
    await lab.addCollection(uuid(1), 'main');
    must(await lab.operator.addTerms(permit('p', 'main', [{ tlp: { 'at-most': 'green' } }])));
  });
  afterEach(() => lab.close());

  it('I1 every object in any answer is on record with its decision, and nothing else is', async () => {
    const shown = Array.from({ length: 30 }, (_, n) => stix('indicator', n, [green]));
    const hidden = Array.from({ length: 30 }, (_, n) => stix('malware', n, [n % 2 === 0 ? red : amber]));
    await lab.bring(
      'main',
      shown.flatMap((one, n) => [one, hidden[n]]),
    );
    lab.clock.advance(1_000_000);
    const base = '/api/collections/main';
    const first = await lab.ask({ path: `${base}/objects/?limit=7`, as: 'p' });
    await lab.ask({ path: `${base}/objects/${shown[20]?.id}/`, as: 'p' });
    await lab.ask({ path: `${base}/objects/?match[id]=${shown[25]?.id},${hidden[3]?.id}`, as: 'p' });
    await lab.ask({ path: `${base}/manifest/?limit=9`, as: 'p' });
    const expected = new Set([
      ...(JSON.parse(first.text) as { objects: { id: string }[] }).objects.map((o) => o.id),
      shown[20]?.id,
      shown[25]?.id,
    ]);
    for (const object of [...shown, ...hidden]) {
      const rows = must(await lab.operator.whoGot(object.id));
      // A manifest names versions: that too is a release, and on record.
      const isNamed = shown.indexOf(object) >= 0 && shown.indexOf(object) < 9;
      expect([object.id, rows.length]).toEqual([object.id, expected.has(object.id) || isNamed ? 1 : 0]);
      for (const row of rows)
        expect(row).toMatchObject({
          party: 'p',
          form: 'raw',
          texts: [expect.stringMatching(/^urn:uuid:/)],
          inputs: { texts: [{ gates: [{ holds: true }] }] },
        });
    }
  });
});

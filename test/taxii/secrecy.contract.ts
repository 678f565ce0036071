import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, envelope, type Reply } from './wire.ts';
import { indicator, type MakeServer, malware, type Subject, uuid, type World } from './world.ts';

const collection = uuid(0xc1);
const shown = [1, 2, 3, 4, 5, 6].map((n) => ({ object: indicator(n) }));
const newer = { object: indicator(2, { modified: '2025-06-01T00:00:00.000Z' }), hiddenFrom: ['alfa'] };
const hidden = (n: number) => ({ object: malware(n), hiddenFrom: ['alfa'] });

const world = (objects: World['collections'][number]['objects']): World => ({
  parties: ['alfa', 'bravo'],
  collections: [{ id: collection, title: 'Shared', rights: { alfa: 'r', bravo: 'rw' }, objects }],
});

const plain = world(shown);
/** Hidden objects before, between and behind the visible ones, and a hidden newer version of a visible one. */
const crowded = world([
  hidden(50),
  ...shown.flatMap((one, n) => [one, hidden(60 + n), hidden(70 + n)]),
  newer,
  hidden(80),
]);

const stampPattern = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/g;

/** The moment a store was filled and the randomness of a cursor are not content: each gets a stable name and its length. */
function normalised(reply: Reply): unknown {
  const names = new Map<string, string>();
  const stable = (text: string): string =>
    text
      .replace(/"next":"([^"]*)"/g, (_whole, next: string) => `"next":"<${next.length}>"`)
      .replace(stampPattern, (stamp) => {
        if (!names.has(stamp)) names.set(stamp, `<stamp ${names.size}>`);
        return names.get(stamp) ?? '';
      });
  const headers: string[] = [];
  for (let i = 0; i < reply.rawHeaders.length; i += 2) {
    const name = (reply.rawHeaders[i] ?? '').toLowerCase();
    headers.push(name === 'date' ? name : `${name}: ${stable(reply.rawHeaders[i + 1] ?? '')}`);
  }
  return { status: reply.status, headers, text: stable(reply.text) };
}

interface Documented {
  readonly method: string;
  readonly path: string;
}

async function documentedRoutes(subject: Subject): Promise<Documented[]> {
  const reply = await ask(subject, { path: '/openapi.json', as: 'alfa' });
  const { paths } = JSON.parse(reply.text) as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => ({ method: method.toUpperCase(), path })),
  );
}

/** Every path a template stands for here: what is visible, what is hidden, what is nowhere. */
function instances(template: string): string[] {
  const objects = [indicator(1), indicator(2), malware(50), malware(60), malware(80), malware(999)].map(
    (one) => one.id,
  );
  let paths = [template.replace('{root}', 'api').replace('{collection}', collection).replace('{status}', uuid(0xc9))];
  paths = paths.flatMap((path) =>
    path.includes('{object}') ? objects.map((id) => path.replace('{object}', id)) : [path],
  );
  const queries = [
    '',
    '?limit=1',
    '?limit=3',
    '?match[version]=all',
    '?match[version]=first',
    '?match[type]=malware',
    `?match[id]=${malware(50).id}`,
  ];
  return paths.flatMap((path) =>
    path.includes('objects') || path.includes('manifest') ? queries.map((query) => path + query) : [path],
  );
}

/** Two stores that differ only in what a partner may not see answer it alike (invariant I2). */
export function secrecyContract(makeServer: MakeServer): void {
  describe('non-interference', () => {
    let a: Subject;
    let b: Subject;
    beforeAll(async () => {
      a = await makeServer(plain);
      b = await makeServer(crowded);
    });
    afterAll(() => Promise.all([a.close(), b.close()]));

    it('T-TAX-01, T-TAX-03: on every documented route, with and without filters', async () => {
      const routes = await documentedRoutes(a);
      expect(routes.length).toBeGreaterThanOrEqual(14);
      let compared = 0;
      for (const { method, path } of routes) {
        for (const where of instances(path)) {
          const [left, right] = await Promise.all([
            ask(a, { method, path: where, as: 'alfa' }),
            ask(b, { method, path: where, as: 'alfa' }),
          ]);
          expect([method, where, normalised(right)]).toEqual([method, where, normalised(left)]);
          compared++;
        }
      }
      expect(compared).toBeGreaterThan(60);
    });

    it('T-TAX-03 every page of a walk is cut at the same places', async () => {
      const walk = async (subject: Subject): Promise<unknown[]> => {
        const pages: unknown[] = [];
        let query = '?limit=2';
        while (query !== '') {
          const reply = await ask(subject, { path: `/api/collections/${collection}/objects/${query}`, as: 'alfa' });
          pages.push(normalised(reply));
          const { next } = envelope(reply);
          query = next === undefined ? '' : `?limit=2&next=${encodeURIComponent(next)}`;
        }
        return pages;
      };
      const pages = await walk(a);
      expect(pages).toHaveLength(3);
      expect(await walk(b)).toEqual(pages);
    });

    it('T-TAX-15 two partners asking in turn for the same address each get their own', async () => {
      const where = `/api/collections/${collection}/objects/`;
      for (let turn = 0; turn < 5; turn++) {
        const [forAlfa, forBravo] = await Promise.all(['alfa', 'bravo'].map((as) => ask(b, { path: where, as })));
        expect(forAlfa?.text).not.toContain('malware');
        expect(forBravo?.text).toContain('malware');
      }
    });
  });
}

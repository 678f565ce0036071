import { afterEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { green, permit, type Stix, stix } from '../lab/stix-makers.ts';
import { must, WholeNode } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const labs: WholeNode[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close().catch(() => undefined);
});

const shared = stix('indicator', 1, [green]);

async function nodeWith(around?: (store: Store) => Store): Promise<WholeNode> {
  const lab = await WholeNode.open(around === undefined ? {} : { around });
  labs.push(lab);
  await lab.addParty('p');
  await lab.addCollection(uuid(1), 'main', { writers: ['p'] });
  must(await lab.operator.addTopics({ topics: [{ id: 'deal', scale: ['no', 'yes'] }] }));
  await lab.bring('main', [shared]);
  lab.clock.advance(1_000_000);
  return lab;
}

const openText = (lab: WholeNode): Promise<unknown> =>
  lab.operator.addTerms(permit('p', 'main', [{ tlp: { 'at-most': 'green' } }])).then(must);

/** Everything that could carry an object or its id. */
async function everything(lab: WholeNode): Promise<{ readonly status: number; readonly text: string }[]> {
  const base = '/api/collections/main';
  const paths = [
    `${base}/objects/`,
    `${base}/manifest/`,
    `${base}/objects/${shared.id}/`,
    `${base}/objects/${shared.id}/versions/`,
    `${base}/objects/?match[id]=${shared.id}`,
    `${base}/objects/?match[version]=2025-01-01T00:00:00Z`,
  ];
  const out = [];
  for (const path of paths) out.push(await lab.ask({ path, as: 'p' }));
  return out;
}

const noneLeaves = (replies: readonly { readonly status: number; readonly text: string }[]): void => {
  for (const { status, text } of replies) {
    expect(text).not.toContain(shared.id);
    expect(text).not.toContain('2025-01-01');
    expect(text).not.toMatch(/stack|at .*\.ts|sqlite/i);
    expect([200, 403, 404, 500, 503]).toContain(status);
  }
};

/** A store one of whose readers fails from a certain moment on. */
function failing(name: keyof Store): { readonly around: (store: Store) => Store; readonly state: { broken: boolean } } {
  const state = { broken: false };
  const around = (store: Store): Store =>
    new Proxy(store, {
      get: (target, key) => {
        const value = Reflect.get(target, key, target) as unknown;
        if (key !== name || typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (state.broken) throw new Error(`sqlite: disk I/O error in ${name} of ${shared.id}`);
          return (value as (...a: unknown[]) => unknown)(...args);
        };
      },
    });
  return { around, state };
}

describe('I3 whatever fails, nothing leaves', () => {
  it('I3 without a text in force nobody learns of the collection', async () => {
    const lab = await nodeWith();
    for (const { status } of await everything(lab)) expect([403, 404]).toContain(status);
  });

  it.each(['joinedBodies', 'rows', 'find', 'versionsAt', 'flush'] as const)(
    'I3 T-DB-03 the store fails in %s: an error without content, and all of it again when it is back',
    async (name) => {
      const { around, state } = failing(name);
      const lab = await nodeWith(around);
      await openText(lab);
      state.broken = true;
      const replies = await everything(lab);
      // Where that part of the store is not needed, the right answer still comes.
      const failed = replies.filter(({ status }) => status >= 500);
      expect(failed.length).toBeGreaterThan(0);
      noneLeaves(failed);
      state.broken = false;
      expect((await everything(lab)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    },
  );

  it.each([
    [
      'positions',
      (lab: WholeNode) =>
        Object.defineProperty(lab.node.state.positions, 'book', {
          get: () => {
            throw new Error('positions');
          },
        }),
    ],
    [
      'marking definitions',
      (lab: WholeNode) =>
        Object.assign(lab.node.state.markings, {
          view: () => {
            throw new Error('markings');
          },
        }),
    ],
  ])('I3 %s cannot be read when a text is put in force: nothing opens, then or later', async (_name, breakIt) => {
    const lab = await nodeWith();
    breakIt(lab);
    const text = permit('p', 'main', [{ tlp: { 'at-most': 'green' } }, { position: { topic: 'deal', is: 'yes' } }]);
    await lab.operator.addTerms(text).catch(() => undefined);
    noneLeaves(await everything(lab));
    lab.clock.advance(60_000_000);
    noneLeaves(await everything(lab));
  });

  it('I3 a text that cannot be read, or asks for what nobody knows, is refused whole and opens nothing', async () => {
    const lab = await nodeWith();
    const good = permit('p', 'main');
    for (const bad of [
      { ...good, allow: [{ do: 'receive', when: [{ shoe: { is: '42' } }] }] },
      { ...good, allow: [{ do: 'receive', when: [{ tlp: { 'at-most': 'green', grade: 'B2' } }] }] },
      { ...good, allow: [{ do: 'receive' }, { do: 'receve' }] },
      { ...good, from: 'party:p' },
      { ...good, over: 'collection:nowhere' },
      { ...good, valid: { from: 'soon' } },
      null,
      [],
      'allow: everything',
    ])
      expect((await lab.operator.addTerms(bad)).ok).toBe(false);
    for (const { status } of await everything(lab)) expect([403, 404]).toContain(status);
  });

  it('I3 an unknown marking, no marking where a text asks for one, and a position that nobody stated are no reasons to release', async () => {
    const lab = await nodeWith();
    await openText(lab);
    const shut: Stix[] = [
      stix('tool', 2, [green, `marking-definition--${uuid(9)}`]),
      stix('tool', 3),
      stix('tool', 4, [], {
        granular_markings: [{ marking_ref: `marking-definition--${uuid(9)}`, selectors: ['name'] }],
      }),
    ];
    await lab.bring('main', shut);
    must(await lab.operator.addTerms(permit('p', 'main', [{ position: { topic: 'deal', is: 'yes' } }])));
    must(await lab.operator.addTerms(permit('p', 'main', [{ position: { topic: 'deal', 'none-of': ['yes'] } }])));
    lab.clock.advance(1_000_000);
    const reply = await lab.ask({ path: '/api/collections/main/objects/?match[version]=all', as: 'p' });
    expect((JSON.parse(reply.text) as { objects: Stix[] }).objects.map((o) => o.id)).toEqual([shared.id]);
  });

  it('I8 I3 after a failed flush nothing is acknowledged and nothing unrecorded leaves, until a new start', async () => {
    const lab = await nodeWith();
    await openText(lab);
    // A number that is taken: the transaction with everything queued beside it fails.
    lab.store.write.addVersions(1, 1, { firstSeq: 1, count: 1, at: 1, commit: 1 }, []);
    lab.store.write.addVersions(1, 1, { firstSeq: 1, count: 1, at: 1, commit: 1 }, []);
    const post = await lab.post('p', 'main', [stix('tool', 5, [green])]);
    expect(post.status).toBe(503);
    expect(post.text).not.toContain('tool--');
    const replies = await everything(lab);
    for (const { status } of replies) expect(status).toBe(503);
    noneLeaves(replies);
    await expect(lab.operator.addParty({ id: 'r', name: 'R' })).rejects.toThrow();
    expect((await lab.ask({ path: '/readyz', as: false })).status).toBe(503);
  });
});

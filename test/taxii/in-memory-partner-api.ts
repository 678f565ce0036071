import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import type {
  CollectionView,
  ManifestPage,
  ObjectsPage,
  Outcome,
  PageQuery,
  PartnerApi,
  Principal,
  Refusal,
  StatusDetail,
  StatusView,
  StreamFilter,
} from '../../src/app/partner-api.ts';
import type { CollectionId, PartyId } from '../../src/core/ids.ts';
import { unversioned } from '../../src/core/stix/object-facts.ts';
import { instantKey, type Micros, parseTimestamp } from '../../src/core/time.ts';
import type { Key, StixJson, World, WorldCollection } from './world.ts';

/**
 * A PartnerApi that holds a World in arrays: slow, obvious, and right about what a partner may tell apart. It exists so
 * that the wire can be tested before and without the rest of the node.
 */

interface Entry {
  readonly object: StixJson;
  readonly version: string;
  readonly stamp: Micros;
}

interface Shelf {
  readonly view: WorldCollection;
  /** Party to what it was given, in order. */
  readonly feeds: Map<string, Entry[]>;
}

const refuse = (kind: 'absent' | 'forbidden' | 'bad-cursor'): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { kind },
});
const versionOf = (object: StixJson): string => object.modified ?? object.created ?? unversioned;
const specOf = (object: StixJson): string =>
  object.spec_version ?? (object.created === undefined && object.type !== 'bundle' ? '2.1' : '2.0');

function select(feed: readonly Entry[], filter: StreamFilter): Entry[] {
  const { ids, types, specVersions, versions } = filter;
  const matching = feed.filter(
    ({ object }) =>
      (ids === null || ids.includes(object.id)) &&
      (types === null || types.includes(object.type)) &&
      (specVersions === null || specVersions.includes(specOf(object))),
  );
  const byId = groupById(matching);
  const chosen = new Set<Entry>();
  for (const group of byId.values()) {
    const newestSpec = group
      .map((e) => specOf(e.object))
      .sort()
      .at(-1);
    const rest = specVersions === null ? group.filter((e) => specOf(e.object) === newestSpec) : group;
    const keys = rest.map((e) => instantKey(e.version)).sort();
    for (const entry of rest) {
      const key = instantKey(entry.version);
      const wanted =
        versions.all ||
        versions.exact.includes(key) ||
        (versions.first && key === keys[0]) ||
        (versions.last && key === keys[keys.length - 1]);
      if (wanted) chosen.add(entry);
    }
  }
  return matching.filter((entry) => chosen.has(entry));
}

function groupById(entries: readonly Entry[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) groups.set(entry.object.id, [...(groups.get(entry.object.id) ?? []), entry]);
  return groups;
}

export interface InMemoryOptions {
  readonly now: () => Micros;
  readonly objectsPerEnvelopeMax: number;
}

export interface InMemoryNode {
  readonly api: PartnerApi;
  readonly keys: Readonly<Record<string, Key>>;
}

const idPattern = /^([a-z0-9-]+)--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What is wrong with one submitted object, as far as this double looks. */
function problemOf(object: unknown): string | null {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return 'is not an object';
  const { id, type, created, modified } = object as Record<string, unknown>;
  if (typeof id !== 'string' || typeof type !== 'string') return 'has no id or no type';
  if (idPattern.exec(id)?.[1] !== type) return 'has an id that does not fit its type';
  for (const stamp of [created, modified]) {
    if (stamp !== undefined && (typeof stamp !== 'string' || parseTimestamp(stamp) === null))
      return 'has an unreadable timestamp';
  }
  return null;
}

export function inMemoryNode(world: World, options: InMemoryOptions): InMemoryNode {
  const shelves = new Map<string, Shelf>();
  const secrets = new Map<string, { readonly party: string; readonly secret: string }>();
  const keys: Record<string, Key> = {};
  const statuses = new Map<string, { readonly party: string; readonly view: StatusView }>();
  const pages = new Map<string, ObjectsPage>();
  const cursorKey = randomBytes(32);
  let clock = 0;
  const tick = (): Micros => {
    clock = Math.max(clock + 1, options.now());
    return clock;
  };

  for (const party of world.parties) {
    const id = `key-${party}`;
    const secret = randomBytes(32).toString('base64url');
    secrets.set(id, { party, secret });
    keys[party] = { id, secret: `prv_${id}_${secret}` };
  }

  const held = (shelf: Shelf, object: StixJson): boolean =>
    [...shelf.feeds.values()].some((feed) =>
      feed.some((e) => e.object.id === object.id && e.version === versionOf(object)),
    );

  function put(shelf: Shelf, object: StixJson, hiddenFrom: readonly string[]): void {
    for (const [party, feed] of shelf.feeds) {
      if (!hiddenFrom.includes(party)) feed.push({ object, version: versionOf(object), stamp: tick() });
    }
    pages.clear();
  }

  for (const view of world.collections) {
    const shelf: Shelf = { view, feeds: new Map(world.parties.map((party) => [party, []])) };
    for (const { object, hiddenFrom } of view.objects) put(shelf, object, hiddenFrom ?? []);
    shelves.set(view.id, shelf);
  }

  const rights = (who: Principal, shelf: Shelf): string => shelf.view.rights[who.party] ?? '';
  const find = (who: Principal, root: string, ref: string): Shelf | null => {
    if (root !== 'api') return null;
    const shelf = shelves.get(ref) ?? [...shelves.values()].find((one) => one.view.alias === ref);
    return shelf !== undefined && rights(who, shelf) !== '' ? shelf : null;
  };

  const describe = (who: Principal, shelf: Shelf): CollectionView => ({
    id: shelf.view.id as CollectionId,
    title: shelf.view.title,
    description: shelf.view.description ?? null,
    alias: shelf.view.alias ?? null,
    canRead: rights(who, shelf).includes('r'),
    canWrite: rights(who, shelf).includes('w'),
    mediaTypes: ['application/stix+json;version=2.1'],
    release: null,
  });

  const binding = (who: Principal, shelf: Shelf, query: PageQuery, id: string | null): string =>
    createHash('sha256')
      .update(JSON.stringify([who.party, shelf.view.id, id, query.filter, query.addedAfter]))
      .digest('hex');

  function seal(stamp: Micros, bound: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', cursorKey, iv).setAAD(Buffer.from(bound));
    const body = Buffer.concat([cipher.update(String(stamp)), cipher.final()]);
    return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url');
  }

  function open(text: string, bound: string): Micros | null {
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length < 29 || bytes.toString('base64url') !== text) return null;
    try {
      const decipher = createDecipheriv('aes-256-gcm', cursorKey, bytes.subarray(0, 12)).setAAD(Buffer.from(bound));
      decipher.setAuthTag(bytes.subarray(-16));
      return Number(Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString());
    } catch {
      return null;
    }
  }

  interface Cut {
    readonly entries: readonly Entry[];
    readonly more: boolean;
    readonly next: string | null;
  }

  function cut(who: Principal, root: string, ref: string, query: PageQuery, id: string | null): Outcome<Cut> {
    const shelf = find(who, root, ref);
    if (shelf === null) return refuse('absent');
    if (!rights(who, shelf).includes('r')) return refuse('forbidden');
    const feed = shelf.feeds.get(who.party) ?? [];
    const scope = id === null ? feed : feed.filter((entry) => entry.object.id === id);
    if (id !== null && scope.length === 0) return refuse('absent');
    const bound = binding(who, shelf, query, id);
    const from = query.cursor === null ? query.addedAfter : open(query.cursor, bound);
    if (query.cursor !== null && from === null) return refuse('bad-cursor');
    const rest = select(scope, query.filter).filter((entry) => from === null || entry.stamp > from);
    const entries = rest.slice(0, query.limit);
    const more = rest.length > entries.length;
    const last = entries[entries.length - 1];
    return { ok: true, value: { entries, more, next: more && last ? seal(last.stamp, bound) : null } };
  }

  const frame = ({ entries, more, next }: Cut) => ({
    more,
    next,
    firstAdded: entries[0]?.stamp ?? null,
    lastAdded: entries[entries.length - 1]?.stamp ?? null,
    count: entries.length,
  });

  async function objectsPage(
    who: Principal,
    root: string,
    ref: string,
    query: PageQuery,
    id: string | null,
  ): Promise<Outcome<ObjectsPage>> {
    const name = JSON.stringify([who.party, root, ref, id, query]);
    const kept = pages.get(name);
    if (kept !== undefined) return { ok: true, value: kept };
    const found = cut(who, root, ref, query, id);
    if (!found.ok) return found;
    const objects = Buffer.from(found.value.entries.map((entry) => JSON.stringify(entry.object)).join(','));
    const page = { ...frame(found.value), objects };
    pages.set(name, page);
    return { ok: true, value: page };
  }

  async function manifestPage(
    who: Principal,
    root: string,
    ref: string,
    query: PageQuery,
    id: string | null,
  ): Promise<Outcome<ManifestPage>> {
    const found = cut(who, root, ref, query, id);
    if (!found.ok) return found;
    const records = found.value.entries.map(({ object, version, stamp }) => ({
      id: object.id,
      dateAdded: stamp,
      version,
    }));
    return { ok: true, value: { ...frame(found.value), records } };
  }

  function receive(shelf: Shelf, objects: readonly unknown[]): Pick<StatusView, 'successes' | 'failures'> {
    const successes: StatusDetail[] = [];
    const failures: StatusDetail[] = [];
    for (const candidate of objects) {
      const problem = problemOf(candidate);
      const object = candidate as StixJson;
      if (problem !== null) {
        failures.push({
          id: String((candidate as { id?: unknown } | null)?.id ?? ''),
          version: unversioned,
          message: problem,
        });
        continue;
      }
      const message = held(shelf, object) ? 'already held' : null;
      if (message === null) put(shelf, object, []);
      successes.push({ id: object.id, version: versionOf(object), message });
    }
    return { successes, failures };
  }

  const api: PartnerApi = {
    authenticate(keyId, secret) {
      const key = secrets.get(keyId);
      return key !== undefined && key.secret === secret ? { party: key.party as PartyId, keyId } : null;
    },
    title: () => ({ title: 'Node under test', description: null, contact: null }),
    roots: () => [{ path: 'api', title: 'Default root', description: null }],
    root: (_who, path) => (path === 'api' ? { path, title: 'Default root', description: null } : null),
    collections: (who, root) =>
      root !== 'api'
        ? []
        : [...shelves.values()]
            .filter((shelf) => rights(who, shelf) !== '')
            .map((shelf) => describe(who, shelf))
            .sort((a, b) => (a.id < b.id ? -1 : 1)),
    collection: (who, root, ref) => {
      const shelf = find(who, root, ref);
      return shelf === null ? null : describe(who, shelf);
    },
    objects: (who, root, ref, query) => objectsPage(who, root, ref, query, null),
    object: (who, root, ref, id, query) => objectsPage(who, root, ref, query, id),
    manifest: (who, root, ref, query) => manifestPage(who, root, ref, query, null),
    versions: (who, root, ref, id, query) => manifestPage(who, root, ref, query, id),
    async add(who, root, ref, body) {
      const shelf = find(who, root, ref);
      if (shelf === null) return refuse('absent');
      if (!rights(who, shelf).includes('w')) return refuse('forbidden');
      let envelope: unknown;
      try {
        envelope = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
      } catch {
        return {
          ok: false,
          refusal: { kind: 'unreadable', faults: [{ at: 'line 1, column 1', problem: 'is not JSON' }] },
        };
      }
      const objects = (envelope as { objects?: unknown } | null)?.objects ?? [];
      if (typeof envelope !== 'object' || envelope === null || Array.isArray(envelope) || !Array.isArray(objects)) {
        return {
          ok: false,
          refusal: { kind: 'unreadable', faults: [{ at: 'objects', problem: 'is not a list', valid: '[]' }] },
        };
      }
      if (objects.length > options.objectsPerEnvelopeMax) {
        return { ok: false, refusal: { kind: 'too-large', faults: [{ at: 'objects', problem: 'has too many' }] } };
      }
      const id = randomUUID();
      const view: StatusView = { id, complete: true, requestedAt: tick(), ...receive(shelf, objects), pendings: [] };
      statuses.set(id, { party: who.party, view });
      return { ok: true, value: view };
    },
    async remove(who, root, ref, id, filter) {
      const shelf = find(who, root, ref);
      if (shelf === null) return refuse('absent');
      if (rights(who, shelf) !== 'rw') return refuse('forbidden');
      const feed = shelf.feeds.get(who.party) ?? [];
      const gone = select(
        feed.filter((entry) => entry.object.id === id),
        filter,
      ).map((entry) => entry.object);
      if (gone.length === 0) return refuse('absent');
      for (const [party, entries] of shelf.feeds)
        shelf.feeds.set(
          party,
          entries.filter((entry) => !gone.includes(entry.object)),
        );
      pages.clear();
      return { ok: true, value: null };
    },
    async status(who, root, id) {
      const found = statuses.get(id);
      return root === 'api' && found?.party === who.party ? found.view : null;
    },
  };
  return { api, keys };
}

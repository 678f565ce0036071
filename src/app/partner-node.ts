import type { PartyId } from '../core/ids.ts';
import { limits } from '../core/limits.ts';
import type { PreparedObject } from '../core/stix/object-facts.ts';
import { instantKey } from '../core/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Platform } from '../ports/platform.ts';
import type { Store } from '../ports/store.ts';
import type { FairTurns } from './federation/fair-turns.ts';
import type { Intake } from './intake.ts';
import type { MarkingDesk } from './marking-desk.ts';
import type { Parties } from './parties.ts';
import type {
  ManifestPage,
  ObjectsPage,
  Outcome,
  PageQuery,
  PartnerApi,
  Principal,
  Refusal,
  Soon,
  StatusDetail,
  StatusView,
  StreamFilter,
} from './partner-api.ts';
import { partnerRights, type RightsDeps } from './partner-rights.ts';
import type { RecallDesk } from './recall/recall-desk.ts';
import type { CollectionState } from './release/collection-state.ts';
import type { ObjectShelf } from './release/object-shelf.ts';
import type { PageReader } from './release/read-pages.ts';

export interface PartnerDeps extends RightsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly platform: Platform;
  readonly parties: Parties;
  readonly shelf: ObjectShelf;
  readonly reader: PageReader;
  readonly intake: Intake;
  readonly markings: MarkingDesk;
  /** Partners with keys take no turns, so that what is known is answered at once; that they are here is told. */
  readonly turns: Pick<FairTurns, 'here'>;
  readonly recalls: Pick<RecallDesk, 'noteDeleted' | 'work'>;
  /** Keeps what was not taken into a collection, for own staff to inspect. */
  readonly keepAside: (
    kind: 'conflict' | 'foreign',
    collection: CollectionState,
    object: PreparedObject,
    party: PartyId,
    at: number,
  ) => void;
}

const absent: Refusal = { kind: 'absent' };
const refuse = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({ ok: false, refusal });
/** How long a status can be asked for: longer than the day the standard wants. */
const statusKept = 7 * 86_400_000_000;
const nothingThere: ObjectsPage & ManifestPage = {
  more: false,
  next: null,
  firstAdded: null,
  lastAdded: null,
  count: 0,
  objects: new Uint8Array(0),
  records: [],
};

/** The node as its partners meet it. What a caller may not know of is `absent`, like what does not exist. */
export function partnerNode(deps: PartnerDeps): PartnerApi {
  const { engine, settings } = deps;
  const { known, view, collections, roots } = partnerRights(deps);

  /** Runs a read over the caller's own feed; one without a feed reads nothing. */
  const reading = <T>(
    who: Principal,
    root: string,
    ref: string,
    empty: Outcome<T>,
    read: (feed: NonNullable<ReturnType<typeof engine.feed>>) => Soon<Outcome<T>>,
  ): Soon<Outcome<T>> => {
    const found = known(who, root, ref);
    if (found === null) return refuse(absent);
    if (!found.canRead) return refuse({ kind: 'forbidden' });
    if (who.peer !== true) deps.turns.here(who.party);
    const feed = engine.feed(who.party, found.collection.record.no);
    return feed === undefined ? empty : read(feed);
  };

  return {
    authenticate: (keyId, secret) => deps.parties.authenticate(keyId, secret, deps.clock.now()),
    title: () => ({ title: settings.title, description: settings.description, contact: settings.contact }),
    roots,
    root: (who, path) => roots(who).find((r) => r.path === path) ?? null,
    collections: (who, root) => (roots(who).some((r) => r.path === root) ? collections(who, root) : []),
    collection: (who, root, ref) => {
      const found = known(who, root, ref);
      return found === null ? null : view(who, found);
    },
    objects: (who, root, ref, query) =>
      reading<ObjectsPage>(who, root, ref, emptyAnswer(query), (feed) =>
        deps.reader.objects(feed, query, null, who.peer === true),
      ),
    manifest: (who, root, ref, query) =>
      reading<ManifestPage>(who, root, ref, emptyAnswer(query), (feed) => deps.reader.manifest(feed, query)),
    object: (who, root, ref, id, query) =>
      reading<ObjectsPage>(who, root, ref, refuse(absent), (feed) =>
        deps.reader.objects(feed, query, id, who.peer === true),
      ),
    versions: (who, root, ref, id, query) =>
      reading<ManifestPage>(who, root, ref, refuse(absent), (feed) => deps.reader.manifest(feed, query, id)),
    add: async (who, root, ref, body) => {
      const found = known(who, root, ref);
      if (found === null) return refuse(absent);
      if (!found.canWrite) return refuse({ kind: 'forbidden' });
      return addObjects(deps, who, found.collection, body);
    },
    remove: async (who, root, ref, id, filter) => {
      const found = known(who, root, ref);
      if (found === null) return refuse(absent);
      if (!found.canRead || !found.canWrite) return refuse({ kind: 'forbidden' });
      return removeObject(deps, who, found.collection, id, filter);
    },
    status: (who, root, id) => readStatus(deps, who, root, id),
  };
}

function emptyAnswer(query: PageQuery): Outcome<ObjectsPage & ManifestPage> {
  return query.cursor === null ? { ok: true, value: nothingThere } : refuse({ kind: 'bad-cursor' });
}

async function addObjects(
  deps: PartnerDeps,
  who: Principal,
  collection: CollectionState,
  body: Uint8Array,
): Promise<Outcome<StatusView>> {
  const { engine, intake, shelf, store } = deps;
  const envelope = intake.envelope(body);
  if (!envelope.ok) return refuse({ kind: 'unreadable', faults: envelope.error });
  if (envelope.value.length > limits.objectsPerEnvelopeMax)
    return refuse({
      kind: 'too-large',
      faults: [
        {
          at: 'objects',
          problem: `${envelope.value.length} objects in one envelope`,
          valid: `at most ${limits.objectsPerEnvelopeMax}`,
        },
      ],
    });
  const requestedAt = engine.now();
  const good: PreparedObject[] = [];
  const failures: StatusDetail[] = [];
  for (const item of envelope.value) {
    const result = intake.prepare(item, who.party, requestedAt);
    if (result.ok) good.push(result.value.prepared);
    else
      failures.push({ ...named(intake, item), message: result.error.map((f) => `${f.at}: ${f.problem}`).join('; ') });
  }
  await engine.exclusive(async () => deps.markings.learn(good));
  const placed = await shelf.add(collection, good, who.party, (object, kind, moment) =>
    deps.keepAside(kind, collection, object, who.party, moment.at),
  );
  const successes: StatusDetail[] = [];
  good.forEach((object, i) => {
    const detail = { id: object.id, version: object.version, message: null };
    // The shelf calls a conflict only what the poster may know of (leak channel 12).
    if (placed[i]!.kind === 'conflict')
      failures.push({ ...detail, message: 'another content of this version is held; the first stays' });
    else successes.push(detail);
  });
  const status: StatusView = {
    id: deps.platform.uuid(),
    complete: true,
    requestedAt,
    successes,
    failures,
    pendings: [],
  };
  store.write.putStatus(status.id, who.party, requestedAt, { ...status, root: collection.record.root });
  store.write.purgeStatuses(requestedAt - statusKept);
  await store.flush();
  return { ok: true, value: status };
}

async function removeObject(
  deps: PartnerDeps,
  who: Principal,
  collection: CollectionState,
  id: string,
  filter: StreamFilter,
): Promise<Outcome<null>> {
  const { engine, shelf, store, reader } = deps;
  return engine.exclusive(async () => {
    const feed = engine.feed(who.party, collection.record.no);
    const visible = new Set(feed === undefined ? [] : await reader.visibleVersions(feed, id));
    const seen = (await shelf.find([id])).filter((r) => r.collection === collection.record.no && visible.has(r.seq));
    if (seen.length === 0) return refuse(absent);
    if (filter.specVersions !== null && !filter.specVersions.includes('2.1')) return refuse(absent);
    const chosen = chooseVersions(seen, filter.versions);
    if (chosen.length === 0) return refuse(absent);
    if (chosen.some((r) => engine.book.factsOf(collection.classes[r.seq]!).deliverer !== who.party))
      return refuse({ kind: 'forbidden' });
    await shelf.remove(chosen, (moment) => deps.recalls.noteDeleted(chosen, moment));
    await store.flush();
    return { ok: true, value: null };
  });
}

/** `match[version]` over the versions one caller sees. */
function chooseVersions<Row extends { readonly version: string }>(
  rows: readonly Row[],
  select: StreamFilter['versions'],
): Row[] {
  const keyed = rows.map((row) => ({ row, key: instantKey(row.version) })).sort((a, b) => (a.key < b.key ? -1 : 1));
  return keyed
    .filter(
      ({ key }, i) =>
        select.all ||
        (select.first && i === 0) ||
        (select.last && i === keyed.length - 1) ||
        select.exact.includes(key),
    )
    .map(({ row }) => row);
}

async function readStatus(deps: PartnerDeps, who: Principal, root: string, id: string): Promise<StatusView | null> {
  const row = await deps.store.status(id);
  if (row === null || row.party !== who.party) return null;
  const { root: of, ...status } = row.value as StatusView & { readonly root: string };
  return of === root && status.requestedAt > deps.engine.now() - statusKept ? status : null;
}

function named(intake: Intake, item: unknown): { readonly id: string; readonly version: string } {
  const { id, version } = intake.nameOf(item);
  return { id: id ?? 'unknown', version: version ?? 'unknown' };
}

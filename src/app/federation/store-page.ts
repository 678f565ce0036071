import type { Lineage } from '../../core/lineage/index.ts';
import type { Fault } from '../../core/result.ts';
import type { PreparedObject } from '../../core/stix/index.ts';
import { instantKey, type Micros } from '../../core/time.ts';
import { keepAside } from '../keep-aside.ts';
import type { NodeState } from '../node-state.ts';
import type { RecentRecalls } from '../recall/recent-recalls.ts';
import type { Placement } from '../release/sort-arrivals.ts';
import { type CameHow, hasBeenAt } from './came-how.ts';
import type { FairTurns } from './fair-turns.ts';
import { checkOwnMaterial, type OwnCheck, type OwnMaterialAlert } from './own-material.ts';
import type { Quarantine } from './quarantine.ts';
import { type SourceCounts, type SourceRecord, sumCounts, zeroCounts } from './source-record.ts';

export type StoreDeps = Pick<
  NodeState,
  | 'engine'
  | 'store'
  | 'shelf'
  | 'slices'
  | 'intake'
  | 'markings'
  | 'received'
  | 'lineageKeeper'
  | 'settings'
  | 'platform'
  | 'clock'
> & {
  readonly recent: RecentRecalls;
  /** Absent where nobody else is served. */
  readonly turns?: Pick<FairTurns, 'isShared' | 'step'>;
};

/** A delivery: how its objects came, and what of it its giver recalled after it let it go. */
export type Arriving = CameHow & { readonly isRecalled?: (version: VersionName) => boolean };

interface VersionName {
  readonly id: string;
  readonly version: string;
}

/**
 * Objects prepared before others have a turn, and objects stored in one commit. `apart`: what was prepared is compared and
 * put into the collection in turns of their own. Whoever comes while nobody else is here meets one step as well.
 */
interface Steps {
  readonly prepared: number;
  readonly stored: number;
  readonly apart: boolean;
}
const whileAlone: Steps = { prepared: 50, stored: 500, apart: false };
const whileShared: Steps = { prepared: 10, stored: 20, apart: true };

interface Refused {
  readonly bytes: Uint8Array;
  readonly lineage: Lineage | null;
  readonly faults: readonly Fault[];
}

/** Inside the change of one slice. */
type Keep = (counts: SourceCounts, at: Micros, isLast: boolean) => void;

/** A delivery, judged: what may be stored, what is our own, what goes to quarantine. */
interface Sorted {
  readonly good: readonly PreparedObject[];
  /** Of the good ones, in their order. */
  readonly lineages: readonly (Lineage | null)[];
  readonly refused: readonly Refused[];
  readonly alerts: readonly (readonly [PreparedObject, readonly string[]])[];
  readonly echoes: number;
}

/**
 * Stores what one page brought, a slice in a transaction: objects, quarantine, alerts and whatever `keep` queues. `keep` is
 * given the counts of its slice, so that what is stored is counted wherever a death comes, and hears of the last slice, with
 * which the place to go on from is kept. A page that comes again changes nothing but counts (I7, T-FED-09). Null: the
 * quarantine of this source is full, and no more of the page is stored.
 */
export async function storePage(
  deps: StoreDeps,
  quarantine: Quarantine,
  source: Pick<SourceRecord, 'id' | 'party' | 'into'>,
  objects: readonly Uint8Array[],
  came: Arriving,
  keep: Keep,
): Promise<SourceCounts | null> {
  const ended = deps.slices.begin(source.into);
  try {
    return await storeSlices(deps, quarantine, source, objects, came, keep);
  } finally {
    ended();
  }
}

async function storeSlices(
  deps: StoreDeps,
  quarantine: Quarantine,
  source: Pick<SourceRecord, 'id' | 'party' | 'into'>,
  objects: readonly Uint8Array[],
  came: Arriving,
  keep: Keep,
): Promise<SourceCounts | null> {
  let total = zeroCounts;
  for (let from = 0, next = 0; from === 0 || from < objects.length; from = next) {
    if (from > 0) await deps.turns?.step(source.party);
    const steps = deps.turns?.isShared(source.party) === true ? whileShared : whileAlone;
    next = from + steps.stored;
    const isLast = next >= objects.length;
    const [slice, lineages] = [objects.slice(from, next), came.lineages.slice(from, next)];
    const sorted = await sort(deps, source, slice, lineages, steps);
    const size = sorted.refused.reduce((sum, r) => sum + r.bytes.length, 0);
    if (sorted.refused.length > 0 && quarantine.isFull(source.id, sorted.refused.length, size)) return null;
    const counts = await storeSlice(deps, quarantine, source, { ...came, ...sorted }, (...kept) =>
      keep(...kept, isLast),
    );
    total = sumCounts(total, counts);
  }
  return total;
}

async function storeSlice(
  deps: StoreDeps,
  quarantine: Quarantine,
  source: Pick<SourceRecord, 'id' | 'party' | 'into'>,
  judged: Sorted & Omit<Arriving, 'lineages'>,
  keep: (counts: SourceCounts, at: Micros) => void,
): Promise<SourceCounts> {
  const { engine, shelf, store, markings } = deps;
  const collection = engine.collections.get(source.into)!;
  let counts = zeroCounts;
  await engine.exclusive(async () => markings.learn(judged.good));
  await engine.exclusive(() => {
    // A recall may have been taken and obeyed while this waited: it is the newer word.
    const sorted = withoutRecalled(deps, judged, judged.isRecalled ?? (() => false));
    return shelf.addNow(
      collection,
      sorted.good,
      source.party,
      (object, kind, moment) => keepAside(store, kind, collection, object, source.party, moment.at),
      sorted.lineages,
      (placed, moment) => {
        const { at } = moment;
        counts = countPlaced(placed, sorted);
        if (judged.texts.length > 0) deps.received.keepRelayed(source.party, judged.texts, moment);
        for (const one of sorted.refused) putRefused(deps, quarantine, source, one, at);
        for (const [object, differs] of sorted.alerts) putAlert(deps, source, object, differs, at);
        keep(counts, at);
      },
    );
  });
  await store.flush();
  return counts;
}

function withoutRecalled(
  { intake }: StoreDeps,
  { good, lineages, refused, alerts, echoes }: Sorted,
  isRecalled: (version: VersionName) => boolean,
): Sorted {
  const stays = good.map((object) => !isRecalled(object));
  return {
    good: good.filter((_, i) => stays[i]),
    lineages: lineages.filter((_, i) => stays[i]),
    refused: refused.filter(({ bytes }) => {
      const { id, version } = intake.nameOf(bytes);
      return id === null || version === null || !isRecalled({ id, version });
    }),
    alerts: alerts.filter(([object]) => !isRecalled(object)),
    echoes,
  };
}

async function sort(
  deps: StoreDeps,
  source: Pick<SourceRecord, 'party'>,
  objects: readonly Uint8Array[],
  lineages: readonly (Lineage | null)[],
  { prepared: preparedAtOnce, apart }: Steps,
): Promise<Sorted> {
  const { intake, engine, platform, settings } = deps;
  const prepared: PreparedObject[] = [];
  const ways: (Lineage | null)[] = [];
  const refused: Refused[] = [];
  const now = engine.now();
  for (const [i, bytes] of objects.entries()) {
    if (i > 0 && i % preparedAtOnce === 0) await platform.othersFirst();
    const result = intake.prepare(bytes, source.party, now);
    if (result.ok) {
      prepared.push(result.value.prepared);
      ways.push(lineages[i] ?? null);
    } else refused.push({ bytes, lineage: lineages[i] ?? null, faults: result.error });
  }
  const good: PreparedObject[] = [];
  const goodWays: (Lineage | null)[] = [];
  const alerts: (readonly [PreparedObject, readonly string[]])[] = [];
  let echoes = 0;
  if (apart) await platform.othersFirst();
  const own: readonly OwnCheck[] = await checkOwnMaterial(deps, prepared);
  prepared.forEach((object, i) => {
    const check = own[i]!;
    if (check.kind === 'altered') alerts.push([object, check.differs]);
    if (check.kind === 'echo' || hasBeenAt(ways[i], settings.party)) {
      echoes++;
      return;
    }
    good.push(object);
    goodWays.push(ways[i] ?? null);
  });
  if (apart) await platform.othersFirst();
  return { good, lineages: goodWays, refused, alerts, echoes };
}

function countPlaced(placed: readonly Placement[], sorted: Sorted): SourceCounts {
  const of = (...kinds: Placement['kind'][]): number => placed.filter((p) => kinds.includes(p.kind)).length;
  return {
    added: of('added'),
    held: of('held'),
    foreign: of('foreign', 'kept'),
    conflicts: of('conflict'),
    echoes: sorted.echoes,
    quarantined: sorted.refused.length,
  };
}

/** What sticks to it waits with it; what was refused before and comes by another way, comes by both. */
function putRefused(
  { intake, lineageKeeper }: StoreDeps,
  quarantine: Quarantine,
  source: Pick<SourceRecord, 'id' | 'party' | 'into'>,
  { bytes, lineage, faults }: Refused,
  at: Micros,
): void {
  const { id: object, version } = intake.nameOf(bytes);
  const { party, into: collection } = source;
  const way = lineage === null ? {} : { lineage };
  const row = { source: source.id, party, collection, object, version, ...way, faults, at, tries: 1 };
  quarantine.put(row, bytes, (before) => lineageKeeper.joined(before, party, lineage));
}

function putAlert(
  { store }: StoreDeps,
  source: Pick<SourceRecord, 'party'>,
  object: PreparedObject,
  differs: readonly string[],
  at: Micros,
): void {
  const { id, version } = object;
  const alert: OwnMaterialAlert = { party: source.party, object: id, version, at, differs };
  store.write.putDocument('alert', `${source.party}|${id}|${instantKey(version)}|${differs.join('+')}`, alert);
}

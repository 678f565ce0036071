import { type CollectionId, parseCollectionId } from '../../core/ids.ts';
import type { ReceivedTerms } from '../accord/accord-desk.ts';
import type { NodeState } from '../node-state.ts';
import type { CollectionRecordStored } from '../release/collection-state.ts';
import type { SourceBook } from './source-book.ts';
import type { ServedLeg, SourceRecord } from './source-record.ts';

/** A leg of an accord under which another party gives us something. */
export type ReceivedLeg = Omit<ReceivedTerms, 'text'>;

type Deps = Pick<NodeState, 'engine' | 'store' | 'parties' | 'platform' | 'settings'> & {
  readonly sources: SourceBook;
};

/**
 * One source for each peer and collection that a leg in force names. A leg that ends ends its source, a new one over the
 * same collection takes it up where it stood. Callers are inside `engine.exclusive` and flush afterwards. True when
 * something changed.
 */
export function followLegs(deps: Deps, legs: readonly ReceivedLeg[]): boolean {
  const { sources, engine } = deps;
  const wanted = new Map<string, ReceivedLeg>();
  // The newest leg in force speaks for those before it; one that is suspended only where nothing else flows.
  for (const leg of legs)
    if (leg.endedAt === null && (!isSuspended(leg) || isSuspended(wanted.get(sourceId(leg)) ?? leg)))
      wanted.set(sourceId(leg), leg);
  let changed = false;
  for (const [id, leg] of wanted) {
    const serves = servedLeg(leg);
    const held = sources.get(id);
    if (held !== undefined && held.endedAt === null && same(held.leg, serves)) continue;
    sources.put(held === undefined ? newSource(deps, id, leg) : { ...held, leg: serves, endedAt: null });
    changed = true;
  }
  for (const source of sources.list())
    if (source.leg !== null && source.endedAt === null && !wanted.has(source.id)) {
      sources.put({ ...source, endedAt: engine.now() });
      changed = true;
    }
  return changed;
}

const bareName = (over: string): string => (over.startsWith('collection:') ? over.slice(11) : over);
const sourceId = (leg: ReceivedLeg): string => `${leg.from}/${bareName(leg.over)}`;

const isSuspended = ({ suspensions }: ReceivedLeg): boolean => suspensions.some((s) => s.to === null);

const servedLeg = (received: ReceivedLeg): ServedLeg => ({
  accord: received.accord,
  leg: received.leg,
  delivery: received.delivery,
  suspended: isSuspended(received),
});

const same = (a: ServedLeg | null, b: ServedLeg): boolean => JSON.stringify(a) === JSON.stringify(b);

function newSource(deps: Deps, id: string, leg: ReceivedLeg): SourceRecord {
  const { engine, sources } = deps;
  return {
    id,
    target: { kind: 'peer', party: leg.from },
    root: '',
    collection: bareName(leg.over),
    title: bareName(leg.over),
    party: leg.from,
    into: sources.intoOf(leg.from) ?? newCollection(deps, leg),
    leg: servedLeg(leg),
    addedAt: engine.now(),
    endedAt: null,
  };
}

/** A collection for what comes by this leg; its title says from whom. */
function newCollection({ engine, store, parties, platform, settings }: Deps, leg: ReceivedLeg): number {
  const no = [...engine.collections.values()].reduce((max, c) => Math.max(max, c.record.no), 0) + 1;
  const id = parseCollectionId(platform.uuid());
  if (!id.ok) throw new Error('a random UUID is no collection id');
  const record: CollectionRecordStored = {
    no,
    id: id.value satisfies CollectionId,
    title: `From ${parties.get(leg.from)?.name ?? leg.from}: ${bareName(leg.over)}`,
    description: null,
    alias: null,
    root: settings.roots[0]!.path,
    writers: [],
    defaultTlp: null,
  };
  engine.addCollection(record, false);
  store.write.putDocument('collection', String(no), record);
  return no;
}

import { bucketDigits, bucketHashes, differingBuckets } from '../../../core/reconcile/index.ts';
import { type Fault, fail, ok, type Result } from '../../../core/result.ts';
import { instantKey } from '../../../core/time.ts';
import {
  type CompareAnswer,
  type CompareRequest,
  comparePath,
  prefixesMax,
  readCompareAnswer,
} from '../../../protocol/peer/index.ts';
import type { NodeState } from '../../node-state.ts';
import type { Federation } from '../federation.ts';
import type { SourceRecord } from '../source-record.ts';
import { type Fingerprinted, fingerprints } from './fingerprinted.ts';
import { repairMissing } from './repair-missing.ts';

export interface NamedVersion {
  readonly id: string;
  readonly version: string;
}

/** What one source lacks. Each version that differs is in exactly one list. */
export interface CompareReport {
  readonly source: string;
  readonly peer: string;
  readonly collection: string;
  /** Versions that the giver released to us and still does. */
  readonly released: number;
  /** Versions that we hold from it in this collection. */
  readonly held: number;
  readonly missing: readonly NamedVersion[];
  /** Held here and not, or no longer, released to us. */
  readonly extra: readonly NamedVersion[];
  /** Came, and was not taken: in quarantine, our own, or a version beside another that we hold. */
  readonly setAside: readonly NamedVersion[];
  readonly repaired: number;
}

type Deps = Pick<NodeState, 'transport'>;

/** Three questions at most for a source that lacks nothing; bodies move only for a repair. */
export async function compareSource(
  federation: Federation,
  deps: Deps,
  source: SourceRecord,
  repair: boolean,
): Promise<Result<CompareReport, Fault[]>> {
  const ours = await heldFrom(federation, source);
  const theirs = await differences(federation, deps, source, ours);
  if (!theirs.ok) return theirs;
  const { released, only } = theirs.value;
  const asideNames = await setAsideNames(federation, source, only);
  const isAside = (one: Fingerprinted): boolean => asideNames.has(nameOf(one));
  let missing = only.filter((one) => !isAside(one));
  let repaired = 0;
  if (repair && missing.length > 0) {
    const before = missing.length;
    await repairMissing(federation, source, missing);
    const now = new Set((await heldFrom(federation, source)).map((one) => one.fingerprint));
    const aside = await setAsideNames(federation, source, missing);
    missing = missing.filter((one) => !now.has(one.fingerprint) && !aside.has(nameOf(one)));
    repaired = before - missing.length;
  }
  await noteGap(federation, source, missing.length);
  const plain = (list: readonly Fingerprinted[]): NamedVersion[] => list.map(({ id, version }) => ({ id, version }));
  return ok({
    source: source.id,
    peer: source.party,
    collection: source.title,
    released,
    held: ours.length,
    missing: plain(missing),
    extra: plain(theirs.value.extra),
    setAside: plain(only.filter(isAside)),
    repaired,
  });
}

const nameOf = ({ id, version }: NamedVersion): string => `${id} ${instantKey(version)}`;

function heldFrom({ deps }: Federation, source: SourceRecord): Promise<Fingerprinted[]> {
  const collection = deps.engine.collections.get(source.into)!;
  const seqs = collection.membersOf((no) => deps.engine.book.factsOf(no).deliverer === source.party);
  return fingerprints(deps, source.into, seqs);
}

interface Differences {
  readonly released: number;
  readonly only: readonly Fingerprinted[];
  readonly extra: readonly Fingerprinted[];
}

async function differences(
  federation: Federation,
  deps: Deps,
  source: SourceRecord,
  ours: readonly Fingerprinted[],
): Promise<Result<Differences, Fault[]>> {
  const digits = bucketDigits(ours.length);
  const { sha256 } = federation.deps.platform;
  const first = await ask(federation, deps, source, { v: 1, collection: source.collection, digits, prefixes: null });
  if (!first.ok) return first;
  if (!('buckets' in first.value)) return fail(unreadable(source));
  const mine = bucketHashes(
    ours.map((one) => one.fingerprint),
    digits,
    sha256,
  );
  const names = differingBuckets(mine, new Map(Object.entries(first.value.buckets)));
  const theirs: Fingerprinted[] = [];
  for (let i = 0; i < names.length; i += prefixesMax) {
    const prefixes = names.slice(i, i + prefixesMax);
    const more = await ask(federation, deps, source, { v: 1, collection: source.collection, digits, prefixes });
    if (!more.ok) return more;
    if (!('entries' in more.value)) return fail(unreadable(source));
    for (const [id, version, fingerprint] of more.value.entries) theirs.push({ id, version, fingerprint });
  }
  const asked = new Set(names);
  const held = new Set(ours.map((one) => one.fingerprint));
  const given = new Set(theirs.map((one) => one.fingerprint));
  return ok({
    released: first.value.count,
    only: theirs.filter((one) => !held.has(one.fingerprint)),
    extra: ours.filter((one) => asked.has(one.fingerprint.slice(0, digits)) && !given.has(one.fingerprint)),
  });
}

const unreadable = (source: SourceRecord): Fault => ({
  at: `party:${source.party}`,
  problem: 'answers the comparison with something that is none',
  valid: 'a peer with a version of this program that compares',
});

async function ask(
  { deps }: Federation,
  { transport }: Deps,
  source: SourceRecord,
  request: CompareRequest,
): Promise<Result<CompareAnswer, Fault[]>> {
  const at = `party:${source.party}`;
  const body = deps.platform.encodeUtf8(JSON.stringify(request));
  const reply = await transport.send({ peer: source.party, method: 'POST', path: comparePath, body });
  if (reply.kind === 'unreachable') return fail({ at, problem: reply.why, valid: 'a peer that can be reached' });
  if (reply.status !== 200)
    return fail({ at, problem: `answers ${reply.status}`, valid: 'a collection that it lets this node read' });
  try {
    return readCompareAnswer(JSON.parse(deps.platform.decodeUtf8Fatal(reply.body)), request);
  } catch {
    return fail(unreadable(source));
  }
}

/** What came and was not taken, of these. */
async function setAsideNames(
  { deps }: Federation,
  source: SourceRecord,
  versions: readonly Fingerprinted[],
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  if (versions.length === 0) return names;
  for (const { source: of, object, version } of await deps.quarantine.rows())
    if (of === source.id && object !== null && version !== null) names.add(nameOf({ id: object, version }));
  for (const { value } of deps.store.documents('aside')) {
    const { party, object, version } = value as { party: string; object: string; version: string };
    if (party === source.party) names.add(nameOf({ id: object, version }));
  }
  // Our own that came back, and what another brought before: held, and not from this peer.
  for (const row of await deps.shelf.find(versions.map((one) => one.id))) if (!row.removed) names.add(nameOf(row));
  return names;
}

/** A feed that lacks something is not healthy (OC 4615); one that was compared and lacks nothing is whole again. */
async function noteGap({ deps }: Federation, source: SourceRecord, missing: number): Promise<void> {
  const state = deps.sources.state(source.id);
  const kept = state.gaps.filter((gap) => !gap.startsWith(gapSaid));
  const gaps = missing === 0 ? kept : [...kept, `${gapSaid} ${missing} versions are missing`];
  if (JSON.stringify(gaps) === JSON.stringify(state.gaps)) return;
  deps.sources.putState(source.id, { ...state, gaps });
  await deps.store.flush();
}

const gapSaid = 'a comparison found that';

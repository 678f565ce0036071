import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { instantKey, type Micros, parseTimestamp } from '../../core/time.ts';
import type { FoundRow } from '../../ports/store.ts';
import { peer } from '../../protocol/index.ts';
import type { NodeState } from '../node-state.ts';
import { findHoldings, type Holdings } from '../recall/find-holdings.ts';
import { plainRecall, scopeOf } from '../recall/plain-recall.ts';
import type { Recall, RecallScope } from '../recall/recall-record.ts';
import type { HolderCount, RecallApi, SentRecall } from '../recall-api.ts';
import { findCollection } from './find-collection.ts';
import { findParty } from './find-party.ts';

type Deps = Pick<
  NodeState,
  'engine' | 'store' | 'texts' | 'platform' | 'shelf' | 'peers' | 'parties' | 'recalls' | 'settings'
>;
type Input = Parameters<RecallApi['sendRecall']>[0];

/** Asks holders for copies by hand. What they might still get of it is kept back first. */
export async function sendRecallByHand(deps: Deps, input: Input): Promise<Result<SentRecall, Fault[]>> {
  const { engine, recalls, store } = deps;
  const read = await readRecall(deps, input);
  if (!read.ok) return read;
  const recall = read.value;
  const found = await findHoldings({ ...deps, book: recalls.book }, recall);
  if (found.length === 0)
    return fail({
      at: recall.to === null ? 'to' : `to ${recall.to.join(', ')}`,
      problem: 'nobody of them got any of it, or everybody has deleted it',
      valid: 'proviso who-got OBJECT tells who got what',
    });
  const holders = holderCounts(deps, found);
  const isForNothing = found.every((one) => one.held.length === 0 && one.asked.every((seq) => isKept(deps, one, seq)));
  if (input.dryRun === true || isForNothing) return ok({ id: null, holders });
  const isAsking = found.some(({ held }) => held.length > 0);
  // Where nobody is asked, no thread will tell who was meant.
  const to = recall.to ?? (isAsking ? null : [...new Set(found.map(({ party }) => party))]);
  await engine.exclusive(async () => engine.change(() => recalls.open({ ...recall, to })));
  await store.flush();
  await recalls.work();
  return ok({ id: recall.id, holders });
}

/** Whether a recall keeps it from the party until it is lifted; what was lifted before the answer came only waits for that. */
function isKept({ engine }: Deps, { feed, party }: Holdings, seq: number): boolean {
  const classNo = feed.collection.classes[seq] ?? 0;
  const from = classNo === 0 ? 'everybody' : engine.book.factsOf(classNo).recalledFrom;
  return from === 'everybody' || from?.includes(party) === true;
}

/** By party, over all collections. */
export function holderCounts({ peers }: Pick<Deps, 'peers'>, found: readonly Holdings[]): HolderCount[] {
  const counts = new Map<PartyId, HolderCount>();
  for (const { party, held, asked } of found) {
    const known = counts.get(party);
    counts.set(party, {
      party,
      versions: (known?.versions ?? 0) + held.length,
      askedBefore: (known?.askedBefore ?? 0) + asked.length,
      how: peers.enrolled(party) === null ? 'by-hand' : 'message',
    });
  }
  return [...counts.values()].sort((a, b) => (a.party < b.party ? -1 : 1));
}

async function readRecall(deps: Deps, input: Input): Promise<Result<Recall, Fault[]>> {
  const faults: Fault[] = [];
  const now = deps.engine.now();
  const cause = input.cause ?? 'revoked';
  if (!peer.recallCauses.some((one) => one === cause))
    faults.push({ at: 'cause', problem: `no cause "${cause}"`, valid: peer.recallCauses.join(', ') });
  const why = cause as peer.RecallCause;
  faults.push(...wordFaults('why', input.why));
  const until = readUntil(input.until, now, faults);
  const to = readParties(deps, input.to, faults);
  const scope = await readScope(deps, input, why, faults);
  if (faults.length > 0 || scope === null) return fail(...faults);
  return ok({
    ...plainRecall,
    id: `urn:uuid:${deps.platform.uuid()}`,
    at: now,
    why,
    text: input.why,
    ask: why === 'corrected' ? 'replace' : 'delete',
    until,
    accord: input.accord ?? null,
    by: input.by ?? null,
    scope,
    to,
    withhold: 'possible',
  });
}

/** Words for people, on either side. */
export function wordFaults(at: string, text: string | undefined): Fault[] {
  if (text !== undefined && text.trim().length > 0 && text.length <= limits.recallTextMax) return [];
  return [{ at, problem: 'says nothing, or too much', valid: `1 to ${limits.recallTextMax} characters` }];
}

function readUntil(text: string | undefined, now: Micros, faults: Fault[]): Micros | null {
  if (text === undefined) return null;
  const until = parseTimestamp(text);
  if (until === null || until <= now)
    faults.push({ at: 'until', problem: `"${text}" is no moment to come`, valid: 'UTC, such as 2026-03-02T12:00:00Z' });
  return until;
}

function readParties(deps: Deps, to: readonly string[], faults: Fault[]): readonly PartyId[] | null {
  if (to.length === 1 && to[0] === 'all-holders') return null;
  if (to.length === 0) faults.push({ at: 'to', problem: 'nobody is named', valid: 'parties, or all-holders' });
  return to.flatMap((ref) => {
    const party = findParty(deps.parties, ref, 'to');
    if (!party.ok) faults.push(...party.error);
    return party.ok ? [party.value.id] : [];
  });
}

async function readScope(
  deps: Deps,
  { objects = [], accord, collection }: Input,
  why: peer.RecallCause,
  faults: Fault[],
): Promise<RecallScope | null> {
  const named = [objects.length > 0, accord !== undefined, collection !== undefined].filter((given) => given).length;
  if (named !== 1) {
    faults.push({ at: 'recall', problem: 'says not what', valid: 'one of --object, --accord and --collection' });
    return null;
  }
  if (collection !== undefined) {
    const found = findCollection(deps.engine, collection);
    if (!found.ok) faults.push(...found.error);
    return found.ok ? { of: [everythingIn(found.value)], under: null } : null;
  }
  if (accord !== undefined) return accordScope(deps, accord, faults);
  const rows: FoundRow[] = [];
  const all = await deps.shelf.find([...new Set(objects)]);
  for (const object of new Set(objects)) {
    const versions = all.filter((row) => row.id === object);
    const chosen = why === 'corrected' ? withoutNewest(versions) : versions;
    if (chosen.length === 0)
      faults.push({
        at: 'object',
        problem: versions.length === 0 ? `"${object}" was never held` : `"${object}" has no version that was replaced`,
        valid: versions.length === 0 ? 'the STIX id of an object' : 'an object with a newer version',
      });
    rows.push(...chosen);
  }
  return { of: scopeOf(rows), under: null };
}

const everythingIn = (collection: {
  readonly record: { readonly no: number };
  readonly log: { readonly nextSeq: number };
}): { readonly collection: number; readonly seqs: string } => ({
  collection: collection.record.no,
  seqs: `1-${Math.max(1, collection.log.nextSeq - 1)}`,
});

/** What is corrected stays in its newest version, in each collection. */
const withoutNewest = (versions: readonly FoundRow[]): FoundRow[] =>
  versions.filter((row) =>
    versions.some(
      (other) =>
        !other.removed && other.collection === row.collection && instantKey(other.version) > instantKey(row.version),
    ),
  );

function accordScope({ texts, engine }: Deps, id: string, faults: Fault[]): RecallScope | null {
  const names = [id, `urn:uuid:${id}`];
  const under = [...texts.values()]
    .filter((text) => names.includes(text.id) || names.includes(text.accord ?? ''))
    .map((text) => text.id);
  if (under.length === 0)
    faults.push({ at: 'accord', problem: `nothing was given under "${id}"`, valid: 'the id of an accord or a text' });
  return { of: [...engine.collections.values()].map(everythingIn), under };
}

import { pushedLegs, pushState } from '../../../src/app/federation/push/push-leg.ts';
import { findHoldings } from '../../../src/app/recall/find-holdings.ts';
import { plainRecall } from '../../../src/app/recall/plain-recall.ts';
import type { PartnerFeed } from '../../../src/app/release/partner-feed.ts';
import type { PartyId } from '../../../src/core/ids.ts';
import { type Micros, parseTimestamp } from '../../../src/core/time.ts';
import type { NetworkLab } from './create-lab.ts';
import { versionName } from './exchange-history.ts';
import { type Edge, heldIn } from './exchange-world.ts';
import type { LivingNode } from './lab-node.ts';

interface Entry {
  readonly seq: number;
  readonly stamp: Micros;
  readonly served: boolean;
  /** It stands for a version that the taker may see now. */
  readonly living: boolean;
}

/** How the taker's books and the giver's contradict each other about one edge, once all is quiet; null when nowhere. */
export async function wrongBooks(
  lab: NetworkLab,
  edge: Edge,
  alias: string,
  into: string | null,
): Promise<string | null> {
  const giver = lab.node(edge.giver);
  const taker = lab.node(edge.taker);
  const feed = feedOf(giver, edge.taker, alias);
  if (feed === undefined) return null;
  const open = [giver, taker].flatMap(({ operator }) => operator.recalls()).find(({ state }) => state !== 'answered');
  if (open !== undefined) return `a recall is ${open.state}`;
  const wrong = wrongPlaces(giver, taker, feed, edge, alias);
  return wrong ?? (into === null ? null : wrongHoldings(lab, giver, taker, feed, into));
}

/** Names of the versions that the giver lets the taker see now. */
export async function shownTo(lab: NetworkLab, edge: Edge, alias: string): Promise<string[]> {
  const giver = lab.node(edge.giver);
  const feed = feedOf(giver, edge.taker, alias);
  if (feed === undefined) return [];
  const { at } = giver.state.engine.horizon();
  const { log, classes } = feed.collection;
  const seqs = Array.from({ length: log.nextSeq - 1 }, (_, i) => i + 1);
  const shown = seqs.filter((seq) => classes[seq] !== 0 && feed.stream.visibility(seq, at) !== null);
  return namesOf(lab, giver, feed, shown);
}

function feedOf({ state }: LivingNode, taker: string, alias: string): PartnerFeed | undefined {
  const own = [...state.engine.collections.values()].find((c) => c.record.alias === alias);
  return own === undefined ? undefined : state.engine.feed(taker as PartyId, own.record.no);
}

/** T-FED-09: what the taker goes on from, or the giver for it, is the end of what was delivered, and nothing was passed over. */
function wrongPlaces(
  giver: LivingNode,
  taker: LivingNode,
  feed: PartnerFeed,
  edge: Edge,
  alias: string,
): string | null {
  const entries: Entry[] = [];
  const { at } = giver.state.engine.horizon();
  feed.stream.entries.scan(0, 0, (position, seq, stamp, asOf, flags) => {
    const living = feed.stream.isLiving({ position, seq, stamp, asOf, flags }, at);
    entries.push({ seq, stamp, served: feed.stream.entries.wasServed(position), living });
    return true;
  });
  const places = [pulledTo(taker, edge, alias), pushedTo(giver, feed)].filter((place) => place !== null);
  for (const place of places)
    if (!entries.some(({ stamp, served }) => stamp === place && served))
      return `the place ${place} is not that of anything that was delivered`;
  const to = Math.max(0, ...places);
  for (const { seq, stamp, served, living } of entries) {
    if (living && !served) return `version ${seq} lies at ${stamp} and was never delivered`;
    if (living && stamp > to) return `version ${seq} lies at ${stamp}, behind the place ${to}`;
  }
  return null;
}

function pulledTo({ state }: LivingNode, edge: Edge, alias: string): Micros | null {
  const { addedAfter } = state.federation.deps.sources.state(`${edge.giver}/${alias}`).place;
  return addedAfter === null ? null : parseTimestamp(addedAfter);
}

function pushedTo({ state }: LivingNode, feed: PartnerFeed): Micros | null {
  const leg = pushedLegs(state).find(
    ({ to, collection }) => to === feed.party && collection === feed.collection.record.no,
  );
  return leg === undefined ? null : (pushState(state, leg)?.after ?? null);
}

const namesOf = async (lab: NetworkLab, { state }: LivingNode, feed: PartnerFeed, seqs: readonly number[]) =>
  (await lab.finish(() => state.store.rows(feed.collection.record.no, seqs))).map(
    ({ id, version }) => `${id} ${version}`,
  );

/** What the taker holds is on the giver's record as with it, and what is on record and let out is held. */
async function wrongHoldings(
  lab: NetworkLab,
  giver: LivingNode,
  taker: LivingNode,
  feed: PartnerFeed,
  into: string,
): Promise<string | null> {
  const { state } = giver;
  const everything = { ...plainRecall, to: [feed.party], scope: { of: null, under: null } };
  const found = await lab.finish(() => findHoldings({ ...state, book: state.recalls.book }, everything));
  const seqs = found.filter((one) => one.feed === feed).flatMap(({ held }) => held.map(({ seq }) => seq));
  const known = new Set(await namesOf(lab, giver, feed, seqs));
  const held = new Set((await lab.finish(() => heldIn(taker, into))).map(versionName));
  const strange = [...held].find((name) => !known.has(name));
  if (strange !== undefined) return `${strange} is held and on record as given back, or as never given`;
  const { at } = state.engine.horizon();
  const out = await namesOf(
    lab,
    giver,
    feed,
    seqs.filter((seq) => feed.stream.visibility(seq, at) !== null),
  );
  const gone = out.find((name) => !held.has(name));
  return gone === undefined ? null : `${gone} is let out, on record as held, and not held`;
}

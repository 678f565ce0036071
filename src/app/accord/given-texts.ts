import type { Version } from '../../core/accord/index.ts';
import { type PartyId, parsePartyId, type TextId } from '../../core/ids.ts';
import type { Fault } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import { compileTerms, type TermsText } from '../../core/terms/index.ts';
import type { NodeState, StoredText } from '../node-state.ts';
import { findCollection } from '../operate/find-collection.ts';
import { isSuspended } from '../text-in-force.ts';
import { legsGivenBy } from './given-legs.ts';

/** What legs of accords need of the node to let something flow, or to stop it. */
export type FlowDeps = Pick<NodeState, 'engine' | 'store' | 'texts' | 'received' | 'settings' | 'positions'>;

/**
 * Both have signed: the legs we give open, those we receive are kept, and scales we did not know join ours. Everything was
 * checked before we signed; a leg that no longer fits is not opened, and the fault says so.
 */
export function openLegs(deps: FlowDeps, accord: string, version: Version, moment: Moment): Fault[] {
  const { settings } = deps;
  const { legs, topics } = version.text;
  const faults = joinTopics(deps, topics);
  const given = legsGivenBy(settings.party, legs);
  for (const { no, terms } of given) faults.push(...openLeg(deps, { accord, no, terms }, moment));
  for (const [no, { terms }] of legs.entries())
    if (!given.some((each) => each.no === no)) faults.push(...keepLeg(deps, { accord, no, terms }, moment));
  return faults;
}

interface LegToOpen {
  readonly accord: string;
  readonly no: number;
  readonly terms: StoredText['text'];
}

function openLeg({ engine, store, texts }: FlowDeps, { accord, no, terms }: LegToOpen, moment: Moment): Fault[] {
  const at = `legs[${no}].terms`;
  const compiled = compileTerms(terms);
  const collection = findCollection(engine, terms.over, `${at}.over`);
  const { id } = terms;
  if (!collection.ok) return collection.error;
  if (!compiled.ok || id === undefined || texts.has(id))
    return [{ at, problem: 'no longer fits this node, and is not opened', valid: 'a new accord' }];
  const row: StoredText = {
    id,
    from: compiled.value.giver,
    to: compiled.value.receiver,
    text: terms,
    collection: collection.value.record.no,
    since: moment.at,
    endedAt: null,
    accord,
    suspensions: [],
  };
  texts.set(id, row);
  store.write.putDocument('text', id, row);
  engine.putInForce({ id, terms: compiled.value, collection: row.collection, since: moment.at }, moment);
  return [];
}

function keepLeg({ received }: FlowDeps, { no, terms }: LegToOpen, moment: Moment): Fault[] {
  const at = `legs[${no}].terms.id`;
  const { id } = terms;
  // No party may put other words in the place of a text that is on record.
  if (id === undefined || received.get(id) !== null)
    return [{ at, problem: 'is that of another text received', valid: 'a new accord' }];
  const party = (text: string | undefined): PartyId | null => {
    const parsed = text === undefined ? null : parsePartyId(text);
    return parsed?.ok ? parsed.value : null;
  };
  const from = party(terms.from);
  if (from === null) return [{ at, problem: 'is of nobody', valid: 'a new accord' }];
  received.put(
    { id, from, to: party(terms.to), text: terms, since: moment.at, endedAt: null, replacedBy: null },
    moment,
  );
  return [];
}

/** A scale of ours stays as it is: what we signed was checked against it. */
function joinTopics({ positions }: FlowDeps, topics: Version['text']['topics']): Fault[] {
  const fresh = topics.filter((topic) => !positions.topics.has(topic.id));
  if (fresh.length > 0) positions.addTopics(fresh);
  return topics
    .filter((topic) => !sameScale(positions.topics.get(topic.id)?.scale, topic.scale))
    .map((topic) => ({
      at: `topics.${topic.id}`,
      problem: 'has another scale here by now; conditions on it do not hold',
      valid: 'an amendment with a topic of its own',
    }));
}

export const sameScale = (
  a: { readonly values: readonly string[]; readonly ordered: boolean } | undefined,
  b: { readonly values: readonly string[]; readonly ordered: boolean },
): boolean => a !== undefined && a.ordered === b.ordered && a.values.join('\n') === b.values.join('\n');

export interface AccordLegs {
  readonly accord: string;
  readonly legs: readonly { readonly terms: TermsText }[];
}

/** The legs of an accord that ends, and of the one that takes its place where there is one. */
export interface EndingLegs extends AccordLegs {
  readonly replacedBy: readonly { readonly terms: TermsText }[];
}

/** Nothing flows under the accord any more. What came under a leg that was replaced is under the one in its place. */
export function endLegs(
  { engine, store, texts, received }: FlowDeps,
  { accord, legs, replacedBy }: EndingLegs,
  moment: Moment,
): void {
  for (const text of ownTexts(texts, accord)) {
    if (text.endedAt !== null) continue;
    const row = { ...text, endedAt: moment.at };
    texts.set(text.id, row);
    store.write.putDocument('text', text.id, row);
    engine.end(text.id, moment);
  }
  for (const { terms } of legs) {
    const kept = terms.id === undefined ? null : received.get(terms.id);
    if (kept === null || `party:${kept.from}` !== terms.from) continue;
    const next: TextId | undefined = replacedBy.find((leg) => leg.terms.from === terms.from)?.terms.id;
    received.end(kept.id, moment, next ?? null);
  }
}

/** The received ones among the legs of an accord pass nothing on while it is suspended. */
function holdReceived({ received }: FlowDeps, { legs }: AccordLegs, suspended: boolean, moment: Moment): void {
  for (const { terms } of legs) {
    const kept = terms.id === undefined ? null : received.get(terms.id);
    if (kept === null || `party:${kept.from}` !== terms.from || (kept.suspended === true) === suspended) continue;
    received.put({ ...kept, suspended }, moment);
  }
}

/** Nothing flows for now, and what came is not passed on; the texts stay, and so does their age. */
export function suspendLegs(deps: FlowDeps, of: AccordLegs, moment: Moment): void {
  const { engine, store, texts } = deps;
  const { accord } = of;
  holdReceived(deps, of, true, moment);
  const stretch = { from: moment.at, to: null };
  for (const text of ownTexts(texts, accord)) {
    if (text.endedAt !== null || isSuspended(text)) continue;
    const row = { ...text, suspensions: [...(text.suspensions ?? []), stretch] };
    texts.set(text.id, row);
    store.write.putDocument('text', text.id, row);
    engine.end(text.id, moment);
  }
}

/** Nobody suspends it any more: it goes on where it stood. */
export function resumeLegs(deps: FlowDeps, of: AccordLegs, moment: Moment): void {
  const { engine, store, texts } = deps;
  const { accord } = of;
  holdReceived(deps, of, false, moment);
  for (const text of ownTexts(texts, accord)) {
    if (text.endedAt !== null || !isSuspended(text)) continue;
    const compiled = compileTerms(text.text);
    if (!compiled.ok) throw new Error(`the text ${text.id} was accepted and no longer compiles`);
    const row = { ...text, suspensions: closed(text.suspensions ?? [], moment) };
    texts.set(text.id, row);
    store.write.putDocument('text', text.id, row);
    engine.putInForce({ id: text.id, terms: compiled.value, collection: text.collection, since: text.since }, moment);
  }
}

type Stretches = NonNullable<StoredText['suspensions']>;

const closed = (stretches: Stretches, moment: Moment): Stretches =>
  stretches.map((one) => (one.to === null ? { ...one, to: moment.at } : one));

const ownTexts = (texts: FlowDeps['texts'], accord: string): StoredText[] =>
  [...texts.values()].filter((text) => text.accord === accord);

import { earliest } from '../../core/conditions/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { PositionBook } from '../../core/position/index.ts';
import { type AgeSet, always, type OpenPairs, subtractAges } from '../../core/stream/index.ts';
import type { Micros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';
import type { DeskRecords } from '../position-desk.ts';
import type { PartnerFeed } from '../release/partner-feed.ts';
import { modesUnder, type WorldGates, worldGates } from './compare-worlds.ts';

type Deps = Pick<NodeState, 'engine' | 'positions'>;

/** Objects that records would open to one partner, in all collections together. */
export interface Openings {
  readonly objects: number;
  readonly party: PartyId;
}

/** Moments looked at for one partner; gates that turn more often are taken at the most they could ever open. */
const momentsMax = 64;

/** Topics that a gate of a feed asks about. */
export function topicsAsked(feed: Pick<PartnerFeed, 'texts'>): ReadonlySet<string> {
  const leaves = feed.texts.flatMap(({ terms }) =>
    [...terms.permissions('receive'), ...terms.prohibitions('receive')].flatMap((pair) => pair.gate.leaves),
  );
  return new Set(leaves.flatMap(({ condition }) => condition.params['topic'] ?? []));
}

/**
 * The partner to whom these records would newly open most, now or later by time alone (patience that ends, ages that are
 * reached); null when they open nothing to anybody. Objects count once, whenever they would be out, by what is held at `at`.
 */
export function countOpenings(deps: Deps, records: DeskRecords, at: Micros): Openings | null {
  const topics = topicsTouched(deps, records);
  const [before, after] = [deps.positions.book, deps.positions.bookWith([], records)];
  const perParty = new Map<PartyId, number>();
  for (const feed of deps.engine.feeds.values()) {
    const asked = topicsAsked(feed);
    if (![...topics].some((topic) => asked.has(topic))) continue;
    const { party, texts } = feed;
    const under = (positions: PositionBook) => (t: Micros) =>
      worldGates({ texts, gate: (text) => ({ ...deps.engine.gateFacts(text, party, t, t), positions }) });
    const sticking = (name: string): OpenPairs | null => deps.engine.sticking?.open(name, party, at) ?? null;
    const worlds = { was: under(before), is: under(after), alike: true, ever: everyPermission(texts), sticking };
    const objects = countNewlyOpen(feed, worlds, at);
    if (objects > 0) perParty.set(feed.party, (perParty.get(feed.party) ?? 0) + objects);
  }
  let most: Openings | null = null;
  for (const [party, objects] of perParty) if (most === null || objects > most.objects) most = { party, objects };
  return most;
}

function topicsTouched({ positions }: Deps, records: DeskRecords): ReadonlySet<string> {
  const own = new Map(records.statements.map((s) => [s.id, s]));
  const named = [
    ...records.grades.map((g) => g.statement),
    ...records.retractions.map((r) => r.statement),
    ...records.relations.flatMap((r) => [r.from, r.to]),
  ];
  const statements = named.map((id) => own.get(id) ?? positions.statements.get(id));
  return new Set([...own.values(), ...statements].flatMap((s) => s?.topic ?? []));
}

/** The classes of a collection, and by what each is covered under the texts of both worlds together. */
export type Covered = Pick<PartnerFeed, 'collection' | 'coverageOfClass'>;

/** Two worlds along time, by their gates. */
export interface WorldsApart {
  readonly was: (t: Micros) => WorldGates;
  readonly is: (t: Micros) => WorldGates;
  /** Both have the same texts, so that equal keys are equal gates. */
  readonly alike: boolean;
  /** What stands for the second world when its gates turn too often to be followed. */
  readonly ever: ReadonlyMap<string, OpenPairs>;
  /** Gates of texts that stick to what came from others, by name; they are taken as they stand. */
  readonly sticking: (name: string) => OpenPairs | null;
  /** Where the second world has other answers of those asked: by what its classes are covered then, and those gates. */
  readonly answered?: Pick<Covered, 'coverageOfClass'> & { readonly sticking: (name: string) => OpenPairs | null };
}

/**
 * Objects that are out in the second world and not in the first, now or later by time alone. Gates stand still from one
 * moment of the chain to the next, while ages grow: what crosses a border meanwhile counts.
 */
export function countNewlyOpen(covered: Covered, worlds: WorldsApart, at: Micros): number {
  const opened = new OpenedObjects(covered);
  let last: Gains = { key: '', ages: new Map(), due: null };
  for (let [t, moment]: [Micros | null, number] = [at, 0]; t !== null; moment++) {
    const here: Micros = t;
    const [was, is] = [worlds.was(here), worlds.is(here)];
    const isTooMany = moment === momentsMax;
    const key = isTooMany ? 'all' : `${was.key}/${is.key}`;
    if (key !== last.key || (last.due !== null && last.due <= here)) {
      const pairs = isTooMany ? worlds.ever : is.pairs;
      const same = !isTooMany && worlds.alike && was.key === is.key;
      last = same
        ? { key, ages: new Map(), due: null }
        : gains(covered, was.pairs, pairs, { key, here, sticking: worlds.sticking, answered: worlds.answered ?? null });
    }
    const next: Micros | null = isTooMany ? null : earliest(earliest(was.nextChange, is.nextChange), last.due);
    opened.note(last.ages, here, next);
    t = next === null ? null : Math.max(here + 1, next);
  }
  return opened.count;
}

/** Ages that classes gain by the gates named in `key`, and when time alone will change that. */
interface Gains {
  readonly key: string;
  readonly ages: ReadonlyMap<number, AgeSet>;
  readonly due: Micros | null;
}

interface GainsAt {
  readonly key: string;
  readonly here: Micros;
  /** What sticks is taken as it stands: records about positions open texts of ours. */
  readonly sticking: (name: string) => OpenPairs | null;
  readonly answered: WorldsApart['answered'] | null;
}

function gains(
  covered: Covered,
  was: ReadonlyMap<string, OpenPairs>,
  is: ReadonlyMap<string, OpenPairs>,
  { key, here, sticking, answered }: GainsAt,
): Gains {
  let due: Micros | null = null;
  const note = (at: Micros): void => {
    due = earliest(due, at);
  };
  const modeWas = modesUnder(was, sticking, here, note);
  const modeIs = modesUnder(is, answered?.sticking ?? sticking, here, note);
  const ages = new Map<number, AgeSet>();
  for (const c of covered.collection.classesHeld()) {
    const coverage = covered.coverageOfClass(c);
    const gained = subtractAges(modeIs(answered?.coverageOfClass(c) ?? coverage), modeWas(coverage));
    if (gained.length > 0) ages.set(c, gained);
  }
  return { key, ages, due };
}

/** As if every permission held and no prohibition did. */
export const everyPermission = (texts: PartnerFeed['texts']): ReadonlyMap<string, OpenPairs> =>
  new Map(
    texts.map(({ id, terms }) => [
      id,
      {
        permits: terms.permissions('receive').map(({ age }) => [{ from: age.atLeast, until: age.below }]),
        blocks: [],
      },
    ]),
  );

/** Objects found to open, whole classes at a time where ages make no difference. */
class OpenedObjects {
  readonly #collection: PartnerFeed['collection'];
  readonly #classes = new Set<number>();
  readonly #single = new Set<number>();

  constructor({ collection }: Pick<PartnerFeed, 'collection'>) {
    this.#collection = collection;
  }

  /** Classes and the ages they gain, from `from` until `to` (null: for good). */
  note(gained: ReadonlyMap<number, AgeSet>, from: Micros, to: Micros | null): void {
    const aged = new Map<number, AgeSet>();
    for (const [classNo, ages] of gained)
      if (JSON.stringify(ages) === JSON.stringify(always)) this.#classes.add(classNo);
      else if (!this.#classes.has(classNo)) aged.set(classNo, ages);
    if (aged.size === 0) return;
    const { log, classes } = this.#collection;
    for (let seq = 1; seq < log.nextSeq; seq++) {
      const ages = aged.get(classes[seq]!);
      if (ages === undefined || this.#single.has(seq)) continue;
      const [young, old] = [from - log.atOf(seq), (to ?? Number.POSITIVE_INFINITY) - log.atOf(seq)];
      if (ages.some((x) => x.from < old && (x.until === null || x.until > young))) this.#single.add(seq);
    }
  }

  get count(): number {
    let n = 0;
    for (const c of this.#classes) n += this.#collection.countOfClass(c);
    for (const seq of this.#single) if (!this.#classes.has(this.#collection.classes[seq]!)) n++;
    return n;
  }
}

import type { Micros } from '../time.ts';
import type { Dossier } from './dossier.ts';
import { JoinedSets } from './joined-sets.ts';
import { by, type KnownRecord, knownAt } from './known-record.ts';
import type { Join, RecordFamily } from './record-family.ts';
import { type Scales, type Weighed, weighEvent } from './weigh-event.ts';

/** A family as it weighed after the turns that it had taken by some time. */
interface WeighedFamily {
  readonly family: RecordFamily;
  readonly turns: number;
  readonly events: readonly Weighed[];
}

/** What a dossier weighs: each of its families apart, in their order. */
export type Weighing = readonly WeighedFamily[];

/**
 * Statements as they stand at `known`, weighed by the guards of a question.
 * @param earlier a weighing on the same scales, of any dossier at any time: families that are in it as they stand now, the
 * same object after the same turns, are taken over
 */
export function weighDossier(dossier: Dossier, scales: Scales, known: Micros, earlier: Weighing): Weighing {
  let at = 0;
  return dossier.families.map((family): WeighedFamily => {
    const turns = turnsBy(family, known);
    // Both are in the order of the log.
    while (at < earlier.length && placeOf(earlier[at]!.family) < placeOf(family)) at++;
    const found = earlier[at];
    if (found !== undefined && found.family === family && found.turns === turns) return found;
    return { family, turns, events: weighFamily(family, scales, known) };
  });
}

const placeOf = (family: RecordFamily): number => family.lives[0]!.place;

function turnsBy({ turns }: RecordFamily, known: Micros): number {
  let n = turns.length;
  while (n > 0 && turns[n - 1]! > known) n--;
  return n;
}

function weighFamily(family: RecordFamily, scales: Scales, known: Micros): readonly Weighed[] {
  const standing: KnownRecord[] = [];
  for (const life of family.lives) {
    const one = knownAt(life, known);
    if (one !== null) standing.push(one);
  }
  return eventsOf(standing, by(family.joins, known)).map((event) => weighEvent(event.records, event.joins, scales));
}

interface Event {
  readonly records: KnownRecord[];
  readonly joins: Join[];
}

/** Records that the relations join, each event with the relations that make it one. */
function eventsOf(standing: readonly KnownRecord[], joins: readonly Join[]): readonly Event[] {
  const sets = new JoinedSets();
  for (const { relation } of joins) sets.join(relation.from, relation.to);
  const events = new Map<string, Event>();
  for (const one of standing) {
    const root = sets.root(one.statement.id);
    const event = events.get(root);
    if (event === undefined) events.set(root, { records: [one], joins: [] });
    else event.records.push(one);
  }
  for (const join of joins) events.get(sets.root(join.relation.from))?.joins.push(join);
  return [...events.values()];
}

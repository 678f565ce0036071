import { type AccordState, lapsesAfter, legExpiresAfter, legState } from '../../core/accord/index.ts';
import type { AccordStanding, LegStanding } from '../../core/conditions/index.ts';
import { type PartyId, parsePartyId } from '../../core/ids.ts';
import type { Micros } from '../../core/time.ts';
import type { AccordRecord, CourseEntry } from './accord-record.ts';

/** Where an accord stands from a moment on, until a message changes it; time goes on by itself. */
export function courseEntry(state: AccordState, at: Micros): CourseEntry {
  const { stage, table } = state;
  const standing = legState(state, at);
  const lapse = stage.name === 'tabled' || stage.name === 'held';
  const force = stage.name === 'in-force';
  const legs = (table?.text.legs ?? []).map(({ terms }, no) => {
    const giver = parsePartyId(terms.from);
    if (!giver.ok || table === null) throw new Error(`accord ${state.id}: a leg of nobody`);
    return {
      giver: giver.value,
      last: force ? legExpiresAfter(table.text, no) : lapse ? lapsesAfter(table.text) : null,
    };
  });
  return { at, state: standing, legs };
}

/** The course with one more entry, unless nothing a condition may ask has changed. */
export function prolonged(course: readonly CourseEntry[], entry: CourseEntry): readonly CourseEntry[] {
  const last = course.at(-1);
  const isSame =
    last !== undefined && JSON.stringify([last.state, last.legs]) === JSON.stringify([entry.state, entry.legs]);
  return isSame ? course : [...course, entry];
}

type Records = Pick<ReadonlyMap<string, Pick<AccordRecord, 'course'>>, 'get'>;

/** What gates may ask of the accords on record. What a node has on record it knew at that moment, and not before. */
export const accordStanding = (records: Records): AccordStanding => ({
  leg: (accord, giver, at, known) => {
    const course = records.get(accord)?.course;
    return course === undefined ? null : standingOf(course, giver, at, known);
  },
  inForceSince: (accord, at, known) => {
    const course = records.get(accord)?.course ?? [];
    const now = standing(course, at, known);
    if (now === null || (now.state !== 'in-force' && now.state !== 'suspended')) return null;
    if (now.legs.every(({ last }) => last !== null && at > last)) return null;
    return course.find(({ state }) => state === 'in-force' || state === 'suspended')?.at ?? null;
  },
});

const standing = (course: readonly CourseEntry[], at: Micros, known: Micros): CourseEntry | null =>
  course.filter((entry) => entry.at <= Math.min(at, known)).at(-1) ?? null;

function standingOf(course: readonly CourseEntry[], giver: PartyId, at: Micros, known: Micros): LegStanding {
  const entry = standing(course, at, known);
  if (entry === null) return { state: 'none', since: 0, nextChange: null };
  const leg = entry.legs.find((each) => each.giver === giver);
  if (leg === undefined) return { state: 'none', since: entry.at, nextChange: null };
  const { last } = leg;
  if (last !== null && at > last) return { state: 'ended', since: Math.max(entry.at, last + 1), nextChange: null };
  return { state: entry.state, since: sinceOf(course, entry), nextChange: last === null ? null : last + 1 };
}

/** A state lasts over entries that differ in something else. */
function sinceOf(course: readonly CourseEntry[], entry: CourseEntry): Micros {
  let { at } = entry;
  for (let i = course.indexOf(entry) - 1; i >= 0 && course[i]?.state === entry.state; i--) at = course[i]!.at;
  return at;
}

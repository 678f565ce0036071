import type {
  ActorTable,
  AdmiraltyGrade,
  NoPosition,
  PositionQuery,
  Relation,
  Statement,
  StatementLog,
  Topic,
} from '../../src/core/position/index.ts';
import type { Micros } from '../../src/core/time.ts';

/**
 * Positions by definition (terms profile section 3; threats T-NEG-06 and 07), slow and obvious: for each instant, everything
 * is worked out again from the records. Time is small whole numbers here, so that "since when" can be found by looking at
 * every instant. Nothing is indexed, swept or kept.
 */
export interface OracleAnswer {
  readonly value: string | null;
  readonly why: NoPosition | null;
  readonly since: Micros | null;
  readonly until: Micros | null;
}

interface Waiting {
  readonly recorded: Micros;
  readonly by: string | null;
  readonly awaits: number | null;
}

/** A record as it stands, with the guard that it misses by itself. */
interface Standing {
  readonly s: Statement;
  readonly grade: AdmiraltyGrade;
  readonly event: ReadonlySet<string>;
  readonly organ: string;
  readonly value: string;
  readonly lacks: NoPosition | null;
  readonly countsSince: Micros | null;
  readonly yieldsTo: readonly string[];
  /** It passed the guard on its grade once. */
  readonly fell: boolean;
}

interface Words {
  readonly id: string;
  readonly organ: string;
  readonly value: string;
  readonly said: Micros;
  readonly grade: AdmiraltyGrade;
  readonly lacks: NoPosition | null;
  readonly yieldsTo: readonly string[];
  readonly fell: boolean;
  /** Since when it could have carried a position; null where it can only contradict. */
  readonly backsSince: Micros | null;
}

const never = Number.POSITIVE_INFINITY;
const order: readonly (NoPosition | null)[] = [
  'grade-too-low',
  'joint-unconfirmed',
  'not-as-quoted',
  'awaits-second-person',
  'too-few-paths',
  'not-signed',
  null,
];

// Grades: letter and digit both; F and 6 are no judgement.
const isJudged = (grade: string): boolean => !grade.includes('F') && !grade.includes('6');
const atLeast = (grade: string, least: string): boolean =>
  isJudged(grade) && grade.slice(0, 1) <= least.slice(0, 1) && grade.slice(1) <= least.slice(1);
const weighsAgainst = (grade: string, other: string): boolean =>
  grade === other || !isJudged(other) || atLeast(grade, other);

/** At once, or when somebody else confirmed; never while it waits. */
function effectOf(log: StatementLog, act: Waiting, ids: readonly string[]): Micros {
  if (act.awaits === null) return act.recorded;
  const isOther = (by: string): boolean => act.by === null || act.by.trim().toLowerCase() !== by.trim().toLowerCase();
  const times = (log.confirmations ?? [])
    .filter((c) => ids.includes(c.statement) && c.recorded >= act.recorded && isOther(c.by))
    .map((c) => c.recorded);
  return Math.min(never, ...times);
}

const isAsked = (s: Statement, q: PositionQuery): boolean =>
  s.party === q.of &&
  s.topic === q.topic &&
  s.value !== null &&
  (q.by === undefined
    ? s.kind === 'statement' && s.mode !== 'narrator-claim'
    : s.kind === 'assessment' && s.assessor === q.by);

const isRetracted = (log: StatementLog, s: Statement, known: Micros): boolean =>
  (log.retractions ?? []).some((r) => r.statement === s.id && effectOf(log, r, [s.id]) <= known);

/** The newest grade; of one instant the worst. */
function gradeOf(log: StatementLog, s: Statement, known: Micros): AdmiraltyGrade {
  const rows = (log.grades ?? [])
    .filter((g) => g.statement === s.id)
    .map((g) => ({ grade: g.grade, at: effectOf(log, g, [s.id]) }))
    .filter((g) => g.at <= known);
  const last = Math.max(...rows.map((g) => g.at));
  const worst = rows.filter((g) => g.at === last).map((g) => g.grade);
  return worst.sort().at(-1) ?? s.grade;
}

/** Everything that relations known by then join to `id`, itself included; whatever the records on the way are of. */
function eventOf(log: StatementLog, id: string, known: Micros): ReadonlySet<string> {
  const event = new Set([id]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const r of joiningRelations(log, known)) {
      if (event.has(r.from) === event.has(r.to)) continue;
      event.add(r.from).add(r.to);
      grew = true;
    }
  }
  return event;
}

const joiningRelations = (log: StatementLog, known: Micros): readonly Relation[] =>
  (log.relations ?? []).filter(
    (r) => (r.kind === 'same-event' || r.kind === 'paraphrase-of') && effectOf(log, r, [r.from, r.to]) <= known,
  );

/** Since when a record has been free to open and passed the guard on its grade, every instant up to `known`. */
function countsSince(log: StatementLog, s: Statement, q: PositionQuery, known: Micros): Micros | null {
  const free = effectOf(log, s, [s.id]);
  const passes = (at: Micros): boolean =>
    at >= free && (q.grade === undefined || atLeast(gradeOf(log, s, at), q.grade));
  let since: Micros | null = null;
  for (let at = known; at >= s.recorded && passes(at); at--) since = at;
  return since;
}

/** At some instant it was free to open and passed the guard on its grade. */
function passedOnce(log: StatementLog, s: Statement, q: PositionQuery, known: Micros): boolean {
  const free = effectOf(log, s, [s.id]);
  if (q.grade === undefined) return false;
  for (let at = Math.max(free, s.recorded); at <= known; at++) if (atLeast(gradeOf(log, s, at), q.grade)) return true;
  return false;
}

function standing(log: StatementLog, q: PositionQuery, known: Micros): readonly Standing[] {
  const records = log.statements
    .filter((s) => isAsked(s, q) && s.recorded <= known && !isRetracted(log, s, known))
    .map((s): Standing => {
      const grade = gradeOf(log, s, known);
      let lacks: NoPosition | null = null;
      if (effectOf(log, s, [s.id]) > known) lacks = 'awaits-second-person';
      if (s.joint !== null) lacks = 'joint-unconfirmed';
      if (q.grade !== undefined && !atLeast(grade, q.grade)) lacks = 'grade-too-low';
      return {
        s,
        grade,
        event: eventOf(log, s.id, known),
        organ: s.organ ?? '',
        value: s.value ?? '',
        lacks,
        countsSince: lacks === null ? countsSince(log, s, q, known) : null,
        fell: lacks === 'grade-too-low' && s.joint === null && passedOnce(log, s, q, known),
        yieldsTo: [],
      };
    });
  return records.map((r) => measured(r, records, log, q, known));
}

/** A paraphrase of what is quoted is no path unless it says the same; it gives way to quotations that pass every guard. */
function measured(
  r: Standing,
  records: readonly Standing[],
  log: StatementLog,
  q: PositionQuery,
  known: Micros,
): Standing {
  const quotes = records.filter((o) => r.event.has(o.s.id) && o.countsSince !== null && o.s.mode === 'direct');
  if (r.s.mode === 'direct' || quotes.length === 0) return r;
  const missesSense = joiningRelations(log, known).some(
    (rel) =>
      rel.kind === 'paraphrase-of' &&
      rel.from === r.s.id &&
      (rel.differs.includes('value') || rel.differs.includes('condition')),
  );
  if (!missesSense && quotes.some((o) => o.value === r.value)) return r;
  const settled = quotes.filter((o) => {
    const alike = quotes.filter((other) => other.organ === o.organ && other.value === o.value);
    return lacking(alike, log, q) === null;
  });
  const yieldsTo = [...new Set(settled.map((o) => o.value))].sort();
  return { ...r, lacks: r.lacks ?? 'not-as-quoted', countsSince: null, yieldsTo };
}

// Paths

const spelled = (name: string, table: ActorTable | undefined): string => {
  const plain = name.trim().toLowerCase();
  return (table?.names.get(plain) ?? plain).toLowerCase();
};

/**
 * Two records are one path when they share an actor that at least one of them has as a relay, a copy or an address, or both
 * came without any relay. Whom only one of them names as the speaker is still the relay of the other.
 */
function isOnePath(a: Statement, b: Statement, table: ActorTable | undefined): boolean {
  const actors = (s: Statement): readonly string[] => s.chain.map((h) => spelled(h.actor, table));
  const isOwn = (s: Statement, actor: string): boolean =>
    [s.party, `party:${s.party}`, s.organ ?? '', s.speaker ?? '']
      .filter((name) => name !== '')
      .some((name) => spelled(name, table) === actor);
  const isDirect = (s: Statement): boolean => actors(s).every((actor) => isOwn(s, actor));
  const shared = actors(a).filter((actor) => actors(b).includes(actor));
  return (
    (isDirect(a) && isDirect(b)) ||
    shared.some((actor) => !isOwn(a, actor) || !isOwn(b, actor)) ||
    (a.copy !== null && a.copy === b.copy) ||
    (a.source.url !== null && a.source.url === b.source.url)
  );
}

/** Independent paths, each with its records in the order in which we had them. */
function pathsOf(records: readonly Standing[], log: StatementLog): readonly (readonly Standing[])[] {
  const paths: Standing[][] = [];
  for (const r of records) {
    const touched = paths.filter((path) => path.some((o) => isOnePath(o.s, r.s, log.actors)));
    for (const path of touched) paths.splice(paths.indexOf(path), 1);
    paths.push([r, ...touched.flat()]);
  }
  for (const path of paths) path.sort(firstHad);
  return paths.sort((a, b) => firstHad(a[0]!, b[0]!));
}

const firstHad = (a: Standing, b: Standing): number =>
  a.countsSince! - b.countsSince! || b.s.said - a.s.said || (a.s.id < b.s.id ? -1 : 1);

function lacking(records: readonly Standing[], log: StatementLog, q: PositionQuery): NoPosition | null {
  if (pathsOf(records, log).length < (q.paths ?? 1)) return 'too-few-paths';
  return q.signed === true && records.every((r) => !r.s.signed) ? 'not-signed' : null;
}

const groupOf = (r: Standing, records: readonly Standing[]): readonly Standing[] =>
  records.filter((o) => o.countsSince !== null && o.organ === r.organ && o.value === r.value && r.event.has(o.s.id));

/** How many paths each record is one of, and the first guard it misses. */
export function weighedByDefinition(
  log: StatementLog,
  q: PositionQuery,
  known: Micros,
): ReadonlyMap<string, { readonly paths: number; readonly lacks: NoPosition | null }> {
  const records = standing(log, q, known);
  return new Map(
    records.map((r) => {
      if (r.countsSince === null) return [r.s.id, { paths: 0, lacks: r.lacks }];
      const group = groupOf(r, records);
      return [r.s.id, { paths: pathsOf(group, log).length, lacks: lacking(group, log, q) }];
    }),
  );
}

/** Everything heard: each record as it can contradict, and each event and value of an organ that passes every guard. */
function heard(log: StatementLog, q: PositionQuery, known: Micros): readonly Words[] {
  const records = standing(log, q, known);
  const words: Words[] = [];
  const backing: (Words & { readonly event: ReadonlySet<string> })[] = [];
  for (const r of records) {
    const group = groupOf(r, records);
    const lacks = r.lacks ?? lacking(group, log, q);
    const { organ, value, grade, yieldsTo, fell, s } = r;
    words.push({ id: s.id, organ, value, grade, yieldsTo, fell, said: s.said, lacks, backsSince: null });
    // Each event once: by the record of it that we had first.
    if (lacks !== null || [...group].sort(firstHad)[0] !== r) continue;
    backing.push({ ...backed(group, log, q, known), event: r.event });
  }
  // One event in two wordings has no order of its own.
  for (const { event, ...b } of backing) {
    const wordings = backing.filter((o) => o.organ === b.organ && event.has(o.id));
    words.push({ ...b, said: Math.max(...wordings.map((o) => o.said)) });
  }
  return words.sort((a, b) => a.said - b.said || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** The event as it was when we first had enough paths. */
function backed(group: readonly Standing[], log: StatementLog, q: PositionQuery, known: Micros): Words {
  const needed = pathsOf(group, log)
    .slice(0, q.paths ?? 1)
    .map((path) => path[0]!);
  if (q.signed === true && needed.every((r) => !r.s.signed))
    needed.push([...group].filter((r) => r.s.signed).sort(firstHad)[0]!);
  const first = needed[0]!;
  let joinedAt = Math.min(...group.map((r) => r.s.recorded), ...joiningRelations(log, known).map((r) => r.recorded));
  while (!needed.every((r) => eventOf(log, first.s.id, joinedAt).has(r.s.id))) joinedAt++;
  return {
    id: first.s.id,
    organ: first.organ,
    value: first.value,
    said: Math.max(...needed.map((r) => r.s.said)),
    grade: first.grade,
    lacks: null,
    fell: false,
    yieldsTo: [],
    backsSince: Math.max(...needed.map((r) => r.countsSince!), joinedAt),
  };
}

// The position at one instant, patience and age aside

type State = { readonly value: string; readonly newest: Micros } | { readonly value: null; readonly why: NoPosition };

function stateAt(words: readonly Words[], topic: Topic, q: PositionQuery, at: Micros): State {
  const past = words.filter((w) => w.said <= at);
  const carrying = past.filter((w) => w.backsSince !== null && topic.scale.values.includes(w.value));
  let organs: readonly string[] = [...new Set(past.map((w) => w.organ))];
  let mustAgree = q.organ === 'all';
  if (q.organ === undefined) {
    const ranked = topic.policy.kind === 'authoritative-organ-first' ? topic.policy.organs : [];
    // Whose words were graded down has spoken all the same.
    const speaks = ranked.findIndex((organ) => past.some((w) => w.organ === organ && (w.fell || carrying.includes(w))));
    if (speaks >= 0 && carrying.every((w) => w.organ !== ranked[speaks])) return { value: null, why: 'grade-too-low' };
    mustAgree = speaks < 0;
    if (speaks >= 0) organs = ranked.slice(0, speaks + 1);
  }
  const of = (list: readonly Words[]): readonly Words[] =>
    organs.flatMap((organ) => list.filter((w) => w.organ === organ));
  const newest = Math.max(...of(carrying).map((w) => w.said));
  const speakers = of(carrying).filter((w) => w.said === newest);
  const value = speakers[0]?.value;
  if (value === undefined) {
    const furthest = Math.max(-1, ...past.filter((w) => w.backsSince === null).map((w) => order.indexOf(w.lacks)));
    return { value: null, why: order[furthest] ?? 'none-on-record' };
  }
  if (speakers.some((w) => w.value !== value)) return { value: null, why: 'contested' };
  for (const speaker of speakers) {
    const isHeavy = (w: Words): boolean =>
      mustAgree ? q.grade === undefined || atLeast(w.grade, q.grade) : weighsAgainst(w.grade, speaker.grade);
    const isTakenBack = (w: Words): boolean =>
      carrying.some((o) => o.organ === w.organ && o.value === value && isHeavy(o) && o.said > w.said);
    const against = of(past).filter(
      (w) => w.backsSince === null && w.value !== value && !w.yieldsTo.includes(value) && isHeavy(w) && !isTakenBack(w),
    );
    if (against.length > 0) return { value: null, why: whyAgainst(speaker, against) };
  }
  return { value, newest };
}

/** The first organ that contradicts names the reason: a newer word of the speaker's own that misses a guard, or a dispute. */
function whyAgainst(speaker: Words, against: readonly Words[]): NoPosition {
  const own = against.filter((w) => w.organ === against[0]!.organ);
  const newest = Math.max(...own.map((w) => w.said));
  if (own[0]!.organ !== speaker.organ || newest <= speaker.said) return 'contested';
  const stages = own.filter((w) => w.said === newest).map((w) => order.indexOf(w.lacks));
  return order[Math.min(...stages)] ?? 'contested';
}

// The answer at one instant

/** The answers of every valid time in `instants`, as known at `known`. */
export function answersByDefinition(
  topic: Topic,
  log: StatementLog,
  q: PositionQuery,
  instants: readonly Micros[],
  known: Micros,
): readonly OracleAnswer[] {
  const all = heard(log, q, known);
  const isNamed = q.organ !== undefined && q.organ !== 'any' && q.organ !== 'all';
  const words = isNamed ? all.filter((w) => w.organ === q.organ) : all;
  return instants.map((at) => answerAt(words, topic, q, at));
}

const none = (why: NoPosition, until: Micros | null = null): OracleAnswer => ({
  value: null,
  why,
  since: null,
  until,
});

function answerAt(words: readonly Words[], topic: Topic, q: PositionQuery, at: Micros): OracleAnswer {
  if (words.every((w) => w.said > at)) return none('none-on-record');
  const now = stateAt(words, topic, q, at);
  if (now.value === null) return none(now.why);
  const isFresh = (state: State, t: Micros): boolean =>
    state.value !== null && (q.maxAge === undefined || t - state.newest <= q.maxAge);
  if (!isFresh(now, at)) return none('too-old');
  // Back to the first instant since which the value has stood and been fresh enough without a gap.
  let stoodSince = at;
  for (let t = at - 1; ; t--) {
    const before = stateAt(words, topic, q, t);
    if (before.value !== now.value || !isFresh(before, t)) break;
    stoodSince = t;
  }
  const carriers = words.filter(
    (w) => w.backsSince !== null && w.value === now.value && w.said >= stoodSince && w.said <= at,
  );
  const starts = carriers.map((w) => {
    if (q.clock === 'said') return w.said;
    return q.clock === 'recorded' ? w.backsSince! : Math.max(w.said, w.backsSince!);
  });
  const ripe = q.stable === undefined ? stoodSince : Math.max(stoodSince, Math.min(...starts) + q.stable);
  const lapses = q.maxAge === undefined ? never : now.newest + q.maxAge;
  if (at < ripe) return none('too-fresh', ripe <= lapses ? ripe : null);
  return { value: now.value, why: null, since: ripe, until: null };
}

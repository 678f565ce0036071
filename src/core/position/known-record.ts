import type { PartyId } from '../ids.ts';
import type { Micros } from '../time.ts';
import { type AdmiraltyGrade, gradeAtLeast } from './admiralty-grade.ts';
import { JoinedSets } from './joined-sets.ts';
import type { Statement } from './statement.ts';
import type { Confirmation, GradeRow, Relation, Retraction, StatementLog } from './statement-log.ts';

/** A statement as it stands at a time of our own clock. */
export interface KnownRecord {
  readonly statement: Statement;
  readonly grade: AdmiraltyGrade;
  /** Rows that took effect by then, oldest first, the grade it was recorded with apart. */
  readonly regraded: readonly { readonly grade: AdmiraltyGrade; readonly since: Micros }[];
  /** Since when it may open; null while it waits for a second person. */
  readonly since: Micros | null;
}

/** Statements of one party (or about it, by one assessor) on one topic, with everything that was done to them. */
export interface Dossier {
  readonly statements: Statement[];
  /** Instants of our clock at which something about them took effect. */
  readonly turns: Micros[];
}

type Waits = { readonly recorded: Micros; readonly by: string | null; readonly awaits: number | null };

const sameName = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && a.trim().toLowerCase() === b.trim().toLowerCase();

function grouped<T>(list: readonly T[], keys: (item: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const item of list)
    for (const key of keys(item)) {
      const group = found.get(key);
      if (group === undefined) found.set(key, [item]);
      else group.push(item);
    }
  return found;
}

/** `null` for words of the party itself. */
const dossierKey = (party: PartyId, topic: string, assessor: string | null): string =>
  JSON.stringify([party, topic, assessor]);

const joinsEvents = (r: Relation): boolean => r.kind === 'same-event' || r.kind === 'paraphrase-of';

/** A log made ready for questions: what belongs together lies together. */
export class LogIndex {
  readonly #dossiers = new Map<string, Dossier>();
  readonly #grades: ReadonlyMap<string, readonly GradeRow[]>;
  readonly #retractions: ReadonlyMap<string, readonly Retraction[]>;
  readonly #confirmations: ReadonlyMap<string, readonly Confirmation[]>;
  /** Relations that join records to one event, by the root of everything they ever join. */
  readonly #joining: ReadonlyMap<string, readonly Relation[]>;
  readonly #related = new JoinedSets();

  constructor(log: StatementLog) {
    this.#grades = grouped(log.grades ?? [], (g) => [g.statement]);
    this.#retractions = grouped(log.retractions ?? [], (r) => [r.statement]);
    this.#confirmations = grouped(log.confirmations ?? [], (c) => [c.statement]);
    const joining = (log.relations ?? []).filter(joinsEvents);
    for (const r of joining) this.#related.join(r.from, r.to);
    this.#joining = grouped(joining, (r) => [this.#related.root(r.from)]);
    for (const s of log.statements) this.#file(s);
    for (const dossier of this.#dossiers.values()) this.#turnsOf(dossier);
  }

  dossier(party: PartyId, topic: string, assessor: string | null): Dossier | null {
    return this.#dossiers.get(dossierKey(party, topic, assessor)) ?? null;
  }

  /** When an act took effect: at once, or when somebody else than who did it confirmed; null while it waits. */
  takesEffect(act: Waits, ...statements: readonly string[]): Micros | null {
    if (act.awaits === null) return act.recorded;
    let first: Micros | null = null;
    for (const id of statements)
      for (const c of this.#confirmations.get(id) ?? [])
        if (c.recorded >= act.recorded && !sameName(c.by, act.by) && (first === null || c.recorded < first))
          first = c.recorded;
    return first;
  }

  /** The records of a dossier that stand at `known`: recorded by then and not taken back. */
  standing(dossier: Dossier, known: Micros): readonly KnownRecord[] {
    const found: KnownRecord[] = [];
    for (const statement of dossier.statements) {
      if (statement.recorded > known || this.retractedBy(statement.id, known)) continue;
      const regraded = this.#regraded(statement.id, known);
      const since = this.takesEffect(statement, statement.id);
      found.push({
        statement,
        grade: regraded.at(-1)?.grade ?? statement.grade,
        regraded,
        since: since !== null && since <= known ? since : null,
      });
    }
    return found;
  }

  retractedBy(statement: string, known: Micros): boolean {
    return (this.#retractions.get(statement) ?? []).some((r) => this.#isBy(r, known, statement));
  }

  /** What joins records of a dossier to events at `known`, with the moment from which it does, oldest first. */
  joined(dossier: Dossier, known: Micros): readonly { readonly relation: Relation; readonly since: Micros }[] {
    const roots = new Set(dossier.statements.map((s) => this.#related.root(s.id)));
    const found: { relation: Relation; since: Micros }[] = [];
    for (const root of roots)
      for (const relation of this.#joining.get(root) ?? []) {
        const since = this.takesEffect(relation, relation.from, relation.to);
        if (since !== null && since <= known) found.push({ relation, since });
      }
    return found.sort((a, b) => a.since - b.since);
  }

  #regraded(statement: string, known: Micros): { grade: AdmiraltyGrade; since: Micros }[] {
    const rows = this.#grades.get(statement);
    if (rows === undefined) return [];
    const found: { grade: AdmiraltyGrade; since: Micros; id: string }[] = [];
    for (const row of rows) {
      const since = this.takesEffect(row, statement);
      if (since !== null && since <= known) found.push({ grade: row.grade, since, id: row.id });
    }
    // Of one instant the worse grade is the later one: it closes whatever the order of the list.
    return found.sort((a, b) => a.since - b.since || worseLast(a.grade, b.grade) || (a.id < b.id ? -1 : 1));
  }

  #isBy(act: Waits, known: Micros, statement: string): boolean {
    const since = this.takesEffect(act, statement);
    return since !== null && since <= known;
  }

  #file(s: Statement): void {
    if (s.kind === 'claim' || s.value === null) return;
    // A narrator's own word about a party is no word of the party.
    if (s.kind === 'statement' && s.mode === 'narrator-claim') return;
    const key = dossierKey(s.party, s.topic, s.kind === 'assessment' ? s.assessor : null);
    const dossier = this.#dossiers.get(key) ?? { statements: [], turns: [] };
    this.#dossiers.set(key, dossier);
    dossier.statements.push(s);
  }

  #turnsOf(dossier: Dossier): void {
    const turns: Micros[] = [];
    const note = (act: Waits, ...ids: readonly string[]): void => {
      const since = this.takesEffect(act, ...ids);
      if (since !== null) turns.push(since);
    };
    for (const s of dossier.statements) {
      turns.push(s.recorded);
      note(s, s.id);
      for (const g of this.#grades.get(s.id) ?? []) note(g, s.id);
      for (const r of this.#retractions.get(s.id) ?? []) note(r, s.id);
    }
    for (const root of new Set(dossier.statements.map((s) => this.#related.root(s.id))))
      for (const r of this.#joining.get(root) ?? []) note(r, r.from, r.to);
    dossier.turns.push(...[...new Set(turns)].sort((a, b) => a - b));
  }
}

const worseLast = (a: string, b: string): number =>
  a[0] !== b[0] ? a.charCodeAt(0) - b.charCodeAt(0) : a.charCodeAt(1) - b.charCodeAt(1);

/** Since when a record has passed the guard on its grade without a break; null when it does not now. */
export function passesGradeSince(record: KnownRecord, least: string | undefined): Micros | null {
  if (record.since === null) return null;
  if (least === undefined) return record.since;
  let since: Micros | null = gradeAtLeast(record.statement.grade, least) ? record.since : null;
  for (const [i, row] of record.regraded.entries()) {
    // Of one instant only the last row was ever the grade.
    if (record.regraded[i + 1]?.since === row.since) continue;
    if (!gradeAtLeast(row.grade, least)) since = null;
    else since ??= Math.max(row.since, record.since);
  }
  return since;
}

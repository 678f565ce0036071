import type { ConditionTree, GateFacts, ObjectView } from '../../src/core/conditions/index.ts';
import { isCondition, partsOf, valuesOf } from '../../src/core/conditions/index.ts';
import type { PartyId } from '../../src/core/ids.ts';
import type { PositionBook } from '../../src/core/position/position-book.ts';
import type { PreparedObject } from '../../src/core/stix/object-facts.ts';
import type { TermsText } from '../../src/core/terms/index.ts';
import { instantKey, type Micros, parseDuration, parseTimestamp } from '../../src/core/time.ts';
import { decideByDefinition } from './decide-by-definition.ts';

/**
 * The release stream written from its invariants alone: one row per object version and partner, decided again whenever
 * anything happens or a moment passes at which something might. It knows no class, group, piece or feed.
 */
export interface OracleVersion {
  /** In the order of arrival. */
  readonly no: number;
  readonly object: PreparedObject;
  readonly added: Micros;
  facts: PreparedObject['facts'];
  removed: boolean;
}

/** What one partner sees of one version. */
export interface OracleRow {
  visible: boolean;
  /** When the present visibility began; the latest own change of facts while visible dates it too, if texts look. */
  since: Micros;
  sinceLatest: Micros;
  /** Grows whenever it becomes visible. */
  epoch: number;
  /** Grows whenever it becomes visible or its own facts change while it is. */
  softEpoch: number;
  /** By view: grows whenever it becomes the one chosen among the versions of its id. */
  readonly chosen: Record<OracleSide, { is: boolean; epoch: number; since: Micros }>;
}

export type OracleSide = 'last' | 'first';

interface InForce {
  readonly text: TermsText;
  readonly since: Micros;
  /** Some condition looks at the age of the object. */
  readonly aged: boolean;
}

export interface OracleParts {
  readonly self: PartyId;
  readonly partners: readonly PartyId[];
  readonly view: (facts: PreparedObject['facts']) => ObjectView;
  readonly positions: () => PositionBook;
}

/** Durations that make a moment of a version or a statement critical, in microseconds. */
function durationsIn(tree: ConditionTree, operand: string): Micros[] {
  if (!isCondition(tree)) return partsOf(tree).parts.flatMap((p) => durationsIn(p, operand));
  if (tree.operand !== operand) return [];
  const texts = operand === 'position' ? [tree.params['stable'], tree.params['max-age']] : valuesOf(tree);
  return texts.map((t) => (t === undefined ? null : parseDuration(t))).filter((d) => d !== null);
}

export class StreamOracle {
  readonly versions: OracleVersion[] = [];
  readonly rows = new Map<PartyId, OracleRow[]>();
  now: Micros;
  readonly #parts: OracleParts;
  readonly #texts = new Map<string, InForce>();
  readonly #said: Micros[] = [];
  readonly #byId = new Map<string, OracleVersion[]>();
  #memo = new Map<string, boolean>();
  #standing = new Map<string, Set<OracleVersion>>();

  constructor(parts: OracleParts, now: Micros) {
    this.#parts = parts;
    this.now = now;
    for (const p of parts.partners) this.rows.set(p, []);
  }

  // What happens

  add(objects: readonly PreparedObject[]): void {
    for (const object of objects) {
      const version: OracleVersion = {
        no: this.versions.length,
        object,
        added: this.now,
        facts: object.facts,
        removed: false,
      };
      this.versions.push(version);
      this.#byId.set(object.id, [...(this.#byId.get(object.id) ?? []), version]);
      for (const rows of this.rows.values())
        rows.push({
          visible: false,
          since: 0,
          sinceLatest: 0,
          epoch: 0,
          softEpoch: 0,
          chosen: { last: { is: false, epoch: 0, since: 0 }, first: { is: false, epoch: 0, since: 0 } },
        });
    }
    this.decide();
  }

  /** Null, or the living version of this id and instant. */
  find(id: string, version: string): OracleVersion | null {
    const key = instantKey(version);
    return this.#byId.get(id)?.find((v) => !v.removed && instantKey(v.object.version) === key) ?? null;
  }

  remove(versions: readonly OracleVersion[]): void {
    for (const v of versions) v.removed = true;
    this.decide();
  }

  changeFacts(
    versions: readonly OracleVersion[],
    facts: (old: OracleVersion['facts']) => OracleVersion['facts'],
  ): void {
    for (const v of versions) {
      v.facts = facts(v.facts);
      for (const rows of this.rows.values()) {
        const row = rows[v.no]!;
        if (!row.visible) continue;
        row.softEpoch++;
        row.sinceLatest = this.now;
      }
    }
    this.decide();
  }

  putText(id: string, text: TermsText): void {
    const aged = [...text.allow, ...text.deny].some((r) =>
      r.when.some((tree) => durationsIn(tree, 'object-age').length > 0),
    );
    this.#texts.set(id, { text, since: this.now, aged });
    this.decide();
  }

  endText(id: string): void {
    this.#texts.delete(id);
    this.decide();
  }

  /** A statement was recorded (or markings became known): everything is looked at again. */
  factsChanged(said: Micros): void {
    this.#said.push(said);
    this.decide();
  }

  /** Time passes; every moment at which time alone may change something is lived through. */
  moveTo(now: Micros): void {
    const critical = new Set<Micros>();
    const note = (at: Micros): void => {
      for (const t of [at, at + 1]) if (t > this.now && t <= now) critical.add(t);
    };
    for (const { text, since } of this.#texts.values()) {
      for (const end of [text.valid?.from, text.valid?.until]) if (end !== undefined) note(parseTimestamp(end) ?? 0);
      for (const tree of [...text.allow, ...text.deny].flatMap((r) => r.when)) {
        for (const d of durationsIn(tree, 'object-age')) for (const v of this.versions) note(v.added + d);
        for (const d of durationsIn(tree, 'position')) for (const s of this.#said) note(s + d);
        for (const d of durationsIn(tree, 'agreement-age')) note(since + d);
      }
    }
    for (const at of [...critical].sort((a, b) => a - b)) {
      this.now = at;
      this.decide();
    }
    this.now = now;
  }

  // What follows

  visible(party: PartyId): OracleVersion[] {
    return this.versions.filter((v) => this.rows.get(party)![v.no]!.visible);
  }

  row(party: PartyId, version: OracleVersion): OracleRow {
    return this.rows.get(party)![version.no]!;
  }

  decide(): void {
    for (const [party, rows] of this.rows) {
      this.#memo = new Map();
      this.#standing = new Map();
      for (const v of this.versions) {
        const row = rows[v.no]!;
        const visible = this.#sees(party, v);
        if (visible && !row.visible) {
          row.epoch++;
          row.softEpoch++;
          row.since = this.now;
          row.sinceLatest = this.now;
        }
        row.visible = visible;
      }
      for (const list of this.#byId.values())
        for (const side of ['last', 'first'] as const) {
          const seen = list.filter((v) => rows[v.no]!.visible);
          const top = seen.reduce<OracleVersion | null>(
            (best, v) => (best === null || this.#beats(v, best, side) ? v : best),
            null,
          );
          for (const v of list) {
            const chosen = rows[v.no]!.chosen[side];
            const row = rows[v.no]!;
            if (v !== top) chosen.is = false;
            else if (!chosen.is || chosen.since < row.since) {
              chosen.is = true;
              chosen.epoch++;
              chosen.since = this.now;
            }
          }
        }
    }
  }

  #beats(a: OracleVersion, b: OracleVersion, side: OracleSide): boolean {
    const [x, y] = [instantKey(a.object.version), instantKey(b.object.version)];
    const newer = x > y || (x === y && a.no > b.no);
    return side === 'last' ? newer : !newer;
  }

  /** Some text lets the version out, and with it whatever its rule on references asks for. */
  #sees(party: PartyId, v: OracleVersion): boolean {
    if (v.removed) return false;
    return this.#textsTo(party).some(([, t]) => {
      if (!this.#permits(party, t, v, v.added)) return false;
      if (t.text.references === 'keep') return true;
      const custom = t.text.references === 'close-all';
      return this.#closed(party, v, v.added, custom);
    });
  }

  /**
   * Everything reached over references is here and let out by some text at the age of `v` itself: the largest set of
   * versions that hold each other up.
   */
  #closed(party: PartyId, v: OracleVersion, added: Micros, custom: boolean): boolean {
    const texts = this.#textsTo(party);
    const key = `${custom}|${texts.some(([, t]) => t.aged) ? added : ''}`;
    let standing = this.#standing.get(key);
    const holds = (w: OracleVersion, all: boolean): boolean => {
      const { creator } = w.facts;
      const refs = [...w.object.refs, ...(all ? w.object.customRefs : [])].filter((r) => r !== creator);
      const needed = creator === null ? refs : [...refs, creator];
      return needed.every((r) => (this.#byId.get(r) ?? []).some((x) => standing!.has(x)));
    };
    if (standing !== undefined) return holds(v, custom);
    standing = new Set(
      this.versions.filter((w) => !w.removed && texts.some(([, t]) => this.#permits(party, t, w, added))),
    );
    this.#standing.set(key, standing);
    for (let shrunk = true; shrunk; ) {
      shrunk = false;
      for (const w of standing)
        if (!holds(w, custom)) {
          standing.delete(w);
          shrunk = true;
        }
    }
    return holds(v, custom);
  }

  #permits(party: PartyId, t: InForce, v: OracleVersion, added: Micros): boolean {
    const key = `${t.text.id}|${t.aged ? added : ''}|${v.no}`;
    const known = this.#memo.get(key);
    if (known !== undefined) return known;
    const gate: GateFacts = {
      giver: this.#parts.self,
      receiver: party,
      positions: this.#parts.positions(),
      agreementSince: t.since,
      at: this.now,
      known: this.now,
      other: () => null,
    };
    const view = this.#parts.view(v.facts);
    const { permitted } = decideByDefinition({
      action: 'receive',
      texts: [{ text: t.text, inForce: true, gate }],
      versions: [{ form: 'raw', view }],
      added,
      receivedUnder: [],
    });
    this.#memo.set(key, permitted);
    return permitted;
  }

  #textsTo(party: PartyId): (readonly [string, InForce])[] {
    return [...this.#texts].filter(([, t]) => t.text.to === undefined || t.text.to === `party:${party}`);
  }
}

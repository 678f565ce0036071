import type { ConditionTree, GateFacts, ObjectView } from '../../src/core/conditions/index.ts';
import { isCondition, partsOf, valuesOf } from '../../src/core/conditions/index.ts';
import type { PartyId } from '../../src/core/ids.ts';
import type { Lineage } from '../../src/core/lineage/index.ts';
import type { PositionBook } from '../../src/core/position/position-book.ts';
import type { PreparedObject } from '../../src/core/stix/object-facts.ts';
import type { TermsText } from '../../src/core/terms/index.ts';
import { instantKey, type Micros, parseDuration, parseTimestamp } from '../../src/core/time.ts';
import { decideByDefinition } from './decide-by-definition.ts';
import { type RelayWorld, relayByDefinition } from './relay-by-definition.ts';

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
  /** How it came from others; empty for what never did. */
  readonly lineage: Lineage;
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
  /** Ages it compares with. */
  readonly ages: readonly Micros[];
}

export interface OracleParts {
  readonly self: PartyId;
  readonly partners: readonly PartyId[];
  readonly view: (facts: PreparedObject['facts']) => ObjectView;
  readonly positions: () => PositionBook;
  /** Texts that stick, and what those asked said; absent where nothing came from others. */
  readonly relays?: Pick<RelayWorld, 'shown' | 'consents' | 'over'>;
}

/** Durations that make a moment of a version or a statement critical, in microseconds. */
function durationsIn(tree: ConditionTree, operand: string): Micros[] {
  if (!isCondition(tree)) return partsOf(tree).parts.flatMap((p) => durationsIn(p, operand));
  if (tree.operand !== operand) return [];
  const texts = operand === 'position' ? [tree.params['stable'], tree.params['max-age']] : valuesOf(tree);
  return texts.map((t) => (t === undefined ? null : parseDuration(t))).filter((d) => d !== null);
}

/** A version as something that holds up what refers to it: counted as added at `from`, for what was added at `top`. */
interface Stand {
  readonly version: OracleVersion;
  readonly from: Micros;
  readonly top: Micros;
  readonly name: string;
}

/** A wait is taken up to an eighth longer, an hour at most: to the next eighth of the power of two below it (decisions/0004). */
function roundedUp(wait: Micros): Micros {
  let power = 1;
  while (power * 2 <= wait) power *= 2;
  const step = Math.min(3_600_000_000, Math.max(1, power / 8));
  return Math.ceil(wait / step) * step;
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
  #forGood = new Map<OracleVersion, Micros>();

  constructor(parts: OracleParts, now: Micros) {
    this.#parts = parts;
    this.now = now;
    for (const p of parts.partners) this.rows.set(p, []);
  }

  // What happens

  add(objects: readonly PreparedObject[], lineages: readonly Lineage[] = []): void {
    for (const [i, object] of objects.entries()) {
      const version: OracleVersion = {
        no: this.versions.length,
        object,
        added: this.now,
        facts: object.facts,
        lineage: lineages[i] ?? [],
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
    const ages = [...text.allow, ...text.deny].flatMap((r) =>
      r.when.flatMap((tree) => durationsIn(tree, 'object-age')),
    );
    this.#texts.set(id, { text, since: this.now, aged: ages.length > 0, ages });
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
    const arrivals = new Set(this.versions.map((v) => v.added));
    for (const { text, since } of this.#texts.values()) {
      for (const end of [text.valid?.from, text.valid?.until]) if (end !== undefined) note(parseTimestamp(end) ?? 0);
      for (const tree of [...text.allow, ...text.deny].flatMap((r) => r.when)) {
        for (const d of durationsIn(tree, 'object-age'))
          for (const v of this.versions) {
            note(v.added + d);
            const waits = v.object.refs.length > 0 || v.object.customRefs.length > 0;
            for (const m of waits ? arrivals : []) if (m > v.added) note(v.added + d + roundedUp(m - v.added));
          }
        for (const d of durationsIn(tree, 'position')) for (const s of this.#said) note(s + d);
        for (const d of durationsIn(tree, 'agreement-age')) note(since + d);
      }
    }
    for (const { until } of this.#parts.relays?.consents ?? []) if (until !== null) note(until);
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
      this.#forGood = new Map();
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
      return t.text.references === 'keep' || this.#closed(party, v, t.text.references === 'close-all');
    });
  }

  /**
   * Everything reached over references is here and out for good: the largest set of versions that hold each other up.
   * What is reached counts its age from the latest arrival on the way to it, never from before `v` itself; a creator, from
   * its own arrival.
   */
  #closed(party: PartyId, v: OracleVersion, custom: boolean): boolean {
    const texts = this.#textsTo(party);
    const isAged = texts.some(([, t]) => t.aged);
    const start = this.#stand(v, v.added, isAged ? v.added : 0);
    const reached = new Map<string, Stand>();
    const upheld = (s: Stand): readonly (readonly Stand[])[] => {
      const { version, from, top } = s;
      const { creator } = version.facts;
      const refs = [
        ...version.object.refs.filter((r) => r !== creator),
        // A creator that a custom property names is a reference besides.
        ...(custom ? version.object.customRefs : []),
      ];
      const later = (w: OracleVersion): Stand => this.#stand(w, isAged ? Math.max(from, w.added) : from, top);
      const own = (w: OracleVersion): Stand => this.#stand(w, isAged ? w.added : from, isAged ? w.added : top);
      const living = (id: string): OracleVersion[] => (this.#byId.get(id) ?? []).filter((w) => !w.removed);
      return [...refs.map((r) => living(r).map(later)), ...(creator === null ? [] : [living(creator).map(own)])];
    };
    const todo = [start];
    for (let next = todo.pop(); next !== undefined; next = todo.pop())
      for (const options of upheld(next))
        for (const one of options)
          if (!reached.has(one.name)) {
            reached.set(one.name, one);
            if (this.#isOutForGood(party, one)) todo.push(one);
          }
    const standing = new Set([...reached.values()].filter((s) => this.#isOutForGood(party, s)).map((s) => s.name));
    const holds = (s: Stand): boolean => upheld(s).every((options) => options.some((o) => standing.has(o.name)));
    for (let shrunk = true; shrunk; ) {
      shrunk = false;
      for (const name of standing)
        if (!holds(reached.get(name)!)) {
          standing.delete(name);
          shrunk = true;
        }
    }
    return holds(start);
  }

  #stand = (version: OracleVersion, from: Micros, top: Micros): Stand => ({
    version,
    from,
    top,
    name: `${version.no}|${from}|${top}`,
  });

  /** Some text lets the version out at every age from the one it counts as on. */
  #isOutForGood(party: PartyId, { version, from, top }: Stand): boolean {
    const age = this.#ageForGood(party, version);
    return age === 0 || age <= this.now - top - roundedUp(from - top);
  }

  /** The least age from which on some text lets the version out, whatever its age; endless when there is none. */
  #ageForGood(party: PartyId, version: OracleVersion): Micros {
    const known = this.#forGood.get(version);
    if (known !== undefined) return known;
    const texts = this.#textsTo(party);
    const turns = [0, ...new Set(texts.flatMap(([, t]) => t.ages).flatMap((d) => [d, d + 1]))].sort((a, b) => b - a);
    let answer = Number.POSITIVE_INFINITY;
    for (const age of turns) {
      if (!texts.some(([, t]) => this.#permits(party, t, version, this.now - age))) break;
      answer = age;
    }
    this.#forGood.set(version, answer);
    return answer;
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
    const permitted =
      v.lineage.length > 0
        ? this.#relays(party, t, v, added, gate)
        : decideByDefinition({
            action: 'receive',
            texts: [{ text: t.text, inForce: true, gate }],
            versions: [{ form: 'raw', view }],
            added,
            receivedUnder: [],
          }).permitted;
    this.#memo.set(key, permitted);
    return permitted;
  }

  /** What came from others needs their leave besides (relay-by-definition.ts). */
  #relays(party: PartyId, t: InForce, v: OracleVersion, added: Micros, gate: GateFacts): boolean {
    const { self, view, relays } = this.#parts;
    if (relays === undefined) throw new Error('something came from others, and nobody says under which terms');
    const world: RelayWorld = {
      ...relays,
      self,
      at: this.now,
      own: [t.text],
      relations: new Map(),
      pool: new Set(),
      gate: () => gate,
    };
    const { deliverer } = v.facts;
    return relayByDefinition(
      world,
      { id: v.object.id, view: view(v.facts), deliverer, lineage: v.lineage, added },
      party,
    );
  }

  #textsTo(party: PartyId): (readonly [string, InForce])[] {
    return [...this.#texts].filter(([, t]) => t.text.to === undefined || t.text.to === `party:${party}`);
  }
}

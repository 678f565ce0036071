import type { GateFacts } from '../../core/conditions/index.ts';
import type { PartyId } from '../../core/ids.ts';
import {
  type AgeSet,
  type Coverage,
  changeMode,
  coverageKey,
  type GroupState,
  intervalAt,
  type Mark,
  type Moment,
  modeOf,
  type OpenPairs,
  ReleaseFeed,
  type Restart,
  textsOf,
  unbroken,
} from '../../core/stream/index.ts';
import type { KnownStates, Pair } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { Store } from '../../ports/store.ts';
import type { ClassCoverage, LiveText } from './class-coverage.ts';
import type { CollectionState } from './collection-state.ts';
import type { StickingGates } from './sticking-gates.ts';
import { isSticking } from './sticking-names.ts';
import { openPairs } from './sticking-pairs.ts';

/** One boolean per pair of a text: its gate holds now. */
interface GateState {
  readonly permits: readonly boolean[];
  readonly blocks: readonly boolean[];
}

interface StoredGroups {
  readonly groups: readonly { readonly no: number; readonly coverage: Coverage; readonly state: GroupState }[];
  readonly groupOfClass: readonly number[];
  readonly gates: Readonly<Record<string, GateState>>;
  readonly decision: number;
  readonly nextChange: Micros | null;
}

/**
 * The feed of one partner over one collection with the texts and gates behind it. Texts give classes their coverage,
 * gates give coverages their mode; both change rarely and at a known moment.
 */
export class PartnerFeed {
  readonly no: number;
  readonly party: PartyId;
  readonly collection: CollectionState;
  readonly stream: ReleaseFeed;
  texts: readonly LiveText[] = [];
  /** Next moment at which time alone may move a gate; null when none is known. */
  nextChange: Micros | null = null;
  /** Number of the decision inputs now in force, under which releases are recorded. */
  decision = 0;
  /** No mode changes by time alone before this; null when none ever does. */
  #dueModes: Micros | null = null;
  readonly #coverages = new Map<number, { readonly key: string; readonly coverage: Coverage }>();
  #gates: Record<string, GateState> = {};
  #assigned = 0;
  #nextGroup = 1;

  readonly #sticking: StickingGates | null;

  constructor(
    no: number,
    party: PartyId,
    collection: CollectionState,
    store: Store | null,
    sticking: StickingGates | null = null,
  ) {
    this.no = no;
    this.#sticking = sticking;
    this.party = party;
    this.collection = collection;
    if (store === null) {
      this.stream = new ReleaseFeed(collection);
      return;
    }
    const groups = (store.document('feed-groups', String(no)) as StoredGroups | null) ?? {
      groups: [],
      groupOfClass: [0],
      gates: {},
      decision: 0,
      nextChange: null,
    };
    const restarts = new Map<number, Restart>();
    const written = store.documents(`restart-${no}`).map((d) => d.value as Restart & { seqs: number[] });
    for (const { seqs, ...restart } of written.sort((a, b) => a.commit - b.commit))
      for (const seq of seqs) restarts.set(seq, restart);
    const mark = store.document('feed-mark', String(no)) as Mark | null;
    this.stream = new ReleaseFeed(collection, {
      blocks: store.feedBlocks(no),
      groups: new Map(groups.groups.map((g) => [g.no, g.state])),
      restarts,
      ...(mark === null ? {} : { mark }),
    });
    this.stream.groupOfClass = Int32Array.from(groups.groupOfClass);
    this.#assigned = groups.groupOfClass.length - 1;
    this.#gates = { ...groups.gates };
    this.decision = groups.decision;
    this.nextChange = groups.nextChange;
    this.#dueModes = groups.nextChange;
    for (const g of groups.groups) {
      this.#coverages.set(g.no, { key: coverageKey(g.coverage), coverage: g.coverage });
      this.#nextGroup = Math.max(this.#nextGroup, g.no + 1);
    }
  }

  get gates(): Readonly<Record<string, GateState>> {
    return this.#gates;
  }

  /** Whether any permission of a text is open for this partner. */
  isOpen(textId: string): boolean {
    return this.#gates[textId]?.permits.some((open) => open) ?? false;
  }

  coverageOfClass(classNo: number): Coverage {
    return this.#coverages.get(this.stream.groupOfClass[classNo] ?? 0)?.coverage ?? { any: [] };
  }

  /** Texts whose open gates let out the versions of a class now. */
  textsReleasing(classNo: number): string[] {
    return textsOf(this.coverageOfClass(classNo)).filter((id) => !isSticking(id) && this.isOpen(id));
  }

  /** Ids of the consents and approvals by which the versions of a class are out now. */
  consentsReleasing(classNo: number, at: Micros): string[] {
    return this.#sticking?.answers.grantedAmong(textsOf(this.coverageOfClass(classNo)), this.party, at) ?? [];
  }

  /** What sticks to anything of this feed, by name. */
  get sticking(): string[] {
    const names = [...this.#coverages.values()].flatMap(({ coverage }) => textsOf(coverage)).filter(isSticking);
    return [...new Set(names)].sort();
  }

  /** Of what texts cover by themselves, the texts under which something of some age is out. */
  releasing(own: ReadonlyMap<string, Coverage>, at: Micros): string[] {
    return [...own]
      .filter(([, cover]) => modeOf(cover, { open: (id) => this.#open(id, at), at }).length > 0)
      .map(([id]) => id);
  }

  /** Gives every class made since the last call its group, as of `at`. To be called before gates or texts change. */
  assign(coverage: () => ClassCoverage, classCount: number, at: Micros): boolean {
    if (this.#assigned >= classCount) return false;
    const cover = coverage();
    const byKey = new Map<string, number>();
    for (const [no, c] of this.#coverages) byKey.set(c.key, no);
    this.#growTo(classCount);
    for (let c = this.#assigned + 1; c <= classCount; c++) {
      const coverageOf = cover.of(c);
      const key = coverageKey(coverageOf);
      let group = byKey.get(key);
      if (group === undefined) {
        group = this.#newGroup(coverageOf, unbroken(this.#mode(coverageOf, at), { at: 0, commit: 0 }));
        byKey.set(key, group);
      }
      this.stream.groupOfClass[c] = group;
    }
    this.#assigned = classCount;
    return true;
  }

  /** Puts a class into the group of another one it was split from. */
  assignLike(classNo: number, like: number): void {
    this.#growTo(classNo);
    this.stream.groupOfClass[classNo] = this.stream.groupOfClass[like] ?? 0;
    this.#assigned = Math.max(this.#assigned, classNo);
  }

  /**
   * Decides every class anew (or those named) after texts or facts of classes changed at `moment`: parts of a group that
   * is split inherit its pieces. Answers whether anything changed.
   */
  regroup(cover: ClassCoverage, moment: Moment, only?: Iterable<number>): boolean {
    const made = new Map<string, number>();
    let changed = false;
    for (const c of only ?? range(1, this.#assigned)) {
      const was = this.stream.groupOfClass[c]!;
      const coverage = cover.of(c);
      const key = coverageKey(coverage);
      if (this.#coverages.get(was)?.key === key) continue;
      changed = true;
      const name = `${was}/${key}`;
      let group = made.get(name);
      if (group === undefined) {
        const from = this.stream.groups.get(was) ?? unbroken([], moment);
        group = this.#newGroup(
          coverage,
          changeMode(from, this.#mode(coverage, moment.at), moment, this.collection.log),
        );
        made.set(name, group);
      }
      this.stream.groupOfClass[c] = group;
    }
    if (changed) this.#tidyGroups();
    if (changed) this.stream.changed();
    return changed;
  }

  /** Evaluates the gates at a moment; answers whether one moved. Modes follow, in force until `before` as they were. */
  evaluate(facts: (text: LiveText) => GateFacts, moment: Moment, before: Micros): boolean {
    const gates: Record<string, GateState> = {};
    let next: Micros | null = null;
    const test = (pairs: readonly Pair[], with_: GateFacts, known: KnownStates): boolean[] =>
      pairs.map((pair) => {
        const result = pair.gate.evaluate(with_, known);
        if (result.nextChange !== null && (next === null || result.nextChange < next)) next = result.nextChange;
        return result.holds;
      });
    for (const text of this.texts) {
      const with_ = facts(text);
      const known: KnownStates = new Map();
      gates[text.id] = {
        permits: test(text.terms.permissions('receive'), with_, known),
        blocks: test(text.terms.prohibitions('receive'), with_, known),
      };
    }
    for (const name of this.sticking) {
      const gate = this.#sticking?.evaluate(name, this.party, moment.at) ?? nowhere;
      gates[name] = { permits: gate.permits, blocks: gate.blocks };
      if (gate.nextChange !== null && (next === null || gate.nextChange < next)) next = gate.nextChange;
    }
    this.nextChange = next !== null && next <= moment.at ? moment.at + 1 : next;
    const moved = gatesDiffer(gates, this.#gates);
    this.#gates = gates;
    if (!moved && (this.#dueModes === null || this.#dueModes > moment.at)) {
      this.#noteDue(this.#dueModes);
      return false;
    }
    this.#dueModes = null;
    let changed = moved;
    for (const [no, group] of this.stream.groups) {
      const mode = this.#mode(this.#coverages.get(no)!.coverage, moment.at);
      const after = changeMode(group, mode, moment, this.collection.log, before);
      changed ||= after !== group;
      this.stream.groups.set(no, after);
    }
    if (!changed) return false;
    this.#tidyGroups();
    this.stream.changed();
    return true;
  }

  /**
   * A stored version moves from one class to another at `moment`; `alike` when the texts look at nothing of its own that
   * changed. Null when nothing of this partner's changes.
   *
   * The groups are not compared: through references their coverage speaks of what is hidden too.
   */
  restartFor(seq: number, from: number, to: number, alike: boolean, moment: Moment): Restart | null {
    const [was, is] = [this.stream.groupOfClass[from]!, this.stream.groupOfClass[to]!];
    if (was === is && alike) return null;
    // The class column still holds `from`: this is what was visible before.
    const before = this.stream.visibility(seq, moment.at);
    const mode = this.stream.groups.get(is)?.mode ?? [];
    const after = intervalAt(mode, moment.at - this.collection.log.atOf(seq)) !== null;
    if (before !== null && after && alike)
      return { since: this.stream.sinceOf(seq), commit: moment.commit, kept: { at: moment.at, key: before.key } };
    if (before === null && mode.length === 0) return null;
    return { since: moment, commit: moment.commit };
  }

  saveGroups(store: Store): void {
    const value: StoredGroups = {
      groups: [...this.stream.groups].map(([no, state]) => ({
        no,
        state,
        coverage: this.#coverages.get(no)!.coverage,
      })),
      groupOfClass: [...this.stream.groupOfClass.subarray(0, this.#assigned + 1)],
      gates: this.#gates,
      decision: this.decision,
      nextChange: this.nextChange,
    };
    store.write.putDocument('feed-groups', String(this.no), value);
  }

  #mode(coverage: Coverage, at: Micros): AgeSet {
    return modeOf(coverage, { open: (id) => this.#open(id, at), at, due: (next) => this.#noteDue(next) });
  }

  #noteDue(at: Micros | null): void {
    if (at === null) return;
    this.#dueModes = Math.min(this.#dueModes ?? at, at);
    this.nextChange = Math.min(this.nextChange ?? at, at);
  }

  #open(textId: string, at: Micros): OpenPairs | null {
    if (isSticking(textId)) return this.#openSticking(textId, at);
    const text = this.texts.find((t) => t.id === textId);
    const gate = this.#gates[textId];
    if (text === undefined || gate === undefined) return null;
    const { terms } = text;
    return openPairs(gate, { permits: terms.permissions('receive'), blocks: terms.prohibitions('receive') });
  }

  /** A gate that no version of this feed asked before is read when the first one does. */
  #openSticking(name: string, at: Micros): OpenPairs | null {
    if (this.#sticking === null) return null;
    let gate = this.#gates[name];
    if (gate === undefined) {
      const { permits, blocks, nextChange } = this.#sticking.evaluate(name, this.party, at);
      gate = { permits, blocks };
      this.#gates[name] = gate;
      if (nextChange !== null) this.nextChange = Math.min(this.nextChange ?? nextChange, Math.max(nextChange, at + 1));
    }
    return openPairs(gate, this.#sticking.pairs(name));
  }

  #newGroup(coverage: Coverage, state: GroupState): number {
    const no = this.#nextGroup++;
    this.#coverages.set(no, { key: coverageKey(coverage), coverage });
    this.stream.groups.set(no, state);
    return no;
  }

  /** Groups with one coverage and one past (or none to speak of, when closed) become one; unused ones go. */
  #tidyGroups(): void {
    const byPast = new Map<string, number>();
    const instead = new Map<number, number>();
    for (const [no, state] of this.stream.groups) {
      const past = `${this.#coverages.get(no)!.key}|${state.mode.length === 0 ? '' : JSON.stringify(state)}`;
      const same = byPast.get(past);
      if (same === undefined) byPast.set(past, no);
      else instead.set(no, same);
    }
    const used = new Set<number>();
    const column = this.stream.groupOfClass;
    for (let c = 1; c <= this.#assigned; c++) {
      const group = instead.get(column[c]!) ?? column[c]!;
      column[c] = group;
      used.add(group);
    }
    for (const no of [...this.stream.groups.keys()])
      if (!used.has(no)) {
        this.stream.groups.delete(no);
        this.#coverages.delete(no);
      }
  }

  #growTo(classCount: number): void {
    if (this.stream.groupOfClass.length > classCount) return;
    const grown = new Int32Array(Math.max(classCount + 1, this.stream.groupOfClass.length + 64));
    grown.set(this.stream.groupOfClass);
    this.stream.groupOfClass = grown;
  }
}

/** Whether some gate moved. The order in which gates were read first is no difference. */
function gatesDiffer(a: Readonly<Record<string, GateState>>, b: Readonly<Record<string, GateState>>): boolean {
  const spelled = (gates: typeof a): string =>
    JSON.stringify(Object.entries(gates).sort(([x], [y]) => (x < y ? -1 : 1)));
  return spelled(a) !== spelled(b);
}

const nowhere: GateState & { readonly nextChange: null } = { permits: [], blocks: [], nextChange: null };

function* range(from: number, to: number): Iterable<number> {
  for (let i = from; i <= to; i++) yield i;
}

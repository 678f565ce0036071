import {
  type AskedKind,
  askedKindOf,
  type Leaf,
  type ObjectView,
  readOperandKey,
  type StatedFact,
} from '../../core/conditions/index.ts';
import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import { type Coverage, coverageKey, coveredByAll, coveredByAny } from '../../core/stream/index.ts';
import { type CompiledTerms, leavesOf } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { AnswerState, Answers } from '../lineage/consent-book.ts';

/** Whose answer a condition asks, and under which name answers about a whole collection are kept. */
export interface AskedParty {
  readonly by: PartyId;
  readonly over: string | null;
}

/** Whom the words of a condition mean (`of`), each of whom has to answer; empty for words that name nobody. */
export type AskedOf = (of: string | undefined) => readonly AskedParty[];

/** States of an answer, by the number of the pair that stands for each. */
const answerStates = ['granted', 'refused', null] as const;
type AnswerFact = (typeof answerStates)[number];

/** No text has an id that begins like this, so answers have names of their own among those of our texts. */
const marks: Readonly<Record<AskedKind, string>> = { consent: '~consent ', approval: '~approval ' };
type AnswerName = readonly [by: PartyId, object: string, over: string];

function readName(name: string): { readonly kind: AskedKind; readonly is: AnswerName } | null {
  for (const kind of ['consent', 'approval'] as const)
    if (name.startsWith(marks[kind])) return { kind, is: JSON.parse(name.slice(marks[kind].length)) as AnswerName };
  return null;
}

export const isAskedLeaf = (leaf: Leaf): boolean => askedKindOf(leaf.operand.name) !== null;

/** The party that `party:ID` names; null for other words. */
export const partyNamed = (of: string | undefined): PartyId | null =>
  of?.startsWith('party:') === true ? (of.slice('party:'.length) as PartyId) : null;

/** All granted is granted, one refused is refused; nobody asked is nothing said. */
function joined(facts: readonly AnswerFact[]): AnswerFact {
  if (facts.includes('refused')) return 'refused';
  return facts.length > 0 && !facts.includes(null) ? 'granted' : null;
}

const joinedOf = (names: readonly string[] | undefined, said: (name: string) => AnswerFact): StatedFact | undefined =>
  names === undefined ? undefined : joined(names.map(said));

interface Asked {
  /** By name. */
  readonly asked: ReadonlyMap<string, AskedParty & { readonly kind: AskedKind }>;
  /** Names of those whom one condition means, by its operand key. */
  readonly keyed: ReadonlyMap<string, readonly string[]>;
  /** Those that count: beyond the limit the others are unknown, where `originator` means several. */
  readonly names: readonly string[];
}

function askedIn(leaves: readonly Leaf[], whom: AskedOf): Asked {
  const asked = new Map<string, AskedParty & { readonly kind: AskedKind }>();
  const keyed = new Map<string, readonly string[]>();
  for (const leaf of leaves) {
    const kind = askedKindOf(leaf.operand.name)!;
    const parties = whom(leaf.condition.params['of']).map((each) => ({ ...each, kind }));
    for (const each of parties) asked.set(nameOf(each), each);
    keyed.set(leaf.key, parties.map(nameOf));
  }
  return { asked, keyed, names: [...asked.keys()].sort().slice(0, limits.askedAnswersPerTextMax) };
}

/** The conditions of a text that ask somebody about one object. */
const askedOfObjects = new WeakMap<CompiledTerms, readonly Leaf[]>();
export function askedLeaves(terms: CompiledTerms): readonly Leaf[] {
  let known = askedOfObjects.get(terms);
  if (known === undefined) {
    known = terms.rules
      .flatMap((rule) => leavesOf(rule.tree))
      .filter((leaf) => isAskedLeaf(leaf) && leaf.side === 'filter');
    askedOfObjects.set(terms, known);
  }
  return known;
}

/**
 * Answers that texts ask of parties (operands `consent`, `approval`). An answer is a gate of its own: what is covered only
 * with it is named together with it, so that it opens, ends and is taken back without a row of any object being written.
 */
export class AskedAnswers {
  readonly #answers: Answers;

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  /**
   * What `part` covers, once for each way those asked may answer about the object, each together with that answer. Named by
   * object only where this recipient's own object was answered about: others see no difference (S5).
   */
  cover(
    leaves: readonly Leaf[],
    whom: AskedOf,
    { apart, recipient }: { readonly apart: string | null; readonly recipient: PartyId },
    view: ObjectView,
    part: (view: ObjectView) => Coverage,
  ): Coverage {
    if (leaves.length === 0) return part(view);
    const { asked, keyed, names } = askedIn(leaves, whom);
    const all = [...combinations(names.length)].map((states) => {
      const said = new Map(names.map((name, i) => [name, answerStates[states[i]!]!]));
      const other = (key: string): StatedFact => {
        const fact = joinedOf(keyed.get(key), (name) => said.get(name) ?? null);
        return fact === undefined ? (view.other?.(key) ?? null) : fact;
      };
      return { states, cover: part({ ...view, other }) };
    });
    // Where no answer makes a difference, none is named.
    if (new Set(all.map(({ cover }) => coverageKey(cover))).size === 1) return all[0]!.cover;
    return coveredByAny(
      all.map(({ states, cover }) =>
        coveredByAll([
          cover,
          ...names.map((name, i): Coverage => {
            const { kind, by, over } = asked.get(name)!;
            const alone = apart !== null && this.#answers.hasObject(kind, by, recipient, apart);
            const is: AnswerName = [by, alone ? apart : '', over ?? ''];
            return { text: marks[kind] + JSON.stringify(is), form: 'raw', permits: [states[i]!], blocks: [] };
          }),
        ]),
      ),
    );
  }

  /** What is known of a condition on one object for one recipient, as `cover` sees it; undefined for what is not asked. */
  objectFact(
    key: string,
    leaves: readonly Leaf[],
    whom: AskedOf,
    { apart, recipient }: { readonly apart: string | null; readonly recipient: PartyId },
    at: Micros,
  ): StatedFact | undefined {
    if (leaves.length === 0) return undefined;
    const { asked, keyed, names } = askedIn(leaves, whom);
    return joinedOf(keyed.get(key), (name) => {
      const one = names.includes(name) ? asked.get(name) : undefined;
      return one === undefined ? null : this.#answers.state({ ...one, recipient, object: apart }, at).fact;
    });
  }

  /** What is known of a condition on a whole collection for one recipient; null for every other operand. */
  collectionFact(key: string, whom: AskedOf, recipient: PartyId, at: Micros): AnswerState | null {
    const { operand, params } = readOperandKey(key);
    const kind = askedKindOf(operand);
    if (kind === null) return null;
    const states = whom(params['of']).map(({ by, over }) =>
      this.#answers.state({ kind, by, recipient, object: null, over }, at),
    );
    const fact = joined(states.map((state) => state.fact));
    const times = states.flatMap(({ since }) => since ?? []);
    const changes = states.flatMap(({ nextChange }) => nextChange ?? []);
    return {
      fact,
      id: states[0]?.id ?? null,
      since: fact === null || times.length < states.length ? null : Math.max(...times),
      nextChange: changes.length === 0 ? null : Math.min(...changes),
    };
  }

  /** What a name stands for, towards one recipient. Null for names that stand for no answer. */
  state(name: string, recipient: PartyId, at: Micros): AnswerState | null {
    const read = readName(name);
    if (read === null) return null;
    const [by, object, over] = read.is;
    const said = { kind: read.kind, by, recipient, object: object || null, over: over || null };
    return this.#answers.state(said, at);
  }

  /** Which of the three pairs that stand for an answer is open. */
  evaluate(
    name: string,
    recipient: PartyId,
    at: Micros,
  ): { readonly permits: readonly boolean[]; readonly blocks: readonly []; readonly nextChange: Micros | null } | null {
    const state = this.state(name, recipient, at);
    if (state === null) return null;
    const { fact, nextChange } = state;
    return { permits: answerStates.map((each) => each === fact), blocks: [], nextChange };
  }

  /** Whether an object is told apart from others alike, since somebody was asked about it alone. */
  isAskedAbout(object: string): boolean {
    return this.#answers.isAskedAbout(object);
  }

  /** Ids of the answers that grant among these names, for the record of a release. */
  grantedAmong(names: readonly string[], recipient: PartyId, at: Micros): string[] {
    const ids = names
      .map((name) => this.state(name, recipient, at))
      .map((state) => (state?.fact === 'granted' ? state.id : null));
    return [...new Set(ids.filter((id) => id !== null))].sort();
  }
}

/** Consents before approvals, then by party: the names of stored coverages stay as they are. */
const nameOf = ({ kind, by, over }: AskedParty & { readonly kind: AskedKind }): string =>
  `${kind === 'consent' ? 0 : 1}|${by}|${over ?? ''}`;

/** Every choice of one state for each of `n` parties. */
function* combinations(n: number): Generator<readonly number[]> {
  if (n === 0) {
    yield [];
    return;
  }
  for (const rest of combinations(n - 1))
    for (let state = 0; state < answerStates.length; state++) yield [...rest, state];
}

import {
  earliest,
  type GateFacts,
  type Leaf,
  type ObjectView,
  operandKey,
  type StatedFact,
} from '../../core/conditions/index.ts';
import { housePairs } from '../../core/decision/index.ts';
import type { PartyId, TextId } from '../../core/ids.ts';
import { delivererOf, hopsOf, isEqualOrStricter, type Lineage, type Provenance } from '../../core/lineage/index.ts';
import {
  type AgeSet,
  always,
  type Coverage,
  coverageKey,
  coveredByAll,
  coveredByAny,
  nothing,
  type OpenPairs,
} from '../../core/stream/index.ts';
import { type CompiledTerms, type KnownStates, leavesOf, type Pair } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { ConsentBook } from '../lineage/consent-book.ts';
import type { ReceivedTexts, StickingText } from '../lineage/received-texts.ts';
import type { RecipientFacts } from '../lineage/recipient-facts.ts';
import type { LiveText } from './class-coverage.ts';

/** A text that sticks to what would go to one recipient, as its gate is asked. */
export interface RelayAsked {
  readonly sticking: StickingText;
  readonly recipient: PartyId;
  /** Whom `of=originator` means. */
  readonly origin: PartyId;
  /** Collection of the origin, as its text spells it. */
  readonly over: string | null;
  /** Text of ours under which it would go; null where that makes no difference. */
  readonly own: CompiledTerms | null;
  readonly at: Micros;
  readonly known: Micros;
}

export interface StickingGate {
  readonly permits: readonly boolean[];
  readonly blocks: readonly boolean[];
  readonly nextChange: Micros | null;
}

export interface StickingParts {
  readonly self: PartyId;
  readonly received: ReceivedTexts;
  readonly consents: ConsentBook;
  readonly recipients: RecipientFacts;
  readonly gateFacts: (text: { readonly id: string }, receiver: PartyId, at: Micros, known: Micros) => GateFacts;
  readonly ownTerms: (id: TextId) => CompiledTerms | null;
}

/** States of a consent, by the number of the pair that stands for each. */
const consentStates = ['granted', 'refused', null] as const;
/** Beyond this many parties asked in one text, the others' answers count as unknown. */
const askersMax = 2;

/** No text has an id that begins like this, so what sticks has names of its own among those of our texts. */
const relayMark = '~relay ';
const consentMark = '~consent ';

type RelayName = readonly [own: string, deliverer: PartyId, text: TextId, origin: PartyId, over: string];
type ConsentName = readonly [by: PartyId, object: string, over: string];

const relayNamed = (name: string): RelayName => JSON.parse(name.slice(relayMark.length)) as RelayName;

export const isSticking = (name: string): boolean => name.startsWith('~');

const isConsent = (leaf: Leaf): boolean => leaf.operand.name === 'consent';

/** Whom a condition on consent means; null for words that name nobody. */
function askedOf(of: string | undefined, origin: PartyId): PartyId | null {
  if (of === 'originator') return origin;
  return of?.startsWith('party:') === true ? (of.slice(6) as PartyId) : null;
}

/**
 * Relaying (terms profile section 4, point 4): what came from others leaves only by their terms. Each sticking text is
 * one more filter for every class and recipient, and its gate one more gate among those of the recipient's feed, so that
 * a flip or a consent writes grants and never object rows.
 */
export class StickingGates {
  readonly #parts: StickingParts;
  readonly #house = new WeakMap<CompiledTerms, readonly Pair[]>();

  constructor(parts: StickingParts) {
    this.#parts = parts;
  }

  /** By what facts with this lineage are covered for a recipient under one text of ours, beside that text itself. */
  cover(own: LiveText, lineage: Lineage, apart: string | null, view: ObjectView, recipient: PartyId): Coverage {
    return coveredByAll(
      lineage
        .filter((one) => delivererOf(one) !== recipient)
        .flatMap((one) =>
          this.#parts.received
            .stickingTo(one)
            .map((sticking) => this.#through(own, one, sticking, apart, view, recipient)),
        ),
    );
  }

  #through(
    own: LiveText,
    one: Provenance,
    sticking: StickingText,
    apart: string | null,
    view: ObjectView,
    recipient: PartyId,
  ): Coverage {
    const { terms } = sticking;
    if (terms === null) return nothing;
    const leaves = terms.rules.flatMap((rule) => leavesOf(rule.tree));
    const comparesTerms = leaves.some((leaf) => leaf.operand.name === 'recipient-terms');
    const over = this.#overOf(one);
    const { standing } = sticking;
    const relay: RelayName = [comparesTerms ? own.id : '', delivererOf(one), standing, one.origin, over ?? ''];
    const name = relayMark + JSON.stringify(relay);
    const asked = leaves.filter((leaf) => isConsent(leaf) && leaf.side === 'filter');
    const askers = [...new Set(asked.map((leaf) => askedOf(leaf.condition.params['of'], one.origin)))]
      .filter((by) => by !== null)
      .sort()
      .slice(0, askersMax);
    const part = (states: readonly number[]): Coverage => {
      const said = new Map(askers.map((by, i) => [by, consentStates[states[i]!]!]));
      const other = (key: string): StatedFact => {
        const seen = objectFact(key, asked, one, (by) => said.get(by) ?? null);
        return seen === undefined ? (view.other?.(key) ?? null) : seen;
      };
      return this.#plain(name, sticking, terms, { ...view, other });
    };
    const all = [...combinations(askers.length)].map((states) => ({ states, cover: part(states) }));
    // Where no answer makes a difference, none is named.
    if (new Set(all.map(({ cover }) => coverageKey(cover))).size === 1) return all[0]!.cover;
    return coveredByAny(
      all.map(({ states, cover }) =>
        coveredByAll([cover, ...askers.map((by, i) => this.#consent(by, apart, over, recipient, states[i]!))]),
      ),
    );
  }

  #plain(name: string, { from, to }: StickingText, terms: CompiledTerms, view: ObjectView): Coverage {
    const permits = indexes(terms.permissions('relay'), view);
    if (permits.length === 0) return nothing;
    const own = terms.prohibitions('relay');
    const house = view.tlp === null ? [] : indexes(this.#housePairs(terms, from, to), view);
    return { text: name, form: 'raw', permits, blocks: [...indexes(own, view), ...house.map((i) => own.length + i)] };
  }

  #consent(by: PartyId, apart: string | null, over: string | null, recipient: PartyId, state: number): Coverage {
    // Named by object only where this recipient's own object was answered about: others see no difference (S5).
    const alone = apart !== null && this.#parts.consents.hasObject(by, recipient, apart);
    const name: ConsentName = [by, alone ? apart : '', over ?? ''];
    return { text: consentMark + JSON.stringify(name), form: 'raw', permits: [state], blocks: [] };
  }

  /** Pairs of what a name stands for. */
  pairs(name: string): { readonly permits: readonly Pair[]; readonly blocks: readonly Pair[] } | null {
    if (!name.startsWith(relayMark)) return null;
    const sticking = this.#stickingNamed(name);
    const { terms } = sticking;
    if (terms === null) return { permits: [], blocks: [] };
    const house = this.#housePairs(terms, sticking.from, sticking.to);
    return { permits: terms.permissions('relay'), blocks: [...terms.prohibitions('relay'), ...house] };
  }

  /** How the gates of what a name stands for are, towards one recipient. */
  evaluate(
    name: string,
    recipient: PartyId,
    at: Micros,
    ownText: (id: TextId) => CompiledTerms | null = this.#parts.ownTerms,
  ): StickingGate {
    if (name.startsWith(consentMark)) return this.#evaluateConsent(name, recipient, at);
    const [own, , , origin, over] = relayNamed(name);
    const sticking = this.#stickingNamed(name);
    const pairs = this.pairs(name);
    if (pairs === null) return { permits: [], blocks: [], nextChange: null };
    const closed = { permits: pairs.permits.map(() => false), blocks: pairs.blocks.map(() => true), nextChange: null };
    if (!isInForce(sticking, at)) return closed;
    const ownTerms = own === '' ? null : ownText(own as TextId);
    const facts = this.facts({
      sticking,
      recipient,
      origin,
      over: over === '' ? null : over,
      own: ownTerms,
      at,
      known: at,
    });
    let next: Micros | null = null;
    const states: KnownStates = new Map();
    const test = (each: readonly Pair[]): boolean[] =>
      each.map((pair) => {
        const { holds, nextChange } = pair.gate.evaluate(facts, states);
        next = earliest(next, nextChange);
        return holds;
      });
    const [permits, blocks] = [test(pairs.permits), test(pairs.blocks)];
    return { permits, blocks, nextChange: next };
  }

  /** The ages at which what a name stands for lets through now. */
  open(
    name: string,
    recipient: PartyId,
    at: Micros,
    ownText: (id: TextId) => CompiledTerms | null = this.#parts.ownTerms,
  ): OpenPairs {
    return openPairs(this.evaluate(name, recipient, at, ownText), this.pairs(name));
  }

  /** Facts of the gate of a sticking text: between its own two parties, with the recipient as what it is to them. */
  facts(asked: RelayAsked): GateFacts {
    const { sticking, recipient, own, at, known } = asked;
    const { self, recipients, gateFacts } = this.#parts;
    const base = gateFacts({ id: sticking.id }, recipient, at, known);
    const stated = (key: string): { readonly fact: StatedFact; readonly nextChange: Micros | null } | null => {
      const told = recipients.fact(key, recipient, at, known);
      if (told !== null) return told;
      if (key === 'recipient-terms') {
        const theirs = sticking.terms?.text;
        const isFit = own !== null && theirs !== undefined && isEqualOrStricter(own.text, theirs);
        return { fact: isFit ? 'equal-or-stricter' : null, nextChange: null };
      }
      return this.#collectionConsent(key, asked);
    };
    return {
      ...base,
      giver: sticking.from,
      receiver: sticking.to ?? self,
      agreementSince: sticking.since,
      other: (key) => stated(key)?.fact ?? base.other(key),
      otherTimes: (key) => {
        const told = stated(key);
        return told === null ? (base.otherTimes?.(key) ?? null) : { since: null, nextChange: told.nextChange };
      },
    };
  }

  /** Facts of an object that a sticking text sees in its own way; undefined for all others. */
  objectFact(one: Provenance, terms: CompiledTerms, apart: string | null, recipient: PartyId, at: Micros) {
    const asked = terms.rules.flatMap((rule) => leavesOf(rule.tree)).filter(isConsent);
    const over = this.#overOf(one);
    return (key: string): StatedFact | undefined =>
      objectFact(key, asked, one, (by) => this.#parts.consents.state(by, recipient, apart, over, at).fact);
  }

  /** The collection of the origin, as its own text spells it. */
  overOf(one: Provenance): string | null {
    return this.#overOf(one);
  }

  /** Ids of the consents that hold among these names, for the record of a release. */
  consentsAmong(names: readonly string[], recipient: PartyId, at: Micros): string[] {
    const ids = names
      .filter((name) => name.startsWith(consentMark))
      .map((name) => this.#consentState(name, recipient, at))
      .map((state) => (state.fact === 'granted' ? state.id : null));
    return [...new Set(ids.filter((id) => id !== null))].sort();
  }

  #collectionConsent(key: string, { recipient, origin, over, sticking, at }: RelayAsked) {
    if (!key.startsWith('consent?')) return null;
    const leaf = sticking.terms?.rules.flatMap((rule) => leavesOf(rule.tree)).find((each) => each.key === key);
    const by = askedOf(leaf?.condition.params['of'], origin);
    if (by === null) return null;
    return this.#parts.consents.state(by, recipient, null, over, at);
  }

  #evaluateConsent(name: string, recipient: PartyId, at: Micros): StickingGate {
    const { fact, nextChange } = this.#consentState(name, recipient, at);
    return { permits: consentStates.map((each) => each === fact), blocks: [], nextChange };
  }

  #consentState(name: string, recipient: PartyId, at: Micros) {
    const [by, object, over] = JSON.parse(name.slice(consentMark.length)) as ConsentName;
    return this.#parts.consents.state(by, recipient, object === '' ? null : object, over === '' ? null : over, at);
  }

  #stickingNamed(name: string): StickingText {
    const [, deliverer, text, origin] = relayNamed(name);
    return this.#parts.received.alone(text, deliverer, origin);
  }

  #overOf(one: Provenance): string | null {
    return this.#parts.received.stickingTo(one)[0]?.terms?.text.over ?? null;
  }

  #housePairs(terms: CompiledTerms, giver: PartyId, to: PartyId | null): readonly Pair[] {
    let known = this.#house.get(terms);
    if (known === undefined) {
      known = housePairs(terms, 'relay', { giver, receiver: to ?? this.#parts.self });
      this.#house.set(terms, known);
    }
    return known;
  }
}

/** Ages that open pairs let through; closed ones let none. A consent has no pairs and looks at no age. */
export function openPairs(
  { permits, blocks }: Pick<StickingGate, 'permits' | 'blocks'>,
  pairs: { readonly permits: readonly Pair[]; readonly blocks: readonly Pair[] } | null,
): OpenPairs {
  if (pairs === null) return { permits: permits.map((open) => (open ? always : [])), blocks: [] };
  const ages = (list: readonly Pair[], open: readonly boolean[]): AgeSet[] =>
    list.map(({ age }, i) => (open[i] === true ? [{ from: age.atLeast, until: age.below }] : []));
  return { permits: ages(pairs.permits, permits), blocks: ages(pairs.blocks, blocks) };
}

export const isInForce = (sticking: StickingText, at: Micros): boolean =>
  sticking.terms !== null &&
  sticking.since !== null &&
  sticking.since <= at &&
  (sticking.endedAt === null || at < sticking.endedAt);

function objectFact(
  key: string,
  asked: readonly Leaf[],
  one: Provenance,
  said: (by: PartyId) => StatedFact,
): StatedFact | undefined {
  if (key === operandKey('hops', {})) return String(hopsOf(one));
  const leaf = asked.find((each) => each.key === key);
  if (leaf === undefined) return undefined;
  const by = askedOf(leaf.condition.params['of'], one.origin);
  return by === null ? null : said(by);
}

/** Every choice of one state for each of `n` parties. */
function* combinations(n: number): Generator<readonly number[]> {
  if (n === 0) {
    yield [];
    return;
  }
  for (const rest of combinations(n - 1))
    for (let state = 0; state < consentStates.length; state++) yield [...rest, state];
}

function indexes(pairs: readonly Pair[], view: ObjectView): number[] {
  const out: number[] = [];
  pairs.forEach((pair, i) => {
    if (pair.filter.holds(view, 'raw')) out.push(i);
  });
  return out;
}

import { earliest, type GateFacts, type ObjectView, operandKey, type StatedFact } from '../../core/conditions/index.ts';
import { housePairs } from '../../core/decision/index.ts';
import type { PartyId, TextId } from '../../core/ids.ts';
import { delivererOf, hopsOf, type Lineage, type Provenance } from '../../core/lineage/index.ts';
import { type Coverage, coveredByAll, nothing, type OpenPairs } from '../../core/stream/index.ts';
import { type CompiledTerms, type KnownStates, leavesOf, type Pair } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { Answers } from '../lineage/consent-book.ts';
import type { StickingText } from '../lineage/received-texts.ts';
import { AskedAnswers, type AskedOf, askedLeaves } from './asked-answers.ts';
import type { StoredFacts } from './class-book.ts';
import type { LiveText } from './class-coverage.ts';
import { type RelayAsked, type StickingParts, stickingFacts } from './sticking-facts.ts';
import { type RelayName, relayMark, relayNamed } from './sticking-names.ts';
import { isInForce, openPairs, type StickingGate } from './sticking-pairs.ts';
import { askedByOwn, askedBySticking } from './whom-texts-ask.ts';

/**
 * Relaying (terms profile section 4, point 4): what came from others leaves only by their terms. Each sticking text is
 * one more filter for every class and recipient, and its gate one more gate among those of the recipient's feed, so that
 * a flip or a consent writes grants and never object rows.
 */
export class StickingGates {
  readonly answers: AskedAnswers;
  readonly #parts: StickingParts;
  readonly #house = new WeakMap<CompiledTerms, readonly Pair[]>();

  constructor(parts: StickingParts) {
    this.#parts = parts;
    this.answers = new AskedAnswers(parts.consents);
  }

  /** The same gates, with other answers of those asked. */
  supposing(answers: Answers): StickingGates {
    return new StickingGates({ ...this.#parts, consents: answers });
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
    const { terms, standing } = sticking;
    if (terms === null) return nothing;
    const over = this.overOf(one);
    const relay: RelayName = [comparesTerms(terms) ? own.id : '', delivererOf(one), standing, one.origin, over ?? ''];
    const name = relayMark + JSON.stringify(relay);
    const hops = String(hopsOf(one));
    const part = (seen: ObjectView): Coverage => {
      const other = (key: string): StatedFact => (key === hopsKey ? hops : (seen.other?.(key) ?? null));
      return this.#plain(name, sticking, terms, { ...seen, other });
    };
    return this.answers.cover(askedLeaves(terms), askedBySticking(one.origin, over), { apart, recipient }, view, part);
  }

  #plain(name: string, { from, to }: StickingText, terms: CompiledTerms, view: ObjectView): Coverage {
    const permits = indexes(terms.permissions('relay'), view);
    if (permits.length === 0) return nothing;
    const own = terms.prohibitions('relay');
    const house = view.tlp === null ? [] : indexes(this.#housePairs(terms, from, to), view);
    return { text: name, form: 'raw', permits, blocks: [...indexes(own, view), ...house.map((i) => own.length + i)] };
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
    const answer = this.answers.evaluate(name, recipient, at);
    if (answer !== null) return answer;
    const [own, , , origin, over] = relayNamed(name);
    const sticking = this.#stickingNamed(name);
    const pairs = this.pairs(name);
    if (pairs === null) return { permits: [], blocks: [], nextChange: null };
    const closed = { permits: pairs.permits.map(() => false), blocks: pairs.blocks.map(() => true), nextChange: null };
    if (!isInForce(sticking, at)) return closed;
    const ownTerms = own === '' ? null : ownText(own as TextId);
    const facts = this.facts({ sticking, recipient, origin, over: over || null, own: ownTerms, at, known: at });
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

  /** Facts of an object that a sticking text sees in its own way; undefined for all others. */
  objectFact(one: Provenance, terms: CompiledTerms, apart: string | null, recipient: PartyId, at: Micros) {
    const whom = askedBySticking(one.origin, this.overOf(one));
    return (key: string): StatedFact | undefined =>
      key === hopsKey
        ? String(hopsOf(one))
        : this.answers.objectFact(key, askedLeaves(terms), whom, { apart, recipient }, at);
  }

  /** Facts of the gate of a sticking text, as `stickingFacts`. */
  facts(asked: RelayAsked): GateFacts {
    return stickingFacts(this.#parts, this.answers, asked);
  }

  /** Whom a text of ours over this collection means. */
  askedByOurs(over: string, facts: StoredFacts | null): AskedOf {
    return askedByOwn(this.#parts.self, over, facts, (one) => this.overOf(one));
  }

  /** The collection of the origin, as its own text spells it. */
  overOf(one: Provenance): string | null {
    return this.#parts.received.stickingTo(one)[0]?.terms?.text.over ?? null;
  }

  #stickingNamed(name: string): StickingText {
    const [, deliverer, text, origin] = relayNamed(name);
    return this.#parts.received.alone(text, deliverer, origin);
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

const hopsKey = operandKey('hops', {});

const comparesTerms = (terms: CompiledTerms): boolean =>
  terms.rules.some((rule) => leavesOf(rule.tree).some((leaf) => leaf.operand.name === 'recipient-terms'));

function indexes(pairs: readonly Pair[], view: ObjectView): number[] {
  const out: number[] = [];
  pairs.forEach((pair, i) => {
    if (pair.filter.holds(view, 'raw')) out.push(i);
  });
  return out;
}

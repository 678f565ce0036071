import type { Hop } from './candidate.ts';
import { nounRight } from './noun-phrase.ts';
import type { OutletBook } from './outlet-book.ts';
import type { Sentence } from './units.ts';

/** What words were found in, as against who passed them on. */
const things =
  /\b(?:recording|transcript|document|documents|statement|copy|letter|e-?mail|memo|papers|filing|minutes|footage|video|text|me|us|him|her|them)$/i;
const carried =
  /^(?:carried|published|republished|broadcast|relayed|quoted|cited|reported|translated|aired|printed|obtained|seen)$/;

/**
 * Relays that a sentence names behind an attribution, nearest to the speaker first: `, Vestnik reported, citing the
 * Orbis news agency` came from Orbis to Vestnik.
 */
export function hopsAfter(s: Sentence, from: number, outlets: OutletBook, text: string): readonly Hop[] {
  const hops: Hop[] = [];
  const add = (name: string, relation: Hop['relation'], first: number, to: number, before = false): void => {
    if (hops.some((hop) => hop.actor === name)) return;
    const hop: Hop = { actor: name, relation, certainty: 'high', evidence: [s[first]!.from, s[to - 1]!.to] };
    if (before) hops.splice(Math.max(0, hops.length - 1), 0, hop);
    else hops.push(hop);
  };
  for (let i = from; i < s.length; i++) {
    const unit = s[i]!;
    if (unit.inner !== null) continue;
    if (unit.low === 'according' && s[i + 1]?.low === 'to') {
      const outlet = outlets.at(s, text, i + 2);
      const other = outlet === null ? nounRight(s, i + 2) : null;
      if (outlet !== null && !outlet.own) add(outlet.name, hops.length > 0 ? 'relayed' : 'reported', i, outlet.to);
      else if (other !== null) {
        const words = text.slice(s[other.from]!.from, s[other.to - 1]!.to);
        if (!things.test(words)) add(words.replace(/^(?:the|an?) /i, ''), 'relayed', i, other.to);
      }
    } else if (unit.low === 'citing' || unit.low === 'quoting') {
      const outlet = outlets.at(s, text, i + 1);
      if (outlet !== null && !outlet.own) add(outlet.name, 'reported', i, outlet.to, hops.length > 0);
    } else if (carried.test(unit.low) && s[i + 1]?.low === 'by') {
      const outlet = outlets.at(s, text, i + 2);
      if (outlet !== null && !outlet.own) add(outlet.name, relationOf(unit.low), i, outlet.to);
    } else if (unit.text === ',') {
      const outlet = outlets.at(s, text, i + 1);
      const verb = outlet === null ? undefined : s[outlet.to];
      if (outlet !== null && !outlet.own && /^(?:reported|reports|said|says|wrote|writes)$/.test(verb?.low ?? ''))
        add(outlet.name, hops.length > 0 ? 'relayed' : 'reported', i + 1, outlet.to + 1);
    }
  }
  return hops;
}

const relationOf = (word: string): Hop['relation'] =>
  word === 'translated'
    ? 'translated'
    : /^re?published$/.test(word) && word.startsWith('re')
      ? 'republished'
      : word === 'relayed' || word === 'quoted' || word === 'cited'
        ? 'relayed'
        : 'reported';

/** `In an interview with Radio Sever, …` and `speaking to Orbis`: the outlet that was spoken to, before the cue. */
export function interviewHop(s: Sentence, until: number, outlets: OutletBook, text: string): Hop | null {
  for (let i = 0; i < until - 1; i++) {
    const unit = s[i]!;
    const opens =
      (unit.low === 'interview' ||
        unit.low === 'interviewed' ||
        unit.low === 'talking' ||
        unit.low === 'speaking' ||
        unit.low === 'remarks' ||
        unit.low === 'comments') &&
      /^(?:with|to|by|on)$/.test(s[i + 1]?.low ?? '');
    if (!opens) continue;
    const outlet = outlets.at(s, text, i + 2);
    if (outlet !== null && !outlet.own)
      return {
        actor: outlet.name,
        relation: 'interviewed',
        certainty: 'high',
        evidence: [unit.from, s[outlet.to - 1]!.to],
      };
  }
  return null;
}

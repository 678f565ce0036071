import type { Span } from './candidate.ts';
import { complementOf, contentEnd } from './complement.ts';
import { cueWordOf } from './cue-words.ts';
import { type Found, insideQuote, onlyQuote, type Place, spanOf } from './draft.ts';
import { sourceLeft, sourceRight } from './noun-phrase.ts';
import { hopsAfter } from './relay-hops.ts';
import type { Sentence } from './units.ts';
import { verbGroup } from './verb-group.ts';

/** `X was quoted (by Y) as saying …`, `Y quoted X as saying …`: X speaks, Y relays. */
export function quotedAs(s: Sentence, i: number, place: Place): Found | null {
  const first = s.findIndex((u, k) => k > i && k < i + 24 && u.low === 'as' && isSaying(s, k + 1));
  // `as saying` and `as having said`
  const as = s[first + 1]?.low === 'having' ? first + 1 : first;
  if (first < 0) return null;
  const word = cueWordOf(s[as + 1]!)!;
  const group = verbGroup(s, i);
  if (group.negated || group.modal || group.infinitive) return null;
  const speaker = group.passive ? sourceLeft(s, group.from) : sourceRight(s, i + 1);
  if (speaker === null || (!group.passive && speaker.to > as)) return null;
  const relay = group.passive ? null : sourceLeft(s, group.from);
  const hops = [...hopsAfter(s, i, place.outlets, place.text)];
  const behind = s[as + 2]?.low === 'by' ? place.outlets.at(s, place.text, as + 3) : null;
  if (behind !== null && !behind.own && !hops.some((hop) => hop.actor === behind.name))
    hops.unshift({
      actor: behind.name,
      relation: 'relayed',
      certainty: 'high',
      evidence: spanOf(s, { from: as + 2, to: behind.to }),
    });
  if (relay !== null) {
    const words = place.text.slice(...spanOf(s, relay));
    const actor = place.outlets.nameIn(words, s[relay.from]!.from) ?? words.replace(/^(?:The|the|A|a|An|an) /, '');
    if (!place.outlets.isOwn(words))
      hops.unshift({
        actor,
        relation: 'relayed',
        certainty: 'high',
        evidence: spanOf(s, { from: relay.from, to: i + 1 }),
      });
  }
  const content = contentOf(s, as + 2, group.passive ? speaker.from : group.from, { ...place }, word);
  if (content === null) return null;
  return {
    draft: {
      cue: [s[group.passive ? group.from : i]!.from, s[as + 1]!.to],
      lemma: 'quote',
      act: 'assert',
      kind: 'say',
      source: spanOf(s, speaker),
      ...content,
      more: null,
      hops,
      certainty: 'high',
      reason: 'quoted as saying',
      depth: place.depth,
    },
    taken: as + 1,
  };
}

const isSaying = (s: Sentence, k: number): boolean =>
  cueWordOf(s[k] ?? s[0]!)?.form === 'participle' ||
  (s[k]?.low === 'having' && cueWordOf(s[k + 1] ?? s[0]!)?.form === 'past');

function contentOf(
  s: Sentence,
  after: number,
  attribution: number,
  place: Place,
  word: NonNullable<ReturnType<typeof cueWordOf>>,
): { content: Span; direct: boolean } | null {
  let before = attribution - 1;
  if (s[before]?.text === ',') before--;
  const quote = s[before];
  if (quote?.inner != null) return { content: insideQuote(quote), direct: true };
  const complement = complementOf(s, word, after, place.end);
  if (complement === null) return null;
  const to = contentEnd(s, complement.from, place.end);
  if (to <= complement.from) return null;
  const whole = onlyQuote(s, complement.from, to);
  return {
    content: whole === null ? spanOf(s, { from: complement.from, to }) : insideQuote(whole),
    direct: whole !== null,
  };
}

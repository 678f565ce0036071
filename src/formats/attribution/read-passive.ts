import type { Span } from './candidate.ts';
import { contentEnd } from './complement.ts';
import type { CueWord } from './cue-words.ts';
import { type Found, insideQuote, type Place, spanOf } from './draft.ts';
import { type Range, sourceLeft, sourceRight } from './noun-phrase.ts';
import type { Sentence } from './units.ts';
import type { VerbGroup } from './verb-group.ts';

/** `It was announced by the ministry that …`, `The plan was rejected by …`: only where somebody is named behind `by`. */
export function passiveDraft(s: Sentence, i: number, word: CueWord, group: VerbGroup, place: Place): Found | null {
  const by = s.findIndex((u, k) => k > i && k < i + 12 && u.low === 'by' && u.inner === null);
  if (by < 0 || by >= place.end || s.slice(i + 1, by).some((u) => u.low === 'that')) return null;
  const agent = sourceRight(s, by + 1);
  if (agent === null || agent.to > place.end) return null;
  // `She was reported by the Mercury to have told …`: the agent tells of another's words, which a person must read.
  if (word.kind === 'report' && s[agent.to]?.low === 'to') return null;
  const content = contentOf(s, i, word, group, agent, by, place);
  if (content === null) return null;
  return {
    draft: {
      cue: [s[i]!.from, s[i]!.to],
      lemma: word.lemma,
      act: word.act,
      kind: word.kind,
      source: spanOf(s, agent),
      content: content.span,
      more: null,
      direct: false,
      hops: [],
      certainty: 'medium',
      reason: 'a passive that names who said it',
      depth: place.depth,
    },
    taken: i,
  };
}

function contentOf(
  s: Sentence,
  i: number,
  word: CueWord,
  group: VerbGroup,
  agent: Range,
  by: number,
  place: Place,
): { readonly span: Span } | null {
  const that = s.findIndex((u, k) => k >= agent.to && k < place.end && u.low === 'that');
  if (that >= 0 && that + 1 < place.end && /^(?:say|tell|report|to)$/.test(word.kind))
    return { span: spanOf(s, { from: that + 1, to: contentEnd(s, that + 1, place.end) }) };
  const quote = s.slice(i + 1, place.end).find((u) => u.inner !== null);
  if (quote !== undefined && /^(?:name|object|say)$/.test(word.kind)) return { span: insideQuote(quote) };
  const before = s[group.from - 1];
  if (before?.inner != null && word.kind === 'say') return { span: insideQuote(before) };
  if (word.kind === 'tell') {
    const to = s.findIndex((u, k) => k >= agent.to && k < place.end && u.low === 'to');
    return to === agent.to ? { span: spanOf(s, { from: to, to: place.end }) } : null;
  }
  if (word.kind === 'name') {
    const as = s.findIndex((u, k) => k > i && k < by && u.low === 'as');
    const late = s.findIndex((u, k) => k >= agent.to && k < place.end && u.low === 'as');
    if (as >= 0) return { span: spanOf(s, { from: as + 1, to: by }) };
    return late >= 0 && late + 1 < place.end ? { span: spanOf(s, { from: late + 1, to: place.end }) } : null;
  }
  if (word.kind !== 'object') return null;
  const subject = sourceLeft(s, group.from);
  return subject === null
    ? null
    : { span: spanOf(s, { from: place.lead < subject.from && place.lead === 0 ? 0 : subject.from, to: subject.to }) };
}

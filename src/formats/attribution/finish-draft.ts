import type { Article } from '../article/article.ts';
import type { AliasBook } from './alias-book.ts';
import type { Candidate, Certainty, Hop, Mode, Span } from './candidate.ts';
import type { Draft } from './draft.ts';
import type { OutletBook } from './outlet-book.ts';
import type { SpeakerBook } from './speaker-book.ts';
import { quotationsOf } from './units.ts';

export interface Finishing {
  readonly article: Article;
  readonly speakers: SpeakerBook;
  readonly outlets: OutletBook;
  readonly aliases: AliasBook;
  readonly paragraph: Span;
}

/** One statement lies inside another of the same sentence, so only these many before and after are looked at. */
const neighbours = 12;

/** Drafts of one paragraph as candidates: sources resolved, relays through other speakers added, standing looked up. */
export function finished(drafts: readonly Draft[], about: Finishing): readonly Candidate[] {
  const { article, speakers } = about;
  let cursor = about.paragraph[0];
  const resolved = [...drafts]
    .sort((a, b) => a.cue[0] - b.cue[0])
    .map((draft) => {
      speakers.passed(cursor, Math.min(draft.source[0], draft.cue[0]));
      cursor = Math.max(cursor, Math.min(draft.source[0], draft.cue[0]));
      const mention = article.text.slice(...draft.source);
      const found = speakers.resolve(mention, draft.source[0]);
      if (draft.depth === 0) speakers.spoke(found.speaker);
      return { draft, mention, found };
    });
  const near = (at: number): typeof resolved => resolved.slice(Math.max(0, at - neighbours), at + neighbours);
  return resolved.flatMap(({ draft, mention, found }, at) => {
    if (isEmptyRelay(draft, mention, near(at), about)) return [];
    const carriers = near(at)
      .filter((other) => other.draft !== draft && covers(other.draft, draft))
      .sort((a, b) => size(a.draft) - size(b.draft));
    const chain: Hop[] = [];
    const add = (hop: Hop): void => {
      if (!chain.some((h) => h.actor === hop.actor)) chain.push(hop);
    };
    draft.hops.forEach(add);
    for (const carrier of carriers) {
      const isOutlet = about.outlets.nameIn(carrier.mention, carrier.draft.source[0]);
      add({
        actor: isOutlet ?? carrier.found.speaker ?? carrier.mention.replace(/^(?:the|a|an) /i, ''),
        relation: isOutlet !== null ? 'reported' : 'relayed',
        certainty: carrier.found.sure ? 'high' : 'low',
        evidence: carrier.draft.cue,
      });
      carrier.draft.hops.forEach(add);
    }
    return [candidateOf(draft, mention, found, chain, about)];
  });
}

const size = (draft: Draft): number => draft.content[1] - draft.content[0];
const covers = (outer: Draft, inner: Draft): boolean => {
  const inSpan = (span: Span | null): boolean => span !== null && span[0] <= inner.cue[0] && span[1] >= inner.cue[1];
  return inSpan(outer.content) || inSpan(outer.more);
};

/** `Vestnik reported that Malin said …` is Malin's statement by way of Vestnik, not one of Vestnik's own. */
function isEmptyRelay(
  draft: Draft,
  mention: string,
  all: readonly { readonly draft: Draft }[],
  about: Finishing,
): boolean {
  if (about.outlets.nameIn(mention, draft.source[0]) === null) return false;
  return all.some(
    ({ draft: d }) =>
      d !== draft && covers(draft, d) && d.source[0] >= draft.content[0] && d.source[0] - draft.content[0] < 30,
  );
}

function candidateOf(
  draft: Draft,
  mention: string,
  found: ReturnType<SpeakerBook['resolve']>,
  chain: readonly Hop[],
  about: Finishing,
): Candidate {
  const { text } = about.article;
  const spans = [draft.content, draft.more].filter((s): s is Span => s !== null);
  const quotes = draft.direct
    ? spans
    : spans.flatMap((span) =>
        quotationsOf(text.slice(...span)).map(([a, b]): Span => [span[0] + a + 1, span[0] + b - 1]),
      );
  const mode: Mode = draft.direct
    ? 'direct'
    : quotes.length > 0
      ? 'mixed'
      : draft.kind === 'object' || draft.kind === 'to'
        ? 'narrator-report'
        : 'indirect';
  const joint = jointHolders(mention);
  const named = about.aliases.standing(mention);
  const standing = named.party !== null ? named : about.aliases.standing(found.speaker ?? '');
  const speaker = joint === null ? found.speaker : null;
  return {
    kind: 'statement',
    source: mention,
    speaker,
    role: joint === null ? roleOf(mention, found.speaker) : null,
    ...standing,
    cue: text.slice(...draft.cue),
    act: draft.act,
    mode,
    content: text.slice(...draft.content),
    contentMore: draft.more === null ? null : text.slice(...draft.more),
    quotes: quotes.map((span) => text.slice(...span)),
    chain,
    joint,
    certainty: certaintyOf(draft, found.sure, chain),
    reason: `${draft.reason}; source ${joint === null ? found.why : 'is several holders, each unconfirmed'}`,
    spans: { unit: 'utf-16', in: 'body', source: draft.source, cue: draft.cue, content: spans, quotes },
  };
}

const ranks: readonly Certainty[] = ['low', 'medium', 'high'];
function certaintyOf(draft: Draft, sure: boolean, chain: readonly Hop[]): Certainty {
  const own =
    ranks.indexOf(draft.certainty) - (draft.depth > 0 ? 1 : 0) - (chain.some((hop) => hop.certainty === 'low') ? 1 : 0);
  return ranks[Math.max(0, Math.min(own, sure ? 2 : 1))]!;
}

/** `Arlen, Bosca and Teyr`, `X and her counterpart, Y`: one holder each. A body with `and` in its name is one. */
function jointHolders(mention: string): readonly string[] | null {
  if (
    !/ (?:and|&) /.test(mention) ||
    /\b(?:ministry|department|office|committee|agency|board|bureau) (?:of|for)\b/i.test(mention)
  )
    return null;
  const parts = mention
    .split(/,? (?:and|&) |, (?=\p{Lu}[\p{L}-]+(?:,| and|$))/u)
    .map((part) => part.trim().replace(/,$/, ''))
    .filter((part) => part !== '');
  if (parts.length < 2) return null;
  return parts.map((part) => /, (\p{Lu}.*)$/u.exec(part)?.[1] ?? part.replace(/^the /i, ''));
}

/** What the mention says the speaker is, beside the name. */
function roleOf(mention: string, speaker: string | null): string | null {
  if (speaker === null || !mention.includes(speaker)) return null;
  const rest = mention.replace(speaker, '').replace(/^[,\s]+|[,\s]+$/g, '');
  return rest === '' || /^(?:the|a|an|but|and)$/i.test(rest) ? null : rest;
}

import type { Article } from '../article/article.ts';
import type { Draft } from './draft.ts';
import type { OutletBook } from './outlet-book.ts';
import type { SpeakerBook } from './speaker-book.ts';
import { quotationsOf } from './units.ts';

const label = /^(?:\[?\d{1,2}[:.]\d{2}\]?\s)?((?:\p{Lu}[\p{L}.'’-]*)(?: \p{Lu}[\p{L}.'’-]*){0,4})\s?: (?=\S)/u;

/** `Rafael Dumont: Because in November …`: in an interview the name before the colon speaks the paragraph. */
export function labelDraft(
  article: Article,
  segment: { readonly text: string; readonly from: number },
  speakers: SpeakerBook,
  outlets: OutletBook,
): Draft | null {
  const match = label.exec(segment.text);
  const name = match?.[1];
  if (name === undefined || match === null || outlets.isOwn(name) || /\?["”’']?$/.test(segment.text)) return null;
  const isPerson = speakers.isFullName(name) || (!name.includes(' ') && speakers.isKnownShort(name));
  const isAnswer = /^A(?:nswer)?$/.test(name);
  if (!isPerson && !isAnswer) return null;
  if (segment.text.length - match[0].length < 8) return null;
  const labelled = article.segments.filter((s) => s.from !== null && s.kind === 'body' && label.test(s.text)).length;
  if (labelled < 2) return null;
  const nameAt = segment.from + match[0].indexOf(name);
  const colon = segment.from + match[0].trimEnd().length - 1;
  const rest = segment.text.slice(match[0].length);
  const [quote] = quotationsOf(rest);
  const isQuoted = quote !== undefined && quote[0] === 0 && quote[1] === rest.length;
  const from = segment.from + match[0].length + (isQuoted ? 1 : 0);
  return {
    cue: [colon, colon + 1],
    lemma: ':',
    act: 'assert',
    kind: 'label',
    source: [nameAt, nameAt + name.length],
    content: [from, segment.from + segment.text.length - (isQuoted ? 1 : 0)],
    more: null,
    direct: true,
    hops: [],
    certainty: 'high',
    reason: 'an interview: the name before the colon speaks',
    depth: 0,
  };
}

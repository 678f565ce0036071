import type { Segment } from './article.ts';

/** `Headline | Outlet`, with any of the separators that pages use; the last part is the outlet when it is the shorter, or when the first is the heading. */
export function titleParts(
  pageTitle: string,
  heading = '',
): { readonly title: string; readonly outlet: string | null } {
  const text = pageTitle.replace(/\s+/g, ' ').trim();
  const match = /^(.{1,400})\s(?:\||-|–|—|::|•|»|\/)\s([^|]{2,60})$/.exec(text);
  const [, title, outlet] = match ?? [];
  if (
    title === undefined ||
    outlet === undefined ||
    (outlet.length >= title.length && title !== heading) ||
    /[.!?]$/.test(outlet)
  )
    return { title: text, outlet: null };
  return { title: title.trim(), outlet: outlet.trim() };
}

/** `PORT HALDE, March 4 (Northgate Wire) - …` and `Published … by Meridian Post` name the outlet in the words. */
export function datelineOutlet(segments: readonly Segment[]): string | null {
  for (const { text } of segments.slice(0, 12)) {
    const wire = /^[\p{Lu}\d][^()]{2,60}\(([\p{Lu}][^()]{1,40})\)\s*[-–—]/u.exec(text)?.[1];
    if (wire !== undefined) return wire;
    const published = /^(?:first )?published\b.{0,40}?\b(?:by|in) (\p{Lu}[\p{L} .'’-]{1,40})$/iu.exec(text)?.[1];
    if (published !== undefined && text.length < 120) return published;
  }
  return null;
}

const months = 'january february march april may june july august september october november december'.split(' ');

/** The instant a page gives as that of its publication, in UTC; a day alone is its midnight. */
export function publishedAt(given: string | null, segments: readonly Segment[]): string | null {
  const candidate =
    given ??
    segments.slice(0, 12).find((s) => /^(?:first )?(?:published|posted)\b/i.test(s.text) && s.text.length < 120)
      ?.text ??
    null;
  if (candidate === null) return null;
  const iso = /\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?/.exec(
    candidate,
  )?.[0];
  if (iso !== undefined) {
    const zoned =
      iso.length === 10
        ? `${iso}T00:00:00Z`
        : /(?:Z|[+-]\d{2}:?\d{2})$/.test(iso)
          ? iso.replace(' ', 'T')
          : `${iso.replace(' ', 'T')}Z`;
    const at = Date.parse(zoned);
    return Number.isNaN(at) ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;
  }
  const [, day, month, year] = /\b(\d{1,2}) ([a-z]{3,9}) (\d{4})\b/i.exec(candidate) ?? [];
  const no = months.findIndex((m) => month !== undefined && m.startsWith(month.toLowerCase()));
  if (day === undefined || year === undefined || no < 0) return null;
  const at = Date.UTC(Number(year), no, Number(day));
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

const englishWords = /\b(?:the|and|of|to|in|that|is|was|for|on|with|said|has|it)\b/gi;

export function languageOf(declared: string | null, text: string): string {
  const primary = /^[a-z]{2,3}/i.exec(declared ?? '')?.[0]?.toLowerCase();
  if (primary !== undefined) return primary;
  const sample = text.slice(0, 20_000);
  const common = sample.match(englishWords)?.length ?? 0;
  return common * 12 >= sample.split(' ').length ? 'en' : 'und';
}

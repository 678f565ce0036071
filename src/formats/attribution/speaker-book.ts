import type { Article } from '../article/article.ts';

const titles = new Set(
  (
    'mr mrs ms miss dr prof professor president prime minister chancellor deputy vice foreign defence defense interior finance transport trade health energy justice ' +
    'secretary general gen col colonel lt lieutenant major maj capt captain sgt sergeant admiral commander commissioner chief inspector officer judge justice senator governor mayor king ' +
    'queen prince princess sir dame lord lady ambassador director chairman chairwoman chair speaker council leader spokesman spokeswoman spokesperson rep representative the a an his her its ' +
    'nursing union fisheries police security former acting head analyst vendor firm group company mp in on at but and when while after according as for from by with not if'
  ).split(' '),
);
const nameRun =
  /\p{Lu}[\p{L}’'-]*\.?(?:[ -](?:(?:de|da|van|von|der|bin|al|el|la|di|du|le|of|for|and the) )?\p{Lu}[\p{L}’'-]*\.?)+/gu;
const groupWords =
  /\b(?:Ministry|Agency|Council|Trust|Systems|Exchange|Group|Bank|Union|Party|Court|Office|Department|University|Institute|Company|Corp|Inc|Ltd|Hosting|Times|News|Post|Press|Community|Organi[sz]ation|Association|Committee|Commission|Authority|Police|Army|Islands|States|Roads|Mutual|Board|Service|Services|Centre|Center|Radio|Wire|Media)\b/;

export interface Named {
  readonly full: string;
  readonly at: number;
  readonly person: boolean;
}

/** Full names of an article in order, and which of them a short name or a pronoun means. */
export class SpeakerBook {
  readonly #names: readonly Named[];
  readonly #text: string;
  #last: string | null = null;

  constructor(article: Article) {
    this.#text = article.text;
    const found: Named[] = [];
    for (const match of article.text.matchAll(nameRun)) {
      const words = match[0].replace(/[’']s$/, '').split(' ');
      let drop = 0;
      while (drop < words.length && titles.has(words[drop]!.toLowerCase().replace(/\.$/, ''))) drop++;
      const full = words.slice(drop).join(' ').replace(/[.]$/, '');
      if (words.length - drop < 2) continue;
      const at = match.index + match[0].indexOf(full);
      found.push({
        full,
        at,
        person: !groupWords.test(full) && words.length - drop <= 4 && !/ (?:of|for|and the) /.test(full),
      });
    }
    this.#names = found;
  }

  /** The full name a mention means, as first written, and how sure that is. */
  resolve(
    mention: string,
    at: number,
  ): { readonly speaker: string | null; readonly why: string; readonly sure: boolean } {
    const low = mention.toLowerCase();
    if (/^(?:he|she|who|i|him|her)$/.test(low)) {
      const speaker = this.#last ?? this.#names.findLast((n) => n.person && n.at < at)?.full ?? null;
      return {
        speaker,
        why:
          speaker === null ? 'a pronoun with nobody named before it' : 'a pronoun, taken for the last person who spoke',
        sure: false,
      };
    }
    if (/^(?:they|we|it|you|which)$/.test(low))
      return { speaker: null, why: 'a pronoun for a group or a thing', sure: false };
    const within = this.#names.find((n) => mention.includes(n.full));
    const whole = this.#names.filter((n) => n.person && mention.includes(n.full)).at(0) ?? within;
    if (whole !== undefined) return { speaker: this.#first(whole.full), why: 'named in full', sure: true };
    const short = mention
      .replace(/[’']s$/, '')
      .split(' ')
      .filter((w) => /^\p{Lu}/u.test(w))
      .at(-1);
    if (short !== undefined) {
      const fits = (n: Named): boolean => n.full.split(/[ -]/).some((w) => w === short) || n.full.endsWith(` ${short}`);
      const before = this.#names.findLast((n) => n.at < at && fits(n)) ?? this.#names.find(fits);
      if (before !== undefined)
        return { speaker: this.#first(before.full), why: 'a short name, taken for the last full one', sure: true };
      return { speaker: mention, why: 'the only name given', sure: true };
    }
    return { speaker: null, why: 'described, not named', sure: true };
  }

  /** The next `he` or `she` is taken for this speaker. */
  spoke(speaker: string | null): void {
    if (speaker !== null && this.#names.some((n) => n.full === speaker && n.person)) this.#last = speaker;
  }

  /** A person named since somebody last spoke is the likelier one. */
  passed(from: number, to: number): void {
    const named = this.#names.find((n) => n.person && n.at >= from && n.at < to);
    if (named !== undefined) this.#last = this.#first(named.full);
  }

  isFullName(text: string): boolean {
    return this.#names.some((n) => n.person && n.full === text);
  }

  isKnownShort(word: string): boolean {
    return this.#names.some((n) => n.person && n.full.split(' ').includes(word));
  }

  #first(full: string): string {
    const last = full.split(' ').at(-1)!;
    return (
      this.#names.find(
        (n) => n.full === full || (n.full.endsWith(` ${last}`) && n.full.startsWith(full.split(' ')[0]!)),
      )?.full ?? full
    );
  }

  get text(): string {
    return this.#text;
  }
}

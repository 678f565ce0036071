import type { Article } from '../article/article.ts';

const titles = new Set(
  (
    'mr mrs ms miss dr prof professor president prime minister chancellor deputy vice foreign defence defense interior finance transport trade health energy justice ' +
    'secretary general gen col colonel lt lieutenant major maj capt captain sgt sergeant admiral commander commissioner chief inspector officer judge justice senator governor mayor king ' +
    'queen prince princess sir dame lord lady ambassador director chairman chairwoman chair speaker council leader spokesman spokeswoman spokesperson rep representative the a an his her its ' +
    'mediator envoy negotiator premier engineer scientist economist lawyer attorney campaigner activist trader farmer nurse pilot founder ceo ciso manager ' +
    'researcher editor correspondent reporter author bishop archbishop member congressman congresswoman mp commissioner senior junior interim chief ' +
    'us uk eu un state staff affairs opposition ruling party nursing union fisheries police security former acting head analyst vendor firm group company mp in on at but and when while after according as for from by with not if'
  ).split(' '),
);
/** A full stop belongs to a name only behind an initial or a short title; elsewhere it ends the sentence. */
const capital = String.raw`(?:(?:Dr|Mr|Mrs|Ms|Lt|Col|Gen|Maj|Capt|Sgt|St|Jr|Sr|Prof|Gov|Sen|Rep|Hon|\p{Lu})\.|\p{Lu}[\p{L}’'-]*)`;
const nameRun = new RegExp(
  `${capital}(?:[ -](?:(?:de|da|van|von|der|bin|al|el|la|di|du|le|of|for|and the) )?${capital})+`,
  'gu',
);
const groupWords =
  /\b(?:Ministry|Agency|Council|Trust|Systems|Exchange|Group|Bank|Union|Party|Court|Office|Department|University|Institute|Company|Corp|Inc|Ltd|Hosting|Times|News|Post|Press|Community|Organi[sz]ation|Association|Committee|Commission|Authority|Police|Army|Islands|States|Roads|Mutual|Board|Service|Services|Centre|Center|Radio|Wire|Media)\b/;

const plainTitle = (word: string): string => word.toLowerCase().replace(/\.$/, '');

/** `Ada Quill of Lowden University` is Ada Quill; `Bank of Sahira` is a bank. */
function withoutPlace(run: string): string {
  const [before = run, ...rest] = run.split(/ (?:of|for|and the) /);
  return rest.length > 0 && before.split(' ').length >= 2 && !groupWords.test(before) ? before : run;
}

/** Words that begin a sentence or a phrase, however they are written. */
const opening =
  /^(?:The|A|An|His|Her|Its|Their|Our|My|One|Two|Three|Some|Many|Several|Both|Another|This|That|These|Those|Each|Every|Most|All|He|She|They|It|We|I)$/;

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
      const run = match[0].replace(/[’']s$/, '').split(' ');
      let ahead = 0;
      while (ahead < run.length && (titles.has(plainTitle(run[ahead]!)) || (ahead > 0 && run[ahead] === 'of'))) ahead++;
      const words = withoutPlace(run.slice(ahead).join(' ')).split(' ');
      let drop = 0;
      while (drop < words.length && titles.has(plainTitle(words[drop]!))) drop++;
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
    // "a State Department official" is not the department.
    const within = this.#names.find(
      (n) =>
        !n.person && mention.endsWith(n.full) && !/ (?:at|of|for|from|with|in) /.test(mention.slice(0, -n.full.length)),
    );
    const whole = this.#names.filter((n) => n.person && mention.includes(n.full)).at(0) ?? within;
    if (whole !== undefined) return { speaker: this.#first(whole.full), why: 'named in full', sure: true };
    const short = mention
      .replace(/[’']s$/, '')
      .split(' ')
      .filter((w) => /^\p{Lu}/u.test(w) && !opening.test(w))
      .at(-1);
    if (short !== undefined && mention.endsWith(short)) {
      const fits = (n: Named): boolean => n.full.split(/[ -]/).some((w) => w === short) || n.full.endsWith(` ${short}`);
      const before = this.#names.findLast((n) => n.at < at && fits(n)) ?? this.#names.find(fits);
      if (before !== undefined)
        return { speaker: this.#first(before.full), why: 'a short name, taken for the last full one', sure: true };
      return { speaker: mention, why: 'the only name given', sure: true };
    }
    const described = this.#described(low, at);
    if (described !== null)
      return { speaker: described, why: 'a description, taken for the last one so described', sure: false };
    return { speaker: null, why: 'described, not named', sure: true };
  }

  /** `the minister` after "Foreign Minister Silje Aas": the last person whose name stood beside that word. */
  #described(low: string, at: number): string | null {
    const head = /^(?:the|this|that) (?:[\p{L}-]+ )?(?:[\p{L}-]+ )?([\p{L}-]{4,30})$/u.exec(low)?.[1];
    if (head === undefined) return null;
    const beside = (n: Named): boolean =>
      n.person && n.at < at && isLastWord(this.#text.slice(Math.max(0, n.at - 50), n.at), head);
    const found = this.#names.findLast(beside);
    if (found === undefined) return null;
    // "A second engineer" named since is the nearer one, and has no name.
    const since = this.#text.slice(found.at, at);
    if (namesAnother(since, head)) return null;
    return this.#first(found.full);
  }

  /** The next `he` or `she` is taken for this speaker. */
  spoke(speaker: string | null): void {
    if (speaker !== null && this.#names.some((n) => n.full === speaker && n.person)) this.#last = speaker;
  }

  /** A person named since somebody last spoke is the likelier one: the first of the last sentence that names any. */
  passed(from: number, to: number): void {
    if (to <= from) return;
    const sentences = this.#text.slice(from, to).split(/(?<=[.!?]["”’']?)\s/);
    for (const sentence of sentences.reverse()) {
      for (const [word] of sentence.matchAll(/\p{Lu}[\p{L}’-]+/gu)) {
        const named = this.#names.findLast(
          (n) => n.person && n.at < to && n.full.endsWith(` ${word.replace(/’s$/, '')}`),
        );
        if (named === undefined) continue;
        this.#last = this.#first(named.full);
        return;
      }
    }
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

/** Where a word, in lower case, stands alone in a text. Words come from articles: no expression is made of them. */
function* placesOf(word: string, text: string): Iterable<number> {
  const low = text.toLowerCase();
  const isLetter = (char: string | undefined): boolean => char !== undefined && /[\p{L}\d_]/u.test(char);
  for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + 1))
    if (!isLetter(low[at - 1]) && !isLetter(low[at + word.length])) yield at;
}

/** The word ends the text, but for a few characters of the same sentence. */
const isLastWord = (text: string, word: string): boolean =>
  [...placesOf(word, text)].some((at) => /^[^.!?]{0,12}$/.test(text.slice(at + word.length)));

const namesAnother = (text: string, word: string): boolean =>
  [...placesOf(word, text)].some((at) =>
    /\b(?:an?|another|second|third|other)\b[^.,;]{0,20}$/i.test(text.slice(Math.max(0, at - 40), at)),
  );

import type { Article } from '../article/article.ts';
import type { AliasBook } from './alias-book.ts';
import { nounRight } from './noun-phrase.ts';
import type { Sentence } from './units.ts';

const world = new Set(
  'reuters ap afp bbc cnn sputnik rt tass interfax bloomberg xinhua dpa efe ansa npr itv sky fox nbc cbs abc pbs guardian ria novosti panarmenian politico axios'.split(
    ' ',
  ),
);
const outletWords =
  /\b(?:news|times|post|herald|agency|radio|tv|television|gazette|tribune|daily|journal|courier|press|wire|broadcasting|broadcaster|weekly|observer|chronicle|bulletin|channel|today|standard|mail|telegraph|review|podcast|newspaper|magazine|blog|monthly|echo|sentinel|examiner|dispatch|ledger|monitor|newswire|mirror|express|argus|inquirer|register|advertiser|reporter|online|24|newsroom|media|messenger|globe|mercury|beacon|star|sun)$/i;
const name = String.raw`(\p{Lu}[\p{L}\d.’'-]*(?: (?:\p{Lu}[\p{L}\d.’'-]*|of|and)){0,3})`;
const evidence = [
  new RegExp(
    String.raw`${name}(?:'s|’s)? (?:news agency|newspaper|news (?:web)?site|broadcaster|magazine|daily|television|radio station)\b`,
    'gu',
  ),
  new RegExp(
    String.raw`\b(?:agency|newspaper|broadcaster|magazine|daily|weekly|website|channel|station|outlet|podcast|blog) ${name}`,
    'gu',
  ),
  new RegExp(String.raw`, ${name} (?:has |had |also )?(?:reported|reports)\b`, 'gu'),
  new RegExp(
    String.raw`\b(?:interview with|reported by|citing|carried by|republished by|published by|quoted by|broadcast by) (?:the )?${name}`,
    'gu',
  ),
];
const officials =
  /\b(?:ministry|minister|president|government|police|court|council|department|office|army|parliament|committee|company|spokes\w+|official|officials|sources?)\b/i;

const folded = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^(?:the|a|an) /, '')
    .replace(/[^\p{L}\d]/gu, '');

/** Which names of an article are outlets: by the alias table, by their own words, by what the article says of them. */
export class OutletBook {
  readonly #own: string;
  readonly #aliases: AliasBook;
  readonly #seen = new Set<string>();
  readonly #agencies: { readonly name: string; readonly at: number }[] = [];

  constructor(article: Article, aliases: AliasBook) {
    this.#own = article.outlet === null ? '' : folded(article.outlet);
    this.#aliases = aliases;
    for (const pattern of evidence) {
      for (const match of article.text.matchAll(pattern)) {
        const found = match[1]!.replace(/^The /, '');
        if (!officials.test(found)) this.#seen.add(folded(found));
      }
    }
    for (const match of article.text.matchAll(new RegExp(`${name}`, 'gu')))
      if (/(?:agency|newspaper|broadcaster)$/i.test(match[1]!))
        this.#agencies.push({ name: match[1]!, at: match.index });
  }

  /** The page's own outlet is where the copy comes from, no relay before it. */
  isOwn(text: string): boolean {
    if (text === 'US') return false;
    const name = folded(text);
    return (
      /^(?:us|me|our(?:reporter|newsroom|correspondent)?)$/.test(name) ||
      (this.#own !== '' && name !== '' && (this.#own === name || this.#own.endsWith(name) || name.endsWith(this.#own)))
    );
  }

  /** The name of the outlet in a phrase, or null when it is none. `at` is where the phrase stands. */
  nameIn(phrase: string, at: number): string | null {
    const alias = this.#aliases.find(phrase);
    if (alias?.kind === 'outlet') return alias.name;
    if (/^(?:the|that) (?:agency|newspaper|paper|broadcaster|station|magazine)$/i.test(phrase))
      return this.#agencies.findLast((a) => a.at < at)?.name ?? null;
    if (officials.test(phrase)) return null;
    // "Tarn's state broadcaster TNR": the outlet is the last name of the phrase.
    const runs =
      phrase.replace(/^(?:The|A|An) /, '').match(/\p{Lu}[\p{L}\d.’-]*(?: (?:\p{Lu}[\p{L}\d.’-]*|\d+|of))*/gu) ?? [];
    return runs.findLast((run) => this.#isKnown(run)) ?? null;
  }

  #isKnown(name: string): boolean {
    return (
      world.has(name.toLowerCase()) || outletWords.test(name) || this.#seen.has(folded(name)) || /^Radio /.test(name)
    );
  }

  /** The outlet named by the noun phrase at `from` of a sentence. */
  at(
    s: Sentence,
    text: string,
    from: number,
  ): { readonly name: string; readonly to: number; readonly own: boolean } | null {
    const found = nounRight(s, from);
    if (found === null) return null;
    // "RT reports" reads like one noun phrase.
    const isVerb = /^(?:reports|writes|claims|notes|states)$/.test(s[found.to - 1]!.low) && found.to - found.from > 1;
    const phrase = isVerb ? { from, to: found.to - 1 } : found;
    const span = [s[phrase.from]!.from, s[phrase.to - 1]!.to] as const;
    const words = text.slice(...span);
    if (this.isOwn(words)) return { name: words, to: phrase.to, own: true };
    const name = this.nameIn(words, span[0]);
    return name === null ? null : { name, to: phrase.to, own: false };
  }
}

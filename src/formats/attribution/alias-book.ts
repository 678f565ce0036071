/** One line of the alias table: a name as articles write it, and what it stands for here. */
export interface Alias {
  readonly name: string;
  readonly kind: 'party' | 'organ' | 'outlet' | 'person';
  /** The party an organ belongs to, or the organ or party a person speaks for. */
  readonly of: string | null;
  /** The party an outlet is affiliated with. */
  readonly affiliation: string | null;
}

/** Names are the same whatever their case, marks and possessive. */
export const foldedName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[’']s\b/g, '')
    .replace(/[^\p{L}\d]+/gu, ' ')
    .trim();

/** Finds the longest alias in a mention: "Foreign Ministry spokeswoman" names the ministry before the country. */
export class AliasBook {
  readonly #byName = new Map<string, Alias>();
  readonly #longest: number;

  constructor(aliases: readonly Alias[]) {
    for (const alias of aliases) this.#byName.set(foldedName(alias.name), alias);
    this.#longest = Math.max(0, ...[...this.#byName.keys()].map((name) => name.split(' ').length));
  }

  find(mention: string): Alias | null {
    const words = foldedName(mention).split(' ').slice(0, 40);
    for (let size = Math.min(this.#longest, words.length); size > 0; size--)
      for (let at = 0; at + size <= words.length; at++) {
        const alias = this.#byName.get(words.slice(at, at + size).join(' '));
        if (alias !== undefined) return alias;
      }
    return null;
  }

  /** The party and organ that a mention speaks for, as far as the table tells. */
  standing(mention: string): { readonly party: string | null; readonly organ: string | null } {
    const alias = this.find(mention);
    if (alias === null || alias.kind === 'outlet') return { party: null, organ: null };
    if (alias.kind === 'party') return { party: alias.of, organ: null };
    let { of } = alias;
    let organ = alias.kind === 'organ' ? alias.name : null;
    // "Foreign Ministry" of "ministry of foreign affairs" of a party: the last organ is the one known here.
    for (let guard = 0; of !== null && guard < 8; guard++) {
      const above = this.#byName.get(foldedName(of));
      if (above?.kind !== 'organ') return { party: above?.kind === 'party' ? above.of : of, organ };
      organ = above.name;
      of = above.of;
    }
    return { party: of, organ };
  }
}

/** One line of the alias table: a name as articles write it, and what it stands for here. */
export interface Alias {
  readonly name: string;
  readonly kind: 'party' | 'organ' | 'outlet' | 'person';
  /** The party an organ belongs to, or the organ or party a person speaks for. */
  readonly of: string | null;
  /** The party an outlet is affiliated with. */
  readonly affiliation: string | null;
}

const folded = (text: string): string =>
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
    for (const alias of aliases) this.#byName.set(folded(alias.name), alias);
    this.#longest = Math.max(0, ...[...this.#byName.keys()].map((name) => name.split(' ').length));
  }

  find(mention: string): Alias | null {
    const words = folded(mention).split(' ').slice(0, 40);
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
    if (alias.kind === 'party') return { party: alias.of ?? alias.name, organ: null };
    if (alias.kind === 'organ') return { party: alias.of, organ: alias.name };
    const above = alias.of === null ? undefined : this.#byName.get(folded(alias.of));
    return above?.kind === 'organ'
      ? { party: above.of, organ: above.name }
      : { party: above?.of ?? alias.of, organ: null };
  }
}

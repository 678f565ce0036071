import { fixedMarkings } from './fixed-markings.ts';
import { type MarkingMeaning, meaningOf, unknownMeaning } from './marking-meaning.ts';

/** What marking ids mean, from the definitions held now. */
export interface MarkingBook {
  meaning(id: string): MarkingMeaning;
  /** `marking:<slug>` of the name, null when there is none. */
  alias(id: string): string | null;
}

const aliasPrefix = 'marking:';

/** The alias that texts of terms use: letters and digits in lower case, everything else one hyphen. */
export function markingAlias(name: string): string | null {
  const slug = name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]/u)
    .filter((word) => word !== '')
    .join('-');
  return slug === '' ? null : aliasPrefix + slug;
}

function nameOf(meaning: MarkingMeaning): string | null {
  return meaning.kind === 'unknown' ? null : meaning.name;
}

/** Two definitions under one id: kept when they say the same, otherwise nobody knows what the id means. */
function agree(a: MarkingMeaning, b: MarkingMeaning): boolean {
  return a.kind === b.kind && (a.kind !== 'tlp' || b.kind !== 'tlp' || a.level === b.level) && nameOf(a) === nameOf(b);
}

/**
 * Builds the book from stored marking definitions (parsed objects; others are passed over). TLP 1, TLP 2.0 and PAP ids
 * are known without a definition, and no definition changes them.
 */
export function buildMarkingBook(definitions: Iterable<unknown>): MarkingBook {
  const meanings = new Map<string, MarkingMeaning>();
  for (const fixed of fixedMarkings.values()) {
    const { name, tlp } = fixed;
    meanings.set(fixed.id, tlp === null ? { kind: 'known', name } : { kind: 'tlp', level: tlp, name });
  }
  for (const one of definitions) {
    if (typeof one !== 'object' || one === null) continue;
    const record = one as Record<string, unknown>;
    if (record['type'] !== 'marking-definition' || typeof record['id'] !== 'string') continue;
    const id = record['id'].toLowerCase();
    if (fixedMarkings.has(id)) continue;
    const meaning = meaningOf(record);
    const before = meanings.get(id);
    meanings.set(id, before === undefined || agree(before, meaning) ? meaning : unknownMeaning);
  }
  const aliases = new Map<string, string>();
  for (const [id, meaning] of meanings) {
    const name = nameOf(meaning);
    const alias = name === null ? null : markingAlias(name);
    if (alias !== null) aliases.set(id, alias);
  }
  return {
    meaning: (id) => meanings.get(id.toLowerCase()) ?? unknownMeaning,
    alias: (id) => aliases.get(id.toLowerCase()) ?? null,
  };
}

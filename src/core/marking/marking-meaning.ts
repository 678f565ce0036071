import { papExtension, tlp2Extension } from './fixed-markings.ts';
import { announcedTlpLevel, readTlpLevel, type TlpLevel } from './tlp-level.ts';

/** What a marking says to a machine. */
export type MarkingMeaning =
  | { readonly kind: 'tlp'; readonly level: TlpLevel; readonly name: string | null }
  /** Text for people; restricts nothing by itself (terms profile section 4). */
  | { readonly kind: 'statement'; readonly name: string | null }
  /** Readable by name, without effect unless a text names it. */
  | { readonly kind: 'known'; readonly name: string }
  | { readonly kind: 'unknown' };

export const unknownMeaning: MarkingMeaning = { kind: 'unknown' };

const papWords: ReadonlySet<string> = new Set(['white', 'clear', 'green', 'amber', 'red']);

/**
 * The meaning of a stored marking definition by its content; fixed ids are the book's business. Where a definition can
 * be read in two ways the stricter counts, and one part that we cannot read makes the whole unknown.
 */
export function meaningOf(definition: Record<string, unknown>): MarkingMeaning {
  const name = readableName(definition['name']);
  const carried = extensionMeaning(definition['extensions'], name);
  const stated = Object.hasOwn(definition, 'definition_type') ? statedMeaning(definition, name) : null;
  if (carried === null) return stated ?? unknownMeaning;
  if (stated === null || carried.kind === 'unknown') return carried;
  // TLP said twice must agree; TLP beside a statement of any kind stays TLP.
  if (stated.kind === 'tlp' && (carried.kind !== 'tlp' || carried.level !== stated.level)) return unknownMeaning;
  return stated.kind === 'unknown' ? unknownMeaning : carried;
}

function statedMeaning(definition: Record<string, unknown>, name: string | null): MarkingMeaning {
  const type = definition['definition_type'];
  const kind = typeof type === 'string' ? type.toLowerCase() : '';
  const content = definition['definition'];
  if (typeof content !== 'object' || content === null) return unknownMeaning;
  const named = name === null ? null : announcedTlpLevel(name);
  if (kind === 'tlp') {
    const level = readTlpLevel(memberText(content, 'tlp') ?? '');
    return level === null || (named !== null && named !== level) ? unknownMeaning : { kind: 'tlp', level, name };
  }
  if (kind === 'statement') {
    const said = announcedTlpLevel(memberText(content, 'statement') ?? '');
    // Tools that know no TLP 2.0 write it as a statement: reading it as TLP can only withhold more.
    if (said !== null && named !== null && said !== named) return unknownMeaning;
    const level = said ?? named;
    return level === null ? { kind: 'statement', name } : { kind: 'tlp', level, name };
  }
  if (named !== null) return { kind: 'tlp', level: named, name };
  return name === null ? unknownMeaning : { kind: 'known', name };
}

/** Null without extensions. */
function extensionMeaning(extensions: unknown, name: string | null): MarkingMeaning | null {
  if (typeof extensions !== 'object' || extensions === null) return null;
  let meaning: MarkingMeaning | null = null;
  for (const [id, content] of Object.entries(extensions)) {
    const one = oneExtension(id.toLowerCase(), content, name);
    if (one.kind === 'unknown' || (meaning !== null && meaning.kind === one.kind)) return unknownMeaning;
    // TLP and PAP on one definition: TLP is what releases turn on.
    if (meaning?.kind !== 'tlp') meaning = one;
  }
  return meaning;
}

function oneExtension(id: string, content: unknown, name: string | null): MarkingMeaning {
  if (typeof content !== 'object' || content === null) return unknownMeaning;
  if (id === tlp2Extension) {
    const level = readTlpLevel(memberText(content, 'tlp_2_0') ?? '');
    return level === null ? unknownMeaning : { kind: 'tlp', level, name };
  }
  if (id === papExtension) {
    const word = memberText(content, 'pap')?.toLowerCase();
    return word !== undefined && papWords.has(word)
      ? { kind: 'known', name: `PAP:${word.toUpperCase()}` }
      : unknownMeaning;
  }
  return unknownMeaning;
}

/** A text member by a name in any case: tools write `TLP` for `tlp`. */
export function memberText(record: object, name: string): string | null {
  for (const [key, value] of Object.entries(record))
    if (key.toLowerCase() === name && typeof value === 'string') return value;
  return null;
}

function readableName(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** Effective TLP levels, first the widest (FIRST TLP 2.0; white of TLP 1 is clear). */
export const tlpLevels = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;
export type TlpLevel = (typeof tlpLevels)[number];

/** The stricter of two levels. */
export function strictest(a: TlpLevel, b: TlpLevel): TlpLevel {
  return tlpLevels.indexOf(a) >= tlpLevels.indexOf(b) ? a : b;
}

/** A level as people and tools write it: any case, with or without `TLP:`, `white` for clear. Null for anything else. */
export function readTlpLevel(text: string): TlpLevel | null {
  if (text.length > 40) return null;
  let word = text.trim().toLowerCase();
  if (word.startsWith('tlp:')) word = word.slice(4).trim();
  if (word === 'white') return 'clear';
  if (word === 'amber-strict' || word === 'amber strict') return 'amber+strict';
  return tlpLevels.find((level) => level === word) ?? null;
}

/** A level that is announced as TLP: for texts that may be about anything else. */
export function announcedTlpLevel(text: string): TlpLevel | null {
  return text.trim().slice(0, 4).toLowerCase() === 'tlp:' ? readTlpLevel(text) : null;
}

/**
 * Media types of TAXII 2.1 (section 1.6.8): one exact spelling is emitted, every correct spelling is read (RFC 9110
 * sections 5.6.6, 8.3.1 and 12.5.1): any letter case, blanks around separators, quoted values, foreign parameters.
 */

/** Emitted on every response; clients compare it character by character. */
export const taxiiMediaType = 'application/taxii+json;version=2.1';
/** What a collection holds (STIX 2.1 section 10). */
export const stixMediaType = 'application/stix+json;version=2.1';

export interface MediaType {
  /** `type/subtype`, lower case. */
  readonly essence: string;
  /** Names lower case, values as written without quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

const backslash = 92;
const quote = 34;

/** Splits outside quoted strings; null when a quotation is not closed. One pass, no regular expression. */
function splitOutsideQuotes(text: string, separator: string): string[] | null {
  const parts: string[] = [];
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted && code === backslash) i++;
    else if (code === quote) quoted = !quoted;
    else if (!quoted && text[i] === separator) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  if (quoted) return null;
  parts.push(text.slice(start));
  return parts;
}

/** `"a\"b"` → `a"b`; a token stays as it is; null for a quotation mark anywhere else. */
function unquote(text: string): string | null {
  if (!text.includes('"')) return text;
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return null;
  let out = '';
  for (let i = 1; i < text.length - 1; i++) {
    if (text.charCodeAt(i) === quote) return null;
    if (text.charCodeAt(i) === backslash) i++;
    out += text[i] ?? '';
  }
  return out;
}

const tokenPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function parseEssence(text: string): string | null {
  const slash = text.indexOf('/');
  if (slash === -1) return null;
  if (!tokenPattern.test(text.slice(0, slash)) || !tokenPattern.test(text.slice(slash + 1))) return null;
  return text.toLowerCase();
}

/** One media type or media range; null when it is not one (a list is not one). */
export function parseMediaType(text: string): MediaType | null {
  const parts = splitOutsideQuotes(text, ';');
  if (parts === null) return null;
  const essence = parseEssence((parts[0] ?? '').trim());
  if (essence === null) return null;
  const parameters = new Map<string, string>();
  for (const part of parts.slice(1)) {
    if (part.trim() === '') continue;
    const equals = part.indexOf('=');
    if (equals === -1) return null;
    const name = part.slice(0, equals).trim().toLowerCase();
    const value = unquote(part.slice(equals + 1).trim());
    if (value === null || !tokenPattern.test(name) || parameters.has(name)) return null;
    parameters.set(name, value);
  }
  return { essence, parameters };
}

/** `q=0` says "not this one" (RFC 9110 section 12.4.2); an unreadable weight counts as 1. */
function isRefusedByWeight(range: MediaType): boolean {
  const weight = range.parameters.get('q');
  return weight !== undefined && weight !== '' && Number(weight) === 0;
}

const versionFits = (range: MediaType, version: string): boolean =>
  (range.parameters.get('version') ?? version) === version;

/** Whether a range covers what we send; wildcards do: a foreign `Accept` may be served (TAXII 2.1 section 1.6.8). */
function covers(range: MediaType, alsoStix: boolean): boolean {
  switch (range.essence) {
    case 'application/taxii+json':
      return versionFits(range, '2.1');
    case 'application/stix+json':
      return alsoStix && versionFits(range, '2.1');
    case 'application/*':
    case '*/*':
      return true;
    default:
      return false;
  }
}

/**
 * Does this `Accept` header admit a TAXII 2.1 answer? A missing or empty header, and one without any readable range,
 * does not (TAXII 2.1 section 3.1 makes it mandatory). `alsoStix` is for the manifest, whose endpoint lists a second type.
 */
export function acceptsTaxii(header: string | undefined, alsoStix = false): boolean {
  if (header === taxiiMediaType) return true;
  if (header === undefined) return false;
  const ranges = splitOutsideQuotes(header, ',');
  if (ranges === null) return false;
  return ranges.some((text) => {
    const range = parseMediaType(text);
    return range !== null && covers(range, alsoStix) && !isRefusedByWeight(range);
  });
}

/** Is this the `Content-Type` of a TAXII 2.1 envelope? Without a version it means the highest we have: 2.1. */
export function isTaxiiContent(header: string | undefined): boolean {
  if (header === taxiiMediaType) return true;
  if (header === undefined) return false;
  const type = parseMediaType(header);
  if (type === null || type.essence !== 'application/taxii+json' || !versionFits(type, '2.1')) return false;
  // JSON is UTF-8 (TAXII 2.1 section 1.6.7); any other declared encoding would be a lie or a trick.
  const charset = type.parameters.get('charset')?.toLowerCase();
  return charset === undefined || charset === 'utf-8' || charset === 'utf8';
}

/** One token of a STIX pattern. Constants in apostrophes, with or without `t`, `h`, `b` before them, are strings. */
export interface PatternToken {
  readonly kind: 'string' | 'number' | 'name' | 'sign' | 'end';
  readonly text: string;
}

const signs = '[]():.,*=<>!';
const letter = (c: string): boolean => (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c === '_';
const digit = (c: string): boolean => c >= '0' && c <= '9';
/** White space by code point: Unicode's, as section 9.4 asks. */
const space = (c: string): boolean => c <= ' ' || c === '\u0085' || (c > '\u007f' && c.trim() === '');

/** Cuts a pattern into tokens in one pass; answers what is wrong as text. */
export function tokenizePattern(pattern: string): PatternToken[] | string {
  const tokens: PatternToken[] = [];
  let i = 0;
  while (i < pattern.length) {
    const c = pattern.charAt(i);
    if (space(c)) i++;
    else if (c === '/' && (pattern[i + 1] === '*' || pattern[i + 1] === '/')) {
      const line = pattern[i + 1] === '/';
      const end = pattern.indexOf(line ? '\n' : '*/', i + 2);
      if (end === -1 && !line) return 'a comment that is not closed';
      i = end === -1 ? pattern.length : end + (line ? 1 : 2);
    } else if (c === "'" || ('thb'.includes(c) && pattern[i + 1] === "'")) {
      const end = stringEnd(pattern, c === "'" ? i + 1 : i + 2);
      if (end < 0) return end === -1 ? 'a quote that is not closed' : "an escape other than \\' and \\\\";
      tokens.push({ kind: 'string', text: pattern.slice(i, end) });
      i = end;
    } else if (letter(c)) {
      const start = i;
      while (i < pattern.length && (letter(pattern.charAt(i)) || digit(pattern.charAt(i)) || pattern[i] === '-')) i++;
      tokens.push({ kind: 'name', text: pattern.slice(start, i) });
    } else if (digit(c) || ((c === '-' || c === '+' || c === '.') && digit(pattern.charAt(i + 1)))) {
      const start = i++;
      while (i < pattern.length && (digit(pattern.charAt(i)) || pattern[i] === '.')) i++;
      tokens.push({ kind: 'number', text: pattern.slice(start, i) });
    } else if (signs.includes(c)) {
      const two = pattern.slice(i, i + 2);
      const sign = two === '==' || two === '!=' || two === '<>' || two === '<=' || two === '>=' ? two : c;
      tokens.push({ kind: 'sign', text: sign });
      i += sign.length;
    } else return `the character ${JSON.stringify(c)} outside quotes`;
  }
  return tokens;
}

/** Index after the closing quote; -1 when there is none, -2 at an unknown escape. */
function stringEnd(pattern: string, from: number): number {
  for (let i = from; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === "'") return i + 1;
    if (c !== '\\') continue;
    const next = pattern[i + 1];
    if (next !== "'" && next !== '\\') return next === undefined ? -1 : -2;
    i++;
  }
  return -1;
}

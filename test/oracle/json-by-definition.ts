/**
 * JSON by RFC 8259 with one thing more: the same key twice is no JSON. Written apart from the readers in `src`; slow, for
 * comparison only. Gives `Map` for objects, so that no name means anything to the language; throws on what it refuses.
 */
export type Plain = string | number | boolean | null | readonly Plain[] | ReadonlyMap<string, Plain>;

const literals: readonly (readonly [string, Plain])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

export function jsonByDefinition(text: string): Plain {
  let at = 0;
  const refuse = (why: string): never => {
    throw new Error(`${why} at ${at}`);
  };
  const blanks = (): void => {
    while (' \t\r\n'.includes(text[at] ?? 'x')) at++;
  };
  const take = (mark: string): void => {
    if (text[at] !== mark) refuse(`no ${mark}`);
    at++;
  };
  const string = (): string => {
    const start = at;
    take('"');
    while (text[at] !== '"') {
      if (at >= text.length || text.charCodeAt(at) < 0x20) refuse('text without end');
      at += text[at] === '\\' ? 2 : 1;
    }
    at++;
    return JSON.parse(text.slice(start, at)) as string;
  };
  const members = (end: string, member: () => void): void => {
    at++;
    blanks();
    if (text[at] === end) {
      at++;
      return;
    }
    for (;;) {
      blanks();
      member();
      blanks();
      if (text[at] === end) break;
      take(',');
    }
    at++;
  };
  const value = (): Plain => {
    blanks();
    if (text[at] === '"') return string();
    if (text[at] === '[') {
      const list: Plain[] = [];
      members(']', () => list.push(value()));
      return list;
    }
    if (text[at] === '{') {
      const map = new Map<string, Plain>();
      members('}', () => {
        const key = string();
        if (map.has(key)) refuse(`${key} twice`);
        blanks();
        take(':');
        map.set(key, value());
      });
      return map;
    }
    const literal = literals.find(([word]) => text.startsWith(word, at));
    if (literal !== undefined) {
      at += literal[0].length;
      return literal[1];
    }
    const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(text.slice(at, at + 400))?.[0];
    if (number === undefined) return refuse('no value');
    at += number.length;
    return Number(number);
  };
  const found = value();
  blanks();
  if (at !== text.length) refuse('more after the end');
  return found;
}

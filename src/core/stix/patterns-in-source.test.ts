import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folders = [import.meta.dirname, join(import.meta.dirname, '../marking')];
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name)),
);

/** The code without comments and strings, in which a slash after an operator or bracket begins a regular expression. */
function literals(source: string): string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'/g, "''");
  return [...code.matchAll(/[=(,:?|&!;{}\n]\s*(\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*)/g)].map(
    (m) => m[1] ?? '',
  );
}

it('T-IMP-03 finds regular expressions where there are some', () => {
  expect(literals('const a = /x+/u;\nb.split(/[^a/]/);')).toEqual(['/x+/u', '/[^a/]/']);
});

it('T-IMP-03 has no regular expression that could backtrack: one character class at most, no repetition', () => {
  const found = files.flatMap((file) => literals(readFileSync(file, 'utf8')));
  expect(found.filter((one) => !/^\/\[(?:\\p\{[A-Z]\}|[^\]\\])*\]\/u?$/.test(one))).toEqual([]);
});

it('T-IMP-03 builds no regular expression from text', () => {
  for (const file of files)
    expect(readFileSync(file, 'utf8'), file).not.toMatch(/\bRegExp\b|\.match\(|\.matchAll\(|\.search\(/);
});

it('T-IMP-04 copies nothing by Object.assign and makes no property of input by assignment in these folders', () => {
  for (const file of files) expect(readFileSync(file, 'utf8'), file).not.toMatch(/Object\.assign|structuredClone/);
});

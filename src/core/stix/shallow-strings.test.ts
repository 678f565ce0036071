import { expect, test } from 'vitest';
import { shallowStrings } from './shallow-strings.ts';

const read = (text: string): Record<string, string> => {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return Object.fromEntries(shallowStrings(bytes, ['id', 'modified'], (part) => decoder.decode(part)));
};

test.each([
  ['{"id":"a","modified":"b"}', { id: 'a', modified: 'b' }],
  ['{ "x" : {"id":"inner"}, "y": ["id", "z"], "id" : "outer" }', { id: 'outer' }],
  ['{"id":1,"id":"late"}', { id: 'late' }],
  ['{"a":"id","b":"c"}', {}],
  ['{"a":"\\"id\\":\\"no\\"","id":"\\u0061"}', { id: 'a' }],
  ['{"id":"a","refs":["x","y', { id: 'a' }],
  ['{"id":"a', {}],
  [`{"id":"${'a'.repeat(700)}","modified":"m"}`, { modified: 'm' }],
  ['[{"id":"a"}]', {}],
  ['', {}],
])('names in %s', (text, names) => {
  expect(read(text)).toEqual(names);
});

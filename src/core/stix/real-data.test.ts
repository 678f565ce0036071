import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { acceptAll, bytesOf, nodePlatform, textOf } from '../../../test/stix/node-platform.ts';
import { canonicalJson } from './canonical-json.ts';
import { ObjectSplitter } from './object-splitter.ts';
import { prepareObject } from './prepare-object.ts';

const root = join(import.meta.dirname, '../../..');
const files = ['../shared/data/ics-attack.json'].filter((name) => {
  const found = existsSync(join(root, name));
  if (!found) console.info(`left out: ${name} is not on this machine`);
  return found;
});

it.each(files)('takes every object of %s, in chunks, and changes none', (name) => {
  const body = readFileSync(join(root, name));
  const { objects } = JSON.parse(body.toString('utf8')) as { objects: object[] };
  const splitter = new ObjectSplitter(nodePlatform);
  let seen = 0;
  for (let at = 0; at < body.length; at += 65_521) {
    const pushed = splitter.push(new Uint8Array(body.subarray(at, at + 65_521)));
    if (!pushed.ok) throw new Error(JSON.stringify(pushed.error));
    for (const bytes of pushed.value) {
      const result = prepareObject(bytes, acceptAll);
      const original = objects[seen++];
      expect(result.ok ? [] : result.error).toEqual([]);
      if (result.ok) expect(textOf(result.value.prepared.body)).toBe(canonicalJson(original));
    }
  }
  expect(splitter.end()).toEqual({ ok: true, value: [] });
  expect(seen).toBe(objects.length);
  expect(splitter.kind).toBe('bundle');
  expect(prepareObject(bytesOf(objects[0]), acceptAll).ok).toBe(true);
});

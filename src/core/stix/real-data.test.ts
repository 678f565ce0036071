import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { acceptAll, bytesOf, nodePlatform, textOf } from '../../../test/stix/node-platform.ts';
import { canonicalJson } from './canonical-json.ts';
import { ObjectSplitter } from './object-splitter.ts';
import { prepareObject } from './prepare-object.ts';

const name = 'ics-attack.json';
const path = join(process.env['PROVISO_SAMPLE_DATA'] ?? join(import.meta.dirname, '../../../../shared/data'), name);
const absent = !existsSync(path);
if (absent) console.info(`skipped: no ${name}; PROVISO_SAMPLE_DATA names the folder that holds it`);

it.skipIf(absent)('takes every object of ics-attack.json, in chunks, and changes none', () => {
  const body = readFileSync(path);
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

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './program.ts';

const samples = join(projectRoot, 'samples');
const stories = ['communities', 'founding'];
const sets = ['intelligence.json', 'partner-intelligence.json'];
const read = (dir: string, story: string, set: string): string => readFileSync(join(dir, story, set), 'utf8');

describe('sample intelligence', () => {
  it('is what its generator writes, byte for byte', () => {
    const dir = mkdtempSync(join(tmpdir(), 'proviso-samples-'));
    for (const story of stories) mkdirSync(join(dir, story));
    for (const file of readdirSync(samples).filter((name) => name.endsWith('.mjs')))
      cpSync(join(samples, file), join(dir, file));
    execFileSync(process.execPath, [join(dir, 'generate.mjs')]);
    for (const story of stories) for (const set of sets) expect(read(dir, story, set)).toBe(read(samples, story, set));
    rmSync(dir, { recursive: true });
  });

  it('names only addresses and domains that are reserved for documentation', () => {
    const text = sets.map((set) => read(samples, 'communities', set)).join();
    for (const [address = ''] of text.matchAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g)) {
      expect(address).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
    }
    for (const [, address = ''] of text.matchAll(/ipv6-addr:value = '([^']+)'/g)) expect(address).toMatch(/^2001:db8:/);
    for (const [, host = ''] of text.matchAll(/(?:domain-name:value = '|https?:\/\/|@)([a-z0-9.-]+)/g)) {
      expect(host).toMatch(/(^|\.)example(\.net|\.org|\.com)?$/);
    }
  });
});

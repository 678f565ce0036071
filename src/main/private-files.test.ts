import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPrivate } from './private-files.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'proviso-private-'));
  mkdirSync(join(dir, 'keys'), { mode: 0o700 });
  for (const name of [
    'keys/cursor.key',
    'store.db',
    'store.db-wal',
    'control.sock',
    'in.rejects.jsonl',
    'proviso.json',
  ]) {
    writeFileSync(join(dir, name), '', { mode: 0o600 });
  }
});
afterEach(() => rmSync(dir, { recursive: true }));

const places = ['', 'keys', 'keys/cursor.key', 'store.db', 'store.db-wal', 'control.sock', 'in.rejects.jsonl'];

describe('private files', () => {
  it('T-CLI-04 accepts a directory that nobody else can look into', async () => {
    expect(await checkPrivate(dir)).toEqual({ ok: true, value: null });
  });

  it.each(places.flatMap((name) => [0o640, 0o604, 0o660, 0o602, 0o601].map((mode) => [name, mode] as const)))(
    'T-CLI-04 refuses %j with mode %i and gives the command that mends it',
    async (name, mode) => {
      const path = join(dir, name);
      const isDir = name === '' || name === 'keys';
      chmodSync(path, isDir ? mode | 0o100 : mode);
      const checked = await checkPrivate(dir);
      const right = isDir ? '700' : '600';
      expect(checked.ok ? [] : checked.error.map((f) => f.valid)).toEqual([
        `chmod ${right} ${path}`.replace(/\/$/, ''),
      ]);
    },
  );

  it('lets others read the configuration, which holds no secrets, but not write it', async () => {
    chmodSync(join(dir, 'proviso.json'), 0o644);
    expect((await checkPrivate(dir)).ok).toBe(true);
    chmodSync(join(dir, 'proviso.json'), 0o666);
    expect((await checkPrivate(dir)).ok).toBe(false);
  });

  it('T-CLI-04 refuses a link in place of a key', async () => {
    rmSync(join(dir, 'keys/cursor.key'));
    symlinkSync('/etc/hostname', join(dir, 'keys/cursor.key'));
    expect(await checkPrivate(dir)).toMatchObject({ ok: false, error: [{ problem: 'is a symbolic link' }] });
  });
});

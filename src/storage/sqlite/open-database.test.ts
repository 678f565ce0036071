import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { openDriver } from './driver.ts';
import type { Migration } from './migrations/index.ts';
import { openDatabase, SchemaError, StoreInUseError } from './open-database.ts';

const dirs: string[] = [];
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function newPath(): string {
  const dir = mkdtempSync(join(tmpdir(), 'proviso-db-'));
  dirs.push(dir);
  return join(dir, 'store.sqlite');
}

const digestOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const module_ = fileURLToPath(new URL('./open-database.ts', import.meta.url));

/** Another process that runs `body` with `openDatabase` at hand, until it prints `ready` or ends. */
function inChild(body: string): Promise<ChildProcess> {
  const code = `import { openDatabase } from ${JSON.stringify(module_)}; ${body}`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('exit', (code_) => reject(new Error(`ended with ${code_} before it was ready`)));
    child.stdout?.on('data', (part: Buffer) => {
      if (part.toString().includes('ready')) resolve(child);
    });
  });
}

const killed = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('close', () => resolve());
    child.kill('SIGKILL');
  });

describe('one process owns a store', () => {
  it('refuses a second owner in the same process, and says who has it', () => {
    const path = newPath();
    const first = openDatabase(path);
    expect(() => openDatabase(path)).toThrow(StoreInUseError);
    expect(() => openDatabase(path)).toThrow(String(process.pid));
    first.close();
    openDatabase(path).close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('T-DUR-01 refuses a second owner while the first lives, and takes over from one that was killed', {
    timeout: 30_000,
  }, async () => {
    const path = newPath();
    const child = await inChild(
      `const db = openDatabase(${JSON.stringify(path)}); db.exec('CREATE TABLE t (x)'); console.log('ready'); setInterval(() => db.open, 1000);`,
    );
    expect(() => openDatabase(path)).toThrow(StoreInUseError);
    expect(() => openDatabase(path)).toThrow(String(child.pid));
    await killed(child);
    const mine = openDatabase(path);
    expect(mine.prepare('SELECT count(*) FROM t').pluck().get()).toBe(0);
    mine.close();
  });

  it('takes over from a dead process, from a number that another process has now, and from a lock without a name', () => {
    const path = newPath();
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    for (const text of [`${gone}\n123\n`, '1\n999999999999\n', '', 'rubbish\n']) {
      writeFileSync(`${path}.lock`, text);
      openDatabase(path).close();
      expect(existsSync(`${path}.lock`)).toBe(false);
    }
  });

  it('keeps no lock when opening fails', () => {
    const path = newPath();
    writeFileSync(path, 'this is no database, and long enough to be told from an empty file');
    expect(() => openDatabase(path)).toThrow();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('synchronises the journal on every commit', () => {
    const db = openDatabase(newPath());
    expect([db.pragma('journal_mode', { simple: true }), db.pragma('synchronous', { simple: true })]).toEqual([
      'wal',
      2,
    ]);
    db.close();
  });
});

const one: Migration = { version: 1, name: 'one', sql: 'CREATE TABLE a (x INTEGER)' };
const two: Migration = { version: 2, name: 'two', sql: 'CREATE TABLE b (x INTEGER); INSERT INTO b SELECT x FROM a' };
const tables = (path: string): string[] => {
  const db = openDriver(path, { readonly: true });
  const names = db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[];
  db.close();
  return names;
};

/** A store of schema 1 that holds one row. */
function oldStore(): string {
  const path = newPath();
  const db = openDatabase(path, [one]);
  db.exec('INSERT INTO a VALUES (42)');
  db.close();
  return path;
}

describe('migrations', () => {
  it('T-DUR-04 run in order, once, with the data carried over', () => {
    const path = oldStore();
    for (let n = 0; n < 2; n++) {
      const db = openDatabase(path, [one, two]);
      expect(db.prepare('SELECT x FROM b').pluck().all()).toEqual([42]);
      expect(db.prepare('SELECT version FROM migration ORDER BY version').pluck().all()).toEqual([1, 2]);
      db.close();
    }
  });

  it('T-DUR-04 a backup of the old schema is made first, and opens with the old program', () => {
    const path = oldStore();
    openDatabase(path, [one, two]).close();
    const backup = `${path}.before-2`;
    expect(tables(backup)).toEqual(['a', 'migration']);
    const db = openDatabase(backup, [one]);
    expect(db.prepare('SELECT x FROM a').pluck().all()).toEqual([42]);
    db.close();
  });

  it('T-DUR-04 no backup is made where nothing is migrated', () => {
    const path = oldStore();
    openDatabase(path, [one]).close();
    expect(existsSync(`${path}.before-1`) || existsSync(`${path}.before-2`)).toBe(false);
  });

  it('T-DUR-04 a store of a newer program is refused by name and left as it is, byte for byte', () => {
    const path = oldStore();
    openDatabase(path, [one, two]).close();
    const before = digestOf(path);
    expect(() => openDatabase(path, [one])).toThrow(SchemaError);
    expect(() => openDatabase(path, [one])).toThrow('schema 2 ("two")');
    expect(digestOf(path)).toBe(before);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('T-DUR-04 a migration that was edited after it ran is refused', () => {
    const path = oldStore();
    const edited = { ...one, sql: `${one.sql} ` };
    expect(() => openDatabase(path, [edited, two])).toThrow('migration 1 ("one") was changed after it ran');
    expect(tables(path)).toEqual(['a', 'migration']);
  });

  it('T-DUR-04 one that fails leaves nothing of itself, and the next start goes on there', () => {
    const path = oldStore();
    const broken = { ...two, sql: `${two.sql}; INSERT INTO nowhere VALUES (1)` };
    expect(() => openDatabase(path, [one, broken])).toThrow('nowhere');
    expect(tables(path)).toEqual(['a', 'migration']);
    const three: Migration = { version: 3, name: 'three', sql: 'CREATE TABLE c (x)' };
    openDatabase(path, [one, two, three]).close();
    expect(tables(path)).toEqual(['a', 'b', 'c', 'migration']);
  });

  it('T-DUR-04 one that was killed half-way leaves nothing of itself, and the next start goes on there', {
    timeout: 30_000,
  }, async () => {
    const path = oldStore();
    const endless = `${two.sql}; CREATE TABLE d AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000000) SELECT x FROM n`;
    const steps = JSON.stringify([one, { ...two, sql: endless }]);
    const child = await inChild(
      `console.log('ready'); setTimeout(() => openDatabase(${JSON.stringify(path)}, ${steps}), 0);`,
    );
    const started = (): boolean => existsSync(`${path}.before-2`);
    for (let n = 0; n < 500 && !started(); n++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(started()).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await killed(child);
    const db = openDatabase(path, [one, two]);
    expect(db.prepare('SELECT x FROM b').pluck().all()).toEqual([42]);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
  });
});

it('two starters that both find a dead owner: the second is refused by the file itself', () => {
  const path = newPath();
  const first = openDatabase(path);
  rmSync(`${path}.lock`);
  expect(() => openDatabase(path)).toThrow(StoreInUseError);
  first.close();
  openDatabase(path).close();
});

import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { openDriver, type SqliteDatabase } from './driver.ts';
import { inTransaction } from './in-transaction.ts';
import { type Migration, migrations } from './migrations/index.ts';

export class StoreInUseError extends Error {
  override readonly name = 'StoreInUseError';
  readonly code = 'store-in-use';
}

export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  readonly code = 'schema';
}

const pageBytes = 16_384;
/** The journal is carried into the store whenever it has grown to this. */
const journalBytes = 64 * 1024 * 1024;

/** WAL with a synchronised journal: what was acknowledged survives a power cut. `:memory:` for tests. */
export function openDatabase(path: string, steps: readonly Migration[] = migrations): SqliteDatabase {
  const release = path === ':memory:' ? () => {} : lock(`${path}.lock`);
  let opened: SqliteDatabase | null = null;
  try {
    const db = openDriver(path);
    opened = db;
    // Counts for a new store only. Larger pages waste less room beside bodies and cost fewer writes to the journal.
    db.pragma(`page_size = ${pageBytes}`);
    takeAlone(db, path);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    db.pragma('secure_delete = FAST');
    const inFact = db.pragma('page_size', { simple: true }) as number;
    db.pragma(`wal_autocheckpoint = ${journalBytes / inFact}`);
    db.pragma('cache_size = -32768');
    db.pragma('temp_store = MEMORY');
    migrate(db, path, steps);
    return withClose(db, release);
  } catch (error) {
    opened?.close();
    release();
    throw error;
  }
}

/** The file's own lock besides ours: two starters that both find a dead owner cannot both take its place. */
function takeAlone(db: SqliteDatabase, path: string): void {
  db.pragma('busy_timeout = 2000');
  db.pragma('locking_mode = EXCLUSIVE');
  try {
    db.exec('BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'SQLITE_BUSY')
      throw new StoreInUseError(`another process has ${path} open`);
    throw error;
  }
}

function withClose(db: SqliteDatabase, after: () => void): SqliteDatabase {
  const close = db.close;
  db.close = () => {
    close();
    after();
  };
  return db;
}

/** One process owns a store: the file names its process, and a dead owner's file is taken over. */
function lock(path: string): () => void {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const fd = openSync(path, 'wx', 0o600);
      writeFileSync(fd, `${process.pid}\n${startedAt(process.pid) ?? ''}\n`);
      closeSync(fd);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const [pid, born] = readFileSync(path, 'utf8').split('\n');
      const alive = startedAt(Number(pid));
      const mine = Number(pid) === process.pid;
      if (mine || (alive !== null && (born === '' || alive === born)))
        throw new StoreInUseError(`the store is in use by process ${pid}; stop it first, or use the running node`);
      rmSync(path, { force: true });
    }
  }
  throw new StoreInUseError('the store is in use by another process');
}

/** Start time of a process, so that a number used again is not taken for the owner; null when it does not run. */
function startedAt(pid: number): string | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const stat = `/proc/${pid}/stat`;
  if (existsSync('/proc/self/stat')) {
    if (!existsSync(stat)) return null;
    const text = readFileSync(stat, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  }
  try {
    process.kill(pid, 0);
    return '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '' : null;
  }
}

function migrate(db: SqliteDatabase, path: string, steps: readonly Migration[]): void {
  db.exec(
    'CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)',
  );
  const done = db.prepare('SELECT version, name, checksum FROM migration ORDER BY version').all() as {
    version: number;
    name: string;
    checksum: string;
  }[];
  const newest = steps[steps.length - 1]!.version;
  for (const row of done) {
    const step = steps.find((s) => s.version === row.version);
    if (step === undefined)
      throw new SchemaError(
        `the store has schema ${row.version} ("${row.name}"), this program knows up to ${newest}; use a newer program`,
      );
    if (checksum(step) !== row.checksum)
      throw new SchemaError(`migration ${row.version} ("${row.name}") was changed after it ran`);
  }
  const todo = steps.filter((s) => !done.some((d) => d.version === s.version));
  if (todo.length > 0 && done.length > 0 && path !== ':memory:') backUp(db, `${path}.before-${todo[0]!.version}`);
  for (const step of todo) runStep(db, step);
}

const runStep = (db: SqliteDatabase, step: Migration): void =>
  inTransaction(db, () => {
    db.exec(step.sql);
    db.prepare('INSERT INTO migration VALUES (?, ?, ?)').run(step.version, step.name, checksum(step));
  });

const checksum = (step: Migration): string => createHash('sha256').update(step.sql).digest('hex');

function backUp(db: SqliteDatabase, target: string): void {
  rmSync(target, { force: true });
  db.prepare('VACUUM INTO ?').run(target);
}

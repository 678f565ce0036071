import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parsePartyId } from '../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../core/result.ts';
import { readStrictYaml } from '../formats/strict-yaml.ts';
import { settings } from './config/schema.ts';

/**
 * The data directory of a node:
 *
 *     proviso.json      settings; no secrets
 *     keys/cursor.key   32 random bytes: authenticates cursors of partners
 *     keys/given/       credentials of other servers
 *     keys/node-….key   32 bytes, an Ed25519 private key: signs messages and requests to peers; made by the first opening
 *     store.db …        the store (src/storage)
 *     control.sock      while a node serves it
 */
const configPath = (dir: string): string => join(dir, 'proviso.json');
const cursorKeyPath = (dir: string): string => join(dir, 'keys', 'cursor.key');

const cursorKeyBytes = 32;

/** Writes a new file and waits until it is on disk; what exists is never written over. */
async function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0),
    0o600,
  );
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Checks what `init` was asked for, then makes the directory with its keys and configuration; the store comes after. */
export async function createNodeDirectory(
  dir: string,
  input: { readonly party: string; readonly name: string },
): Promise<Result<{ readonly party: string }, Fault[]>> {
  const faults: Fault[] = [];
  const party = parsePartyId(input.party, '--party');
  if (!party.ok) faults.push(...party.error);
  if (settings.name.read(input.name) === null)
    faults.push({ at: '--name', problem: 'is not a name', valid: 'one line of text, at most 512 characters' });
  const held = await readdir(dir).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? [] : error));
  if (held instanceof Error)
    faults.push({ at: dir, problem: `cannot be used (${held.code})`, valid: 'a new directory' });
  else if (held.length > 0)
    faults.push({ at: dir, problem: 'is not empty', valid: 'a new or an empty directory (--data DIR)' });
  if (faults.length > 0 || !party.ok) return fail(...faults);
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await chmod(dir, 0o700);
    await mkdir(join(dir, 'keys'), { mode: 0o700 });
    await writeNew(cursorKeyPath(dir), randomBytes(cursorKeyBytes));
    await writeNew(configPath(dir), `${JSON.stringify({ party: party.value, name: input.name }, null, 2)}\n`);
  } catch (error) {
    return fail({
      at: dir,
      problem: `cannot be made (${(error as NodeJS.ErrnoException).code})`,
      valid: 'a writable place',
    });
  }
  return ok({ party: party.value });
}

/** Empties a directory that `createNodeDirectory` has just filled. */
export async function removeNodeDirectory(dir: string): Promise<void> {
  for (const entry of await readdir(dir)) await rm(join(dir, entry), { recursive: true, force: true });
}

/** The parsed configuration file of an existing node. */
export async function readConfigFile(dir: string): Promise<Result<unknown, Fault[]>> {
  try {
    const text = await readFile(configPath(dir), 'utf8');
    const read = readStrictYaml(text);
    return read.ok ? read : fail(...read.error.map((fault) => ({ ...fault, at: `proviso.json: ${fault.at}` })));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      return fail({
        at: configPath(dir),
        problem: `cannot be read (${(error as NodeJS.ErrnoException).code})`,
        valid: 'a readable file',
      });
    }
    return fail({
      at: resolve(dir),
      problem: 'holds no node',
      valid: '--data DIR of an existing one, or "proviso init --party ID --name NAME"',
    });
  }
}

export async function readCursorKey(dir: string): Promise<Result<Uint8Array, Fault[]>> {
  const bytes = await readFile(cursorKeyPath(dir)).catch(() => null);
  if (bytes === null || bytes.length !== cursorKeyBytes) {
    return fail({
      at: cursorKeyPath(dir),
      problem: 'is missing or damaged',
      valid: `${cursorKeyBytes} bytes; restore it from a backup`,
    });
  }
  return ok(bytes);
}

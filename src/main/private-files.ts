import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fault, fail, ok, type Result } from '../core/result.ts';

const quoted = (path: string): string =>
  /^[A-Za-z0-9._/-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;

/** Deep enough for DIR/keys/…; what lies deeper is not ours. */
const depthMax = 3;
/** Configuration holds no secrets and may be read by others; being written by others is another matter. */
const readable = new Set(['proviso.json']);

/**
 * Refuses a data directory that other users of the machine can read or write (T-CLI-04): the directory itself, keys,
 * store, socket, reject files, everything in it. Each fault carries the command that mends it. Symbolic links are
 * refused: their target's mode is somebody else's promise.
 */
export async function checkPrivate(dir: string): Promise<Result<null, Fault[]>> {
  // Windows has no such modes; its access lists are the administrator's business.
  if (process.platform === 'win32') return ok(null);
  const faults: Fault[] = [];
  await check(dir, 0, faults);
  return faults.length === 0 ? ok(null) : fail(...faults);
}

async function check(path: string, depth: number, faults: Fault[]): Promise<void> {
  const found = await lstat(path).catch(() => null);
  // A file of the running store may go between listing and looking.
  if (found === null) return;
  if (found.isSymbolicLink() && depth > 0) {
    faults.push({
      at: path,
      problem: 'is a symbolic link',
      valid: `the file itself in its place (rm ${quoted(path)})`,
    });
    return;
  }
  const name = path.slice(path.lastIndexOf('/') + 1);
  const forbidden = depth === 1 && readable.has(name) ? 0o022 : 0o077;
  if (!found.isSymbolicLink() && (found.mode & forbidden) !== 0) {
    const mode = (found.mode & 0o777).toString(8).padStart(4, '0');
    const right = found.isDirectory() ? '700' : '600';
    faults.push({
      at: path,
      problem: `is open to other users (mode ${mode})`,
      valid: `chmod ${right} ${quoted(path)}`,
    });
  }
  if (!found.isDirectory() || depth >= depthMax) return;
  for (const entry of await readdir(path)) await check(join(path, entry), depth + 1, faults);
}

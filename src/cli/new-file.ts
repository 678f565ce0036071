import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type Fault, fail, ok, type Result } from '../core/result.ts';
import { brokenFaults } from './operations.ts';

/** A new, private file; what exists is refused, and so is a symbolic link in its place. */
export async function createNew(path: string, option: string): Promise<Result<FileHandle, Fault[]>> {
  if (path.includes('\0') || path.split(/[\\/]/).includes('..') || basename(path) === '') {
    return fail({
      at: option,
      problem: 'leads elsewhere than it seems',
      valid: 'a file name without ".." and control characters',
    });
  }
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  try {
    return ok(await open(path, O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o600));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST')
      return fail({ at: path, problem: 'exists already and is not written over', valid: 'the name of a new file' });
    return fail({
      at: path,
      problem: `cannot be created (${code})`,
      valid: `a new file in a writable directory, not in ${dirname(path)}`,
    });
  }
}

/** Writes a new, private file whole, or leaves none. */
export async function writeNew(path: string, option: string, text: string): Promise<Result<null, Fault[]>> {
  const made = await createNew(path, option);
  if (!made.ok) return made;
  try {
    await made.value.write(text);
    await made.value.sync();
  } catch (error) {
    await made.value.close();
    await unlink(path);
    return fail(...brokenFaults(path, error));
  }
  await made.value.close();
  return ok(null);
}

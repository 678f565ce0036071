import { open, realpath } from 'node:fs/promises';
import { dirname, extname, isAbsolute, relative, resolve, sep } from 'node:path';
import { limits } from '../core/limits.ts';
import { type Fault, fail, ok, type Result } from '../core/result.ts';
import { fileFault } from './read-file.ts';

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const mediaByEnding: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.htm': 'text/html',
  '.md': 'text/markdown',
  '.pdf': 'application/pdf',
};

/**
 * A statement file with the bytes of its copies in it: `file: PATH` becomes `text` where the bytes are UTF-8 and `base64`
 * otherwise. Paths start at the directory of the statement file and stay below it, so that a file from somebody else
 * cannot take in what it happens to name. All faults together.
 *
 * @param statementFile the path as it was written; `-` starts at the working directory
 */
export async function withCopies(value: unknown, statementFile: string): Promise<Result<unknown, Fault[]>> {
  const copies = isFields(value) && Object.hasOwn(value, 'copies') ? value['copies'] : undefined;
  if (!isFields(value) || copies === undefined || copies === null) return ok(value);
  const base = statementFile === '-' ? resolve('.') : dirname(resolve(statementFile));
  const faults: Fault[] = [];
  const read: unknown[] = [];
  for (const [i, copy] of (Array.isArray(copies) ? copies : [copies]).entries()) {
    const one = isFields(copy) && Object.hasOwn(copy, 'file') ? await inlined(copy, base, `copies[${i}]`) : ok(copy);
    if (one.ok) read.push(one.value);
    else faults.push(...one.error);
  }
  return faults.length > 0 ? fail(...faults) : ok({ ...value, copies: read });
}

async function inlined({ file, ...rest }: Fields, base: string, at: string): Promise<Result<Fields, Fault[]>> {
  const place = `${at}.file`;
  if (Object.hasOwn(rest, 'text') || Object.hasOwn(rest, 'base64'))
    return fail({ at: place, problem: 'stands beside text or base64', valid: 'one of file, text, base64' });
  if (typeof file !== 'string' || file === '')
    return fail({ at: place, problem: 'is no path', valid: 'a path that starts at the statement file' });
  const bytes = await bytesBelow(base, file, place);
  if (!bytes.ok) return bytes;
  const text = utf8(bytes.value);
  const media = mediaByEnding[extname(file).toLowerCase()] ?? (text === null ? 'application/octet-stream' : undefined);
  const content = text === null ? { base64: bytes.value.toString('base64') } : { text };
  return ok({ ...(media === undefined ? {} : { media }), ...rest, ...content });
}

async function bytesBelow(base: string, file: string, place: string): Promise<Result<Buffer, Fault[]>> {
  try {
    const path = await realpath(resolve(base, file));
    const inside = relative(await realpath(base), path);
    if (isAbsolute(file) || isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`))
      return fail({
        at: place,
        problem: `"${file.slice(0, 200)}" lies outside the directory of the statement file`,
        valid: 'a copy beside the statement file or in a directory below it',
      });
    const handle = await open(path, 'r');
    try {
      const found = await handle.stat();
      if (!found.isFile() || found.size === 0 || found.size > limits.copyBytesMax)
        return fail({
          at: place,
          problem: `"${file.slice(0, 200)}" is ${found.isFile() ? (found.size === 0 ? 'empty' : `of ${found.size} bytes`) : 'no file'}`,
          valid: `a file of 1 to ${limits.copyBytesMax} bytes`,
        });
      return ok(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { problem } = fileFault(file, error);
    return fail({
      at: place,
      problem: `"${file.slice(0, 200)}": ${problem}`,
      valid: 'a readable file; the path starts at the directory of the statement file',
    });
  }
}

/** The same bytes come back out of the text; a byte order mark is kept. */
function utf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

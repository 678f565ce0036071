import { type FileHandle, open } from 'node:fs/promises';
import { limits } from '../core/limits.ts';
import { type Fault, fail, ok, type Result } from '../core/result.ts';
import type { CliHost } from './host.ts';

/** Documents for people (terms, topics, statements, simulations) are small; a file that is not is the wrong file. */
const documentBytesMax = limits.requestBytesMax;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'may not be read by this user',
  EISDIR: 'is a directory',
};

/** Names the file and why it cannot be had, in words. */
export function fileFault(path: string, error: unknown): Fault {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown failure';
  return {
    at: path,
    problem: reasons[code] ?? `cannot be read (${code})`,
    valid: 'a readable file, or - for standard input',
  };
}

/** The bytes of a file, or of standard input for `-`, in pieces; closed when the reader stops. */
export async function openSource(host: CliHost, path: string): Promise<Result<AsyncIterable<Uint8Array>, Fault[]>> {
  if (path === '-') return ok(host.stdin);
  try {
    const handle = await open(path, 'r');
    if ((await handle.stat()).isDirectory()) {
      await handle.close();
      return fail({ at: path, problem: 'is a directory', valid: 'a file, or - for standard input' });
    }
    return ok(pieces(handle));
  } catch (error) {
    return fail(fileFault(path, error));
  }
}

async function* pieces(handle: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const buffer = Buffer.allocUnsafe(256 * 1024);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** A whole file of at most `documentBytesMax` bytes. */
export async function readWholeFile(host: CliHost, path: string): Promise<Result<Buffer, Fault[]>> {
  const source = await openSource(host, path);
  if (!source.ok) return source;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of source.value) {
    size += part.length;
    if (size > documentBytesMax)
      return fail({ at: path, problem: 'is too large for a document', valid: `at most ${documentBytesMax} bytes` });
    parts.push(part);
  }
  const name = path === '-' ? 'standard input' : path;
  // Half a document must not be taken for a whole one.
  if (host.interrupted.aborted) return fail({ at: name, problem: 'was interrupted', valid: 'run the command again' });
  return ok(Buffer.concat(parts));
}

/** A whole YAML or JSON document as a value. */
export async function readDocumentFile(host: CliHost, path: string): Promise<Result<unknown, Fault[]>> {
  const bytes = await readWholeFile(host, path);
  return bytes.ok ? host.readDocument(bytes.value, path === '-' ? 'standard input' : path) : bytes;
}

import { type FileHandle, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Fault } from '../core/result.ts';

export interface Refused {
  readonly index: number;
  readonly id: string | null;
  readonly faults: readonly Fault[];
  readonly bytes: Uint8Array;
}

/**
 * Refused objects of one import, one JSON line each with the object's own text, so that they can be mended and imported
 * again. The file is created at the first refusal, new and private (0600); an older one is never touched, the name gets
 * a number instead.
 */
export interface RejectFile {
  add(refused: Refused): void;
  /** Writes what is waiting; gives the path, null when nothing was refused or the file could not be made. */
  flush(): Promise<string | null>;
  close(): Promise<string | null>;
}

const triesMax = 1000;

export function rejectFile(source: string): RejectFile {
  const stem = source === '-' ? join(process.cwd(), 'stdin') : source;
  let waiting: string[] = [];
  let handle: FileHandle | null = null;
  let path: string | null = null;
  const flush = async (): Promise<string | null> => {
    if (waiting.length === 0) return path;
    const text = waiting.join('');
    waiting = [];
    if (handle === null) {
      const made = await create(stem);
      handle = made.handle;
      path = made.path;
    }
    await handle.write(text);
    return path;
  };
  return {
    add: ({ index, id, faults, bytes }) => {
      const text = Buffer.from(bytes).toString('utf8');
      waiting.push(`${JSON.stringify({ file: basename(source), index, id, faults, text })}\n`);
    },
    flush,
    close: async () => {
      const made = await flush();
      await handle?.sync();
      await handle?.close();
      return made;
    },
  };
}

async function create(stem: string): Promise<{ path: string; handle: FileHandle }> {
  for (let n = 1; n <= triesMax; n++) {
    const path = n === 1 ? `${stem}.rejects.jsonl` : `${stem}.rejects.${n}.jsonl`;
    try {
      // `x` refuses what exists, a symbolic link included.
      return { path, handle: await open(path, 'wx', 0o600) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error(`${stem}.rejects.jsonl and ${triesMax - 1} numbered ones exist: remove some`);
}

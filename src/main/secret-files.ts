import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecretShelf } from '../ports/secret-shelf.ts';

/** Secrets that others gave us, one file each, in `keys/given` of the data directory; readable by its owner alone. */
export function secretFiles(dir: string): SecretShelf {
  const shelf = join(dir, 'keys', 'given');
  const path = (name: string): string => {
    if (!/^[a-z0-9-]{1,100}$/.test(name)) throw new Error('not the name of a secret');
    return join(shelf, name);
  };
  return {
    put: async (name, text) => {
      await mkdir(shelf, { recursive: true, mode: 0o700 });
      const fresh = `${path(name)}.new`;
      await rm(fresh, { force: true });
      const handle = await open(fresh, 'wx', 0o600);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(fresh, path(name));
    },
    get: (name) => readFile(path(name), 'utf8').catch(() => null),
    remove: (name) => rm(path(name), { force: true }),
  };
}

/** For a node without a directory. */
export function secretsInMemory(): SecretShelf {
  const held = new Map<string, string>();
  return {
    put: async (name, text) => void held.set(name, text),
    get: async (name) => held.get(name) ?? null,
    remove: async (name) => void held.delete(name),
  };
}

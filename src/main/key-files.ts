import { constants } from 'node:fs';
import { open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fault, fail, ok, type Result } from '../core/result.ts';
import type { KeyRing, Signer } from '../ports/signer.ts';
import { newSeed, seedBytes, signerFromSeed } from './ed25519.ts';

/** `node-` and the first digits of the key id; the content is the private key's 32 bytes. */
const namePattern = /^node-([0-9a-f]{16})\.key$/;
const nameOf = (keyId: string): string => `node-${keyId.slice(0, 16)}.key`;

/** The keys in DIR/keys. A file is on disk, and so is its name, before its key is used. */
export async function keyFiles(dir: string): Promise<Result<KeyRing, Fault[]>> {
  const folder = join(dir, 'keys');
  const signers: Signer[] = [];
  const faults: Fault[] = [];
  for (const name of (await readdir(folder).catch(() => [])).sort()) {
    const named = namePattern.exec(name);
    if (named === null) continue;
    const seed = await readFile(join(folder, name)).catch(() => null);
    const signer = seed?.length === seedBytes ? signerFromSeed(seed) : null;
    if (signer?.keyId.startsWith(named[1]!)) signers.push(signer);
    else
      faults.push({
        at: join(folder, name),
        problem: 'is damaged',
        valid: 'the file as it was; restore it from a backup',
      });
  }
  if (faults.length > 0) return fail(...faults);
  return ok({
    held: () => signers,
    create: async () => {
      const seed = newSeed();
      const signer = signerFromSeed(seed);
      await writeDurably(folder, nameOf(signer.keyId), seed);
      signers.push(signer);
      return signer;
    },
  });
}

async function writeDurably(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  // Under its own name only when whole: a crash in between leaves nothing that looks like a damaged key.
  const unfinished = join(folder, `${name}.unfinished`);
  const file = await open(unfinished, O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0), 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, join(folder, name));
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

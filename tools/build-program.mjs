import { chmod, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
const dayMs = 86_400_000;

/**
 * Puts the program together from its sources: few files, since reading a thousand costs more than running them (decision 0092).
 *
 * @param {string} folder under dist, so that the package's root lies two levels above each file, as it does for src/main.
 * @returns {Promise<string>} the program's entry.
 */
export async function buildProgram(folder) {
  const outdir = join(root, 'dist', folder);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { proviso: 'src/main/bin.ts', 'node-process': 'src/main/demo/node-process.ts' },
    outdir,
    bundle: true,
    // What is imported when it is first needed stays apart.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.20',
    // One is compiled for the machine; the others are large and seldom asked for.
    external: ['better-sqlite3', 'wink-nlp', 'wink-eng-lite-web-model'],
    // Packages in the older form ask for node's own modules at run time.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    sourcemap: true,
    metafile: true,
    logLevel: 'warning',
  });
  const entry = join(outdir, 'proviso.js');
  await chmod(entry, 0o755);
  await removeLeftovers(outdir, new Set(Object.keys(metafile.outputs).map((path) => join(root, path))));
  return entry;
}

/** Parts of earlier builds. A node that was started from one of them may still load them, so they stay for a day. */
async function removeLeftovers(outdir, written) {
  for (const name of await readdir(outdir)) {
    const path = join(outdir, name);
    if (!written.has(path) && (await stat(path)).mtimeMs < Date.now() - dayMs) await rm(path);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildProgram('program');

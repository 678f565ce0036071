import { chmod, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
const dayMs = 86_400_000;

/**
 * Puts sources together: few files, since reading a thousand costs more than running them (decision 0092).
 *
 * @param {string} folder under dist, so that the package's root lies two levels above each file, as it does for src/main.
 * @param {Readonly<Record<string, string>>} entryPoints sources by the name that each gets.
 * @returns {Promise<string>} the folder.
 */
export async function buildParts(folder, entryPoints) {
  const outdir = join(root, 'dist', folder);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    bundle: true,
    // What is imported when it is first needed stays apart, and what two entries use is there once.
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
  await removeLeftovers(outdir, new Set(Object.keys(metafile.outputs).map((path) => join(root, path))));
  return outdir;
}

/** The program itself, and the process that the demo starts for each node. */
export async function buildProgram(folder) {
  const outdir = await buildParts(folder, {
    proviso: 'src/main/bin.ts',
    'node-process': 'src/main/demo/node-process.ts',
  });
  await chmod(join(outdir, 'proviso.js'), 0o755);
}

/** Parts of earlier builds. A node that was started from one of them may still load them, so they stay for a day. */
async function removeLeftovers(outdir, written) {
  for (const file of await readdir(outdir, { withFileTypes: true })) {
    const path = join(outdir, file.name);
    if (file.isFile() && !written.has(path) && (await stat(path)).mtimeMs < Date.now() - dayMs) await rm(path);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildProgram('program');

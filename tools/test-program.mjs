import { buildProgram } from './build-program.mjs';

/** Before the first test: the program as the sources are now, beside the one that may be running. */
export async function setup() {
  await buildProgram('test-program');
}

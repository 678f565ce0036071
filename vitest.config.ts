import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/interop/**', 'node_modules/**', 'dist/**'],
    globalSetup: ['tools/test-program.mjs'],
    setupFiles: ['test/seed-in-ci.ts'],
    pool: 'forks',
    // Files share what they import: half of the time of a run is spent on importing the same again.
    isolate: false,
    // One for every core; left alone, a machine of two would run them one after the other.
    maxWorkers: '100%',
    testTimeout: 60_000,
  },
});

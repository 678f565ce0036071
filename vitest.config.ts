import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/interop/**', 'test/bench/**', 'node_modules/**', 'dist/**'],
    setupFiles: ['test/seed-in-ci.ts'],
    pool: 'forks',
    testTimeout: 60_000,
  },
});

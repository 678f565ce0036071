import { defineConfig } from 'vitest/config';

/** Foreign clients and servers against a real node: kept apart, since they need what the project does not bring. */
export default defineConfig({
  test: { include: ['test/interop/**/*.test.ts'], pool: 'forks', testTimeout: 300_000, hookTimeout: 300_000 },
});

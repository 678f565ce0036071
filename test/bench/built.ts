/**
 * The product as it is built: what runs is what users run. The sources through a loader would be slower in places,
 * since a loader that keeps the names of functions does so at every call that makes one.
 */
type Module<T> = Promise<T>;

const load = <T>(path: string): Module<T> =>
  import(new URL(`../../dist/bench-parts/${path}`, import.meta.url).href) as Promise<T>;

export const app = await load<typeof import('../../src/app/index.ts')>('app/index.js');
export const http = await load<typeof import('../../src/http/index.ts')>('http/index.js');
export const storage = await load<typeof import('../../src/storage/index.ts')>('storage/index.js');
export const stix = await load<typeof import('../../src/core/stix/index.ts')>('core/stix/index.js');
export const terms = await load<typeof import('../../src/core/terms/index.ts')>('core/terms/index.js');
export const positions = await load<typeof import('../../src/core/position/index.ts')>('core/position/index.js');
export const { limits } = await load<typeof import('../../src/core/limits.ts')>('core/limits.js');
export const { nodePlatform } = await load<typeof import('../../src/main/node-platform.ts')>('main/node-platform.js');
export const { memoryKeyRing } = await load<typeof import('../../src/main/ed25519.ts')>('main/ed25519.js');
export const { cursorSeal } = await load<typeof import('../../src/main/cursor-seal.ts')>('main/cursor-seal.js');
export const { stixIntake } = await load<typeof import('../../src/main/stix-intake.ts')>('main/stix-intake.js');
export const { steadyClock, systemTime } =
  await load<typeof import('../../src/main/system-clock.ts')>('main/system-clock.js');
export const { secretsInMemory } = await load<typeof import('../../src/main/secret-files.ts')>('main/secret-files.js');
export const { remoteFeeds } = await load<typeof import('../../src/peers/remote-feeds.ts')>('peers/remote-feeds.js');
export const { guardedEgress } =
  await load<typeof import('../../src/peers/guarded-egress.ts')>('peers/guarded-egress.js');

/**
 * The product as it is built: what runs is what users run. The sources through a loader would be slower in places,
 * since a loader that keeps the names of functions does so at every call that makes one.
 */
const built = new URL('../../dist/bench-parts/product.js', import.meta.url);

export const {
  app,
  cursorSeal,
  deliverAll,
  deliveryPath,
  guardedEgress,
  http,
  limits,
  memoryKeyRing,
  nodePlatform,
  OwnAddress,
  parsePeerUrl,
  peerDirectory,
  positions,
  remoteFeeds,
  secretsInMemory,
  signedClient,
  signedHeaders,
  steadyClock,
  stix,
  stixIntake,
  storage,
  systemTime,
  terms,
} = (await import(built.href)) as typeof import('./product.ts');

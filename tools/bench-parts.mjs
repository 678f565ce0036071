import { buildParts } from './build-program.mjs';

/** What the bench takes from the product (test/bench/built.ts and built-peers.ts), put together as the program is. */
const parts = [
  'app/index',
  'app/messages/deliver-next',
  'app/own-address',
  'app/peer-directory',
  'core/limits',
  'core/position/index',
  'core/stix/index',
  'core/terms/index',
  'http/index',
  'main/cursor-seal',
  'main/ed25519',
  'main/node-platform',
  'main/secret-files',
  'main/stix-intake',
  'main/system-clock',
  'peers/guarded-egress',
  'peers/remote-feeds',
  'peers/signed-client',
  'protocol/peer/index',
  'storage/index',
];

await buildParts('bench-parts', Object.fromEntries(parts.map((part) => [part, `src/${part}.ts`])));

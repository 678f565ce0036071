import { fail } from '../../core/result.ts';
import type { RemoteFeeds } from '../../ports/remote-feed.ts';
import type { SecretShelf } from '../../ports/secret-shelf.ts';

/** A node without a way to others: tools that open a store only, and tests. */
export const noRemoteFeeds: RemoteFeeds = {
  address: () =>
    fail({ at: 'url', problem: 'this process reaches no other server', valid: 'the same with the node started' }),
  find: async () =>
    fail({ at: 'url', problem: 'this process reaches no other server', valid: 'the same with the node started' }),
  walk: async function* () {
    yield { kind: 'stopped', stop: 'unreachable', why: 'this process reaches no other server' };
  },
};

export const noSecrets: SecretShelf = {
  put: async () => undefined,
  get: async () => null,
  remove: async () => undefined,
};

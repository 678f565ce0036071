import { defineCommand, outcome } from '../command.ts';
import { keyJson, said } from '../records.ts';

export const keyRevoke = defineCommand({
  name: 'key revoke',
  summary: 'Revoke a machine key; the next request with it is refused',
  positionals: [{ name: 'ID', help: 'the id of the key (proviso key list)' }],
  options: {},
  example: 'proviso key revoke 5f3c9a1e',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('key revoke', { id: args.positionals[0] ?? '' }), (key) => ({
        value: keyJson(key),
        text: said([
          ['revoked key', key.id],
          ['of party', key.party],
          ['at', keyJson(key)['revokedAt']],
        ]),
      })),
    ),
});

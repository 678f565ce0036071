import { coalitionJson, coalitionTable } from '../coalition-text.ts';
import { defineCommand, given, outcome } from '../command.ts';

export const coalitionList = defineCommand({
  name: 'coalition list',
  summary: 'List the coalitions and who belongs to them, now or as of another time',
  positionals: [],
  options: {
    at: { kind: 'text', value: 'TIME', help: 'members as of this time, in UTC' },
    known: { kind: 'text', value: 'TIME', help: 'as it was on record at this time, in UTC' },
  },
  example: 'proviso coalition list --at 2026-12-01T00:00:00Z',
  run: (context, args) =>
    context.withNode(async (node) => {
      const input = { at: args.text('at'), known: args.text('known') };
      return outcome(await node.call('coalition list', given(input)), (list) => ({
        value: list.map(coalitionJson),
        text: coalitionTable(list),
      }));
    }),
});

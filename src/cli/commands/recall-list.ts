import { defineCommand, outcome } from '../command.ts';
import { recallJson, recallTable } from '../recall-records.ts';

export const recallList = defineCommand({
  name: 'recall list',
  summary: 'List recalls of both directions and what became of them',
  positionals: [],
  options: { open: { kind: 'flag', help: 'only those that are not answered' } },
  example: 'proviso recall list --open',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('recall list', {}), (all) => {
        const list = args.flag('open') ? all.filter(({ state }) => state !== 'answered') : all;
        return { value: list.map(recallJson), text: recallTable(list) };
      }),
    ),
});

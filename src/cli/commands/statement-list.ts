import { defineCommand, outcome } from '../command.ts';
import { stamped } from '../stamped.ts';
import { statementTable } from '../statement-text.ts';

export const statementList = defineCommand({
  name: 'statement list',
  summary: 'List the statements on record',
  positionals: [],
  options: {
    party: { kind: 'text', value: 'P', help: 'only what is of this party' },
    topic: { kind: 'text', value: 'T', help: 'only what is on this topic' },
  },
  example: 'proviso statement list --party energy-isac --topic no-resale',
  run: (context, args) =>
    context.withNode(async (node) => {
      const [party, topic] = [args.text('party')?.replace(/^party:/, ''), args.text('topic')];
      const asked = (one: unknown): boolean => {
        const fields = one as { readonly party?: unknown; readonly topic?: unknown };
        return (party === undefined || fields.party === party) && (topic === undefined || fields.topic === topic);
      };
      return outcome(await node.call('statement list', {}), (list) => {
        const value = list.filter(asked).map((one) => stamped(one));
        return { value, text: statementTable(value) };
      });
    }),
});

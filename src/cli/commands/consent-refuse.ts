import { approvalInput, approvalOptions } from '../approval-options.ts';
import { defineCommand, faults, outcome } from '../command.ts';
import { approvalJson, approvalSaid, consentJson } from '../lineage-records.ts';
import { questionOrOwn } from '../question-or-own.ts';
import { said } from '../records.ts';

export const consentRefuse = defineCommand({
  name: 'consent refuse',
  summary: 'Refuse a question for consent, or your own consent where a text asks for it',
  details: 'With ID the asker is told why. With --for it is your own consent (proviso help consent grant).',
  positionals: [{ name: 'ID', optional: true, help: 'of: proviso consent list' }],
  options: {
    ...approvalOptions,
    for: { kind: 'text', value: 'PARTY', help: 'who shall not get it' },
    why: { kind: 'text', value: 'TEXT', help: 'with ID: what the asker is told; else for your own record' },
  },
  example: 'proviso consent refuse urn:uuid:5f0a4c1e-0001-4a00-8000-000000000001 --why "source at risk"',
  run: (context, args) =>
    context.withNode(async (node) => {
      const which = questionOrOwn(args, []);
      if (!which.ok) return faults(which.error);
      if (which.value === 'own') {
        const made = await node.call('consent deny', approvalInput(context, args));
        return outcome(made, (one) => ({ value: approvalJson(one), ...approvalSaid(one) }));
      }
      const why = args.text('why');
      if (why === undefined) return faults([{ at: '--why', problem: 'is missing', valid: 'what the asker is told' }]);
      return outcome(await node.call('consent refuse', { id: args.positionals[0] ?? '', why }), (one) => ({
        value: consentJson(one),
        text: said([
          ['refused', one.id],
          ['for', one.recipient],
        ]),
      }));
    }),
});

import { approvalInput, approvalOptions } from '../approval-options.ts';
import { defineCommand, faults, given, outcome } from '../command.ts';
import { approvalJson, approvalSaid, consentJson } from '../lineage-records.ts';
import { questionOrOwn } from '../question-or-own.ts';
import { said } from '../records.ts';

export const consentGrant = defineCommand({
  name: 'consent grant',
  summary: 'Let something of yours be passed on: to the party that a question names, or to one that you name',
  details: [
    'With ID: the answer to a question that waits for you. It is signed and goes back to whoever asked.',
    'With --for: your own consent, where a text asks for it in "consent: {of: party:YOU}", or "of: originator" where the object is your own.',
    'One that would open more objects than one person may open waits: proviso consent confirm.',
  ].join('\n'),
  positionals: [{ name: 'ID', optional: true, help: 'of: proviso consent list' }],
  options: {
    scope: { kind: 'text', value: 'SCOPE', help: 'with ID: object (default), or collection: all you gave of it' },
    ...approvalOptions,
    for: { kind: 'text', value: 'PARTY', help: 'who gets it' },
    until: { kind: 'text', value: 'TIME', help: 'it holds before this moment, UTC; without end when left out' },
  },
  example: 'proviso consent grant urn:uuid:5f0a4c1e-0001-4a00-8000-000000000001 --until 2030-12-31T00:00:00Z',
  run: (context, args) =>
    context.withNode(async (node) => {
      const which = questionOrOwn(args, ['scope']);
      if (!which.ok) return faults(which.error);
      const until = given({ until: args.text('until') });
      if (which.value === 'own') {
        const made = await node.call('consent give', { ...approvalInput(context, args), ...until });
        return outcome(made, (one) => ({ value: approvalJson(one), ...approvalSaid(one) }));
      }
      const input = { id: args.positionals[0] ?? '', ...given({ scope: args.text('scope') }), ...until };
      return outcome(await node.call('consent grant', input), (one) => ({
        value: consentJson(one),
        text: said([
          ['granted', one.id],
          ['scope', one.scope],
          ['for', one.recipient],
        ]),
      }));
    }),
});

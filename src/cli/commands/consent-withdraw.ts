import { defineCommand, faults, given, outcome } from '../command.ts';
import { approvalJson, approvalSaid, consentJson } from '../lineage-records.ts';
import { byOption, recorder } from '../recorder.ts';
import { said } from '../records.ts';

export const consentWithdraw = defineCommand({
  name: 'consent withdraw',
  summary: 'Take a consent back: what went is out, and nothing more goes',
  positionals: [{ name: 'ID', help: 'of: proviso consent list' }],
  options: { why: { kind: 'text', value: 'TEXT', help: 'for your own record' }, by: byOption },
  example: 'proviso consent withdraw urn:uuid:5f0a4c1e-0001-4a00-8000-000000000001',
  run: (context, args) =>
    context.withNode(async (node) => {
      const id = args.positionals[0] ?? '';
      const own = await node.call('consent own', {});
      if (!own.ok) return faults(own.error);
      if (own.value.some((one) => one.id === id || one.id === `urn:uuid:${id}`)) {
        const input = { id, ...given({ why: args.text('why') }), ...recorder(context, args) };
        const made = await node.call('consent end', input);
        return outcome(made, (one) => ({ value: approvalJson(one), ...approvalSaid(one) }));
      }
      return outcome(await node.call('consent withdraw', { id }), (one) => ({
        value: consentJson(one),
        text: said([
          ['withdrawn', one.id],
          ['for', one.recipient],
        ]),
      }));
    }),
});

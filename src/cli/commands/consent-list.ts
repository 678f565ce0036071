import { defineCommand, faults, outcome } from '../command.ts';
import { consentJson, consentsTable, ownConsentJson } from '../lineage-records.ts';

export const consentList = defineCommand({
  name: 'consent list',
  summary: 'List questions for consent (asked by you, passed through you, waiting for you) and your own consents',
  positionals: [],
  options: {},
  example: 'proviso consent list',
  run: (context) =>
    context.withNode(async (node) => {
      const own = await node.call('consent own', {});
      if (!own.ok) return faults(own.error);
      return outcome(await node.call('consent list', {}), (list) => ({
        value: [...list.map(consentJson), ...own.value.map(ownConsentJson)],
        text: consentsTable(list, own.value),
      }));
    }),
});

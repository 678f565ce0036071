import { parsePartyId } from '../../core/ids.ts';
import { defineCommand, faults } from '../command.ts';
import { nearest } from '../nearest.ts';
import { keyJson, keyTable, partyJson } from '../records.ts';
import { recordLines } from '../table.ts';

export const partyShow = defineCommand({
  name: 'party show',
  summary: 'Show a party and its keys',
  positionals: [{ name: 'ID', help: 'a party id, for example energy-isac' }],
  options: {},
  example: 'proviso party show energy-isac',
  run: (context, args) =>
    context.withNode(async (node) => {
      const id = parsePartyId(args.positionals[0] ?? '', 'ID');
      if (!id.ok) return faults(id.error);
      const parties = await node.call('party list', {});
      const keys = await node.call('key list', {});
      if (!parties.ok) return faults(parties.error);
      if (!keys.ok) return faults(keys.error);
      const party = parties.value.find((p) => p.id === id.value);
      if (party === undefined) {
        const close = nearest(
          id.value,
          parties.value.map((p) => p.id),
        );
        return faults([{ at: 'ID', problem: `no party ${id.value}`, valid: close ?? 'proviso party add' }]);
      }
      const own = keys.value.filter((key) => key.party === party.id);
      return {
        kind: 'value',
        value: { ...partyJson(party), keys: own.map(keyJson) },
        text: `${recordLines(partyJson(party))}\n\n${keyTable(own)}`,
      };
    }),
});

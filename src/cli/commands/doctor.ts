import { defineCommand, faults } from '../command.ts';
import { recordTable } from '../table.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Check store, files and settings, and say what to do about each finding',
  details: 'Exit 1 when a check found an error; warnings alone do not.',
  positionals: [],
  options: {},
  example: 'proviso doctor',
  run: (context) =>
    context.withNode(async (node) => {
      const found = await node.call('doctor', {});
      if (!found.ok) return faults(found.error);
      const errors = found.value.filter((finding) => finding.state === 'error');
      return {
        kind: 'value',
        value: found.value,
        text: recordTable(found.value, ['check', 'state', 'detail', 'fix'], 'nothing was checked'),
        notes: errors.map(
          (finding) => `${finding.check}: ${finding.detail}${finding.fix === null ? '' : ` (fix: ${finding.fix})`}`,
        ),
        exit: errors.length > 0 ? 1 : 0,
      };
    }),
});

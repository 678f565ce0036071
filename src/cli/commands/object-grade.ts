import { defineCommand, outcome } from '../command.ts';
import { safeField } from '../terminal-text.ts';

export const objectGrade = defineCommand({
  name: 'object grade',
  summary: 'Grade a stored object by the Admiralty code, or take the grade back',
  positionals: [
    { name: 'ID', help: 'a STIX id; all its versions are graded' },
    { name: 'GRADE', help: 'A1 to F6, or none' },
  ],
  options: {},
  example: 'proviso object grade indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f B2',
  run: (context, args) =>
    context.withNode(async (node) => {
      const [object = '', written = ''] = args.positionals;
      const grade = written === 'none' ? null : written;
      return outcome(await node.call('object grade', { object, grade }), ({ versions }) => ({
        value: { object, grade, versions },
        text: `${safeField(object)}: ${grade === null ? 'grade taken back' : `graded ${safeField(grade)}`}, versions: ${versions}`,
      }));
    }),
});

import { defineCommand, outcome } from '../command.ts';
import { byOption, recorder } from '../recorder.ts';
import { safeField } from '../terminal-text.ts';

export const recallLift = defineCommand({
  name: 'recall lift',
  summary: 'Let what was recalled go to its holders again, as far as their terms let it',
  details:
    'It is announced to them anew, as what becomes visible is, to each once it has answered. What was deleted here does not come back.',
  positionals: [{ name: 'ID', help: 'an id of proviso recall list, direction out' }],
  options: { by: byOption },
  example: 'proviso recall lift urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000aa',
  run: (context, args) =>
    context.withNode(async (node) => {
      const id = args.positionals[0] ?? '';
      return outcome(await node.call('recall lift', { id, ...recorder(context, args) }), ({ versions, waiting }) => ({
        value: { id, versions, waiting },
        text: `${safeField(id)}: kept back no more, versions: ${versions}${
          waiting === 0 ? '' : `, of these ${waiting} once their holders have answered`
        }`,
      }));
    }),
});

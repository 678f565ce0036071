import { answerText } from '../answer-text.ts';
import { defineCommand, outcome } from '../command.ts';
import { decideInput, explainOptions } from '../decide-arguments.ts';
import { stamped } from '../stamped.ts';

export const explain = defineCommand({
  name: 'explain',
  summary: 'Decide, and name the smallest changes that would turn a refusal',
  details: 'A refusal is an answer: the exit code is 0. The JSON is the answer shape of the terms profile.',
  positionals: [],
  options: explainOptions,
  example: 'proviso explain --party energy-isac --object indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f',
  run: (context, args) =>
    context.withNode(async (node) =>
      outcome(await node.call('explain', decideInput(args)), (answer) => {
        const value = stamped(answer);
        return { value, text: answerText(value) };
      }),
    ),
});

import { movedText } from '../accord-text.ts';
import { type Command, defineCommand, given, outcome } from '../command.ts';
import { byOption, recorder } from '../recorder.ts';

interface PlainMove {
  readonly move: string;
  readonly summary: string;
  readonly details?: string;
  readonly why?: string;
}

const plainMoves: readonly PlainMove[] = [
  {
    move: 'accept',
    summary: 'Accept the text on the table; the other side confirms, and only then it is in force',
    details: 'Signed is exactly the version on the table, with its hash. See it first: proviso accord show ID',
  },
  { move: 'confirm', summary: 'Confirm what the other side accepted: the accord is in force from now on' },
  { move: 'refuse', summary: 'Refuse for good', why: 'the text grants more than we can give' },
  { move: 'withdraw', summary: 'Take back a text of ours before it is in force', why: 'overtaken by events' },
  { move: 'reopen', summary: 'Put a held accord back on the table' },
  {
    move: 'suspend',
    summary: 'Let nothing flow for now, either way; duties go on',
    details:
      'Effective for the next request of the partner. Each side lifts its own suspension: proviso accord resume ID',
    why: 'incident in our network',
  },
  { move: 'resume', summary: 'Lift our own suspension' },
  { move: 'revoke', summary: 'End an accord in force; nothing flows any more', why: 'the terms were not kept' },
];

/** The moves that need nothing but the accord, and a reason where the other side may hear one. */
export const accordMoves: readonly Command[] = plainMoves.map(({ move, summary, details, why }) =>
  defineCommand({
    name: `accord ${move}`,
    summary,
    ...(details === undefined ? {} : { details }),
    positionals: [{ name: 'ID', help: 'the id of an accord, or the beginning of its UUID' }],
    options: {
      ...(why === undefined
        ? {}
        : { why: { kind: 'text', value: 'TEXT', help: 'the reason; the other side reads it' } }),
      by: byOption,
    },
    example: `proviso accord ${move} 1f0a4c1e${why === undefined ? '' : ` --why "${why}"`}`,
    run: (context, args) =>
      context.withNode(async (node) => {
        const input = {
          id: args.positionals[0] ?? '',
          move,
          ...given({ why: why === undefined ? undefined : args.text('why') }),
        };
        return outcome(await node.call('accord move', { ...input, ...recorder(context, args) }), movedText);
      }),
  }),
);

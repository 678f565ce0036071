import { type Arguments, type Context, given, type OptionSpec } from './command.ts';
import { byOption, recorder } from './recorder.ts';

/** What an approval, or its refusal, is about. */
export const approvalOptions = {
  object: { kind: 'text', value: 'ID', help: 'a STIX id, with all its versions' },
  collection: { kind: 'text', value: 'C', help: 'all of a collection, what comes later too' },
  from: { kind: 'text', value: 'PARTY', help: 'the collection is that of this party, as its text spells it' },
  why: { kind: 'text', value: 'TEXT', help: 'for your own record' },
  by: byOption,
} as const satisfies Record<string, OptionSpec>;

export const approvalInput = (context: Context, args: Arguments) => ({
  for: args.text('for') ?? '',
  ...given({
    object: args.text('object'),
    collection: args.text('collection'),
    from: args.text('from'),
    why: args.text('why'),
  }),
  ...recorder(context, args),
});

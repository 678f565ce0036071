import type { DecideInput } from '../app/operator-api.ts';
import { type Arguments, given, type OptionSpec } from './command.ts';

/** `decide` and `explain` take the same arguments. */
export const decideOptions: Readonly<Record<string, OptionSpec>> = {
  party: { kind: 'text', value: 'P', required: true, help: 'who would receive it' },
  object: { kind: 'text', value: 'ID', required: true, help: 'a STIX id' },
  action: { kind: 'text', value: 'A', help: 'what it would do: receive (default), relay, publish, ...' },
  at: { kind: 'text', value: 'TIME', help: 'decided as of then (valid time); default now' },
  known: { kind: 'text', value: 'TIME', help: 'from what was on record then; default now' },
};

/** Only an explanation looks at what is not signed yet. */
export const explainOptions: Readonly<Record<string, OptionSpec>> = {
  ...decideOptions,
  'if-signed': { kind: 'text', value: 'ACCORD', help: 'as if the text on the table of this accord were signed now' },
};

export const decideInput = (args: Arguments): DecideInput =>
  given({
    party: args.text('party') ?? '',
    object: args.text('object') ?? '',
    action: args.text('action'),
    at: args.text('at'),
    known: args.text('known'),
    ifSigned: args.text('if-signed'),
  });

import type { PositionInput } from '../app/operator-api.ts';
import { type Arguments, given, type OptionSpec } from './command.ts';

/** `position show`, `history` and `drift` take the same arguments. */
export const positionOptions: Readonly<Record<string, OptionSpec>> = {
  party: { kind: 'text', value: 'P', required: true, help: 'whose position' },
  topic: { kind: 'text', value: 'T', required: true, help: 'on what' },
  at: { kind: 'text', value: 'TIME', help: 'as it stood then (valid time); default now' },
  known: { kind: 'text', value: 'TIME', help: 'from what was on record then; default now' },
};

export const positionInput = (args: Arguments): PositionInput =>
  given({
    party: args.text('party') ?? '',
    topic: args.text('topic') ?? '',
    at: args.text('at'),
    known: args.text('known'),
  });

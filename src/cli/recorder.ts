import { type Arguments, type Context, given, type OptionSpec } from './command.ts';

/** Every command that records something about statements says who does. */
export const byOption: OptionSpec = {
  kind: 'text',
  value: 'NAME',
  help: 'who records it; default the name of the user who runs the command',
};

/** `{by}`, or nothing where the system has no name for the user. */
export const recorder = ({ host }: Context, args: Arguments): { readonly by?: string } =>
  given({ by: args.text('by') ?? host.user ?? undefined });

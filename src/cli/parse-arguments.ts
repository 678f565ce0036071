import { parseArgs } from 'node:util';
import type { Fault } from '../core/result.ts';
import type { Arguments, Command, OptionSpec } from './command.ts';
import { nearest } from './nearest.ts';

/** Options that every command takes. */
export const globalOptions: Readonly<Record<string, OptionSpec>> = {
  data: { kind: 'text', value: 'DIR', help: 'data directory (PROVISO_DATA, else ./proviso-data)' },
  json: { kind: 'flag', help: 'exactly one JSON document on stdout' },
  raw: { kind: 'flag', help: 'into a pipe: leave control characters in text as they are' },
  help: { kind: 'flag', short: 'h', help: 'this help' },
};

type ParseOptions = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

function nodeOptions(specs: Readonly<Record<string, OptionSpec>>): ParseOptions {
  const options: ParseOptions = {};
  for (const [name, spec] of Object.entries(specs)) {
    options[name] = {
      type: spec.kind === 'flag' ? 'boolean' : 'string',
      multiple: true,
      ...(spec.short === undefined ? {} : { short: spec.short }),
    };
  }
  return options;
}

/** Words of a command line that are no options, as far as that is known before the command is. */
export function leadingWords(argv: readonly string[]): string[] {
  const { tokens } = parseArgs({
    args: [...argv],
    options: nodeOptions({ ...globalOptions, version: { kind: 'flag', help: '' } }),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
}

export interface Parsed {
  readonly args: Arguments;
  readonly faults: readonly Fault[];
}

/**
 * Reads `argv` against a command (null: global options only). Every fault is found: unknown options with the nearest
 * valid one, missing and superfluous values, repeated options, missing and superfluous words.
 */
export function parseArguments(argv: readonly string[], command: Command | null): Parsed {
  const specs: Record<string, OptionSpec> = { ...globalOptions, ...(command?.options ?? {}) };
  const { tokens } = parseArgs({
    args: [...argv],
    options: nodeOptions(specs),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const found: Fault[] = [];
  const values = new Map<string, string[]>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const fault = optionFault(token, specs);
    if (fault !== null) found.push(fault);
    else values.set(token.name, [...(values.get(token.name) ?? []), token.value ?? '']);
  }
  for (const [name, spec] of Object.entries(specs)) {
    const count = values.get(name)?.length ?? 0;
    if (spec.kind === 'text' && count > 1)
      found.push({ at: `--${name}`, problem: `given ${count} times`, valid: 'give it once' });
    if (spec.required === true && count === 0) {
      found.push({ at: `--${name}`, problem: 'is missing', valid: `--${name} ${spec.value ?? 'TEXT'}` });
    }
  }
  const positionals = words.slice(command?.name.split(' ').length ?? 0);
  found.push(...wordFaults(positionals, command));
  return { args: view(positionals, values), faults: found };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function optionFault(token: OptionToken, specs: Readonly<Record<string, OptionSpec>>): Fault | null {
  const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
  if (spec === undefined) {
    const close = nearest(token.name, Object.keys(specs));
    return { at: token.rawName.slice(0, 64), problem: 'unknown option', valid: `--${close ?? 'help'}` };
  }
  if (spec.kind === 'flag') {
    return token.value === undefined ? null : { at: token.rawName, problem: 'takes no value', valid: token.rawName };
  }
  // Without this, `--name --json` would take the next option as the value.
  if (
    token.value === undefined ||
    (token.inlineValue !== true && token.value.length > 1 && token.value.startsWith('-'))
  ) {
    return {
      at: token.rawName,
      problem: 'needs a value',
      valid: `--${token.name} ${spec.value ?? 'TEXT'} (or --${token.name}=… for a value that begins with a hyphen)`,
    };
  }
  return null;
}

function wordFaults(words: readonly string[], command: Command | null): Fault[] {
  if (command === null) return [];
  const found: Fault[] = [];
  const specs = command.positionals;
  const last = specs.at(-1);
  specs.slice(words.length).forEach((spec) => {
    if (spec.optional !== true) found.push({ at: spec.name, problem: 'is missing', valid: spec.help });
  });
  if (last?.many !== true) {
    words.slice(specs.length).forEach((word) => {
      found.push({ at: word.slice(0, 64), problem: 'one word too many', valid: usageLine(command) });
    });
  }
  return found;
}

function view(positionals: readonly string[], values: ReadonlyMap<string, readonly string[]>): Arguments {
  return {
    positionals,
    text: (option) => values.get(option)?.[0],
    texts: (option) => values.get(option) ?? [],
    flag: (option) => values.has(option),
  };
}

/** `proviso party add ID --name NAME [--organ ORGAN]...` */
export function usageLine(command: Command): string {
  const words = command.positionals.map((p) =>
    p.optional === true ? `[${p.name}]` : `${p.name}${p.many === true ? '...' : ''}`,
  );
  const options = Object.entries(command.options).map(([name, spec]) => {
    const text = spec.kind === 'flag' ? `--${name}` : `--${name} ${spec.value ?? 'TEXT'}`;
    if (spec.required === true) return text;
    return spec.kind === 'texts' ? `[${text}]...` : `[${text}]`;
  });
  return ['proviso', command.name, ...words, ...options].join(' ');
}

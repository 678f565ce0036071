import type { Command, OptionSpec } from './command.ts';
import { globalOptions, usageLine } from './parse-arguments.ts';

const pad = (text: string, width: number): string => text.padEnd(width);

function optionRows(specs: Readonly<Record<string, OptionSpec>>): [string, string][] {
  return Object.entries(specs).map(([name, spec]) => {
    const short = spec.short === undefined ? '' : `-${spec.short}, `;
    return [`${short}--${name}${spec.kind === 'flag' ? '' : ` ${spec.value ?? 'TEXT'}`}`, spec.help];
  });
}

function rows(list: readonly (readonly [string, string])[]): string[] {
  const width = list.reduce((most, [left]) => Math.max(most, left.length), 0);
  return list.map(([left, right]) => `  ${pad(left, width)}  ${right}`);
}

/** `proviso COMMAND --help` */
export function commandHelp(command: Command): string {
  const own: (readonly [string, string])[] = [
    ...command.positionals.map((p): [string, string] => [p.name, p.help]),
    ...optionRows(command.options),
  ];
  return [
    command.summary,
    '',
    `Usage: ${usageLine(command)}`,
    ...(command.details === undefined ? [] : ['', command.details]),
    ...(own.length === 0 ? [] : ['', ...rows(own)]),
    '',
    'Every command:',
    ...rows(optionRows(globalOptions)),
    '',
    'Example:',
    `  ${command.example}`,
  ].join('\n');
}

/** `proviso --help` */
export function overview(commands: readonly Command[]): string {
  return [
    'proviso shares intelligence on terms: released object by object, every refusal explained.',
    '',
    'Usage: proviso COMMAND [--data DIR] [--json]',
    '',
    ...rows(commands.map((command): [string, string] => [command.name, command.summary])),
    '',
    'Every command:',
    ...rows(optionRows(globalOptions)),
    '',
    'Exit codes: 0 done, 1 refused or failed (the reason is on stderr), 2 wrong usage, 130 stopped by Ctrl-C.',
    'Output: tables on a terminal, one JSON document with --json or into a pipe. Times are UTC.',
    'A failure in JSON is {"ok":false,"faults":[{"at","problem","valid"}]} with the same text on stderr.',
    '',
    'Example:',
    '  proviso init --party bank-isac --name "Bank ISAC"',
  ].join('\n');
}

/** The same as data, for tools that write documentation. */
export const commandRecord = (command: Command): Record<string, unknown> => ({
  name: command.name,
  summary: command.summary,
  usage: usageLine(command),
  example: command.example,
  positionals: command.positionals,
  options: command.options,
});

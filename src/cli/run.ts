import { type Fault, fail, ok, type Result } from '../core/result.ts';
import { localClient, type NodeClient } from './client.ts';
import type { Command, Context, ExitCode, Outcome } from './command.ts';
import { controlSocket } from './control/address.ts';
import { connectControl } from './control/client.ts';
import { commandHelp, commandRecord, overview } from './help.ts';
import type { CliHost } from './host.ts';
import { commands } from './index.ts';
import { nearest } from './nearest.ts';
import { brokenFaults } from './operations.ts';
import { leadingWords, parseArguments } from './parse-arguments.ts';
import { printJson, printText, report, reportFaults } from './report.ts';
import { safeLines } from './terminal-text.ts';

/** The command that begins with these words; two words win over one. */
function findCommand(words: readonly string[]): Command | undefined {
  const named = (name: string): Command | undefined => commands.find((command) => command.name === name);
  return named(words.slice(0, 2).join(' ')) ?? named(words[0] ?? '');
}

function unknownCommand(words: readonly string[]): Fault {
  const names = commands.map((command) => command.name);
  const inGroup = names.filter((name) => name.startsWith(`${words[0]} `));
  if (inGroup.length > 0) {
    const close =
      words[1] === undefined
        ? null
        : nearest(
            words[1],
            inGroup.map((name) => name.split(' ')[1] ?? ''),
          );
    const problem = words[1] === undefined ? 'needs one more word' : `has no "${words[1].slice(0, 64)}"`;
    return {
      at: words[0] ?? '',
      problem,
      valid: close === null ? inGroup.join(', ') : `${words[0]} ${close} (of ${inGroup.join(', ')})`,
    };
  }
  const groups = [...new Set(names.map((name) => name.split(' ')[0] ?? ''))];
  return {
    at: (words[0] ?? '').slice(0, 64),
    problem: 'unknown command',
    valid: `${nearest(words[0] ?? '', groups)} (all: proviso --help)`,
  };
}

/** Runs one command line and gives the exit code; nothing escapes as an exception. */
export async function runCli(typed: readonly string[], host: CliHost): Promise<ExitCode> {
  // `help party add` is another way to say `party add --help`.
  const argv = typed[0] === 'help' ? [...typed.slice(1), '--help'] : typed;
  const words = leadingWords(argv);
  const command = findCommand(words) ?? null;
  const { args, faults } = parseArguments(
    argv.filter((arg) => command !== null || arg !== '--version'),
    command,
  );
  const jsonAsked = args.flag('json');
  const json = jsonAsked || (!host.stdout.isTerminal && command?.prose !== true);
  const printing = { host, json: jsonAsked, raw: args.flag('raw') };
  if (command === null) return await withoutCommand(argv, words, args.flag('help'), faults, printing);
  if (args.flag('help')) {
    if (jsonAsked) await printJson(host, commandRecord(command));
    else await printText(printing, commandHelp(command));
    return 0;
  }
  if (faults.length > 0) {
    const code = await reportFaults({ host, json }, faults, 2);
    await host.stderr.write(`\n${command.example}\nMore: proviso ${command.name} --help\n`);
    return code;
  }
  const context = makeContext(host, {
    dataDir: args.text('data') ?? host.defaultData,
    json,
    jsonAsked,
    raw: printing.raw,
  });
  try {
    return await report(context, await command.run(context, args));
  } catch (error) {
    return await reportFaults({ host, json }, brokenFaults(command.name, error), 1);
  }
}

async function withoutCommand(
  argv: readonly string[],
  words: readonly string[],
  helpAsked: boolean,
  faults: readonly Fault[],
  printing: { readonly host: CliHost; readonly json: boolean; readonly raw: boolean },
): Promise<ExitCode> {
  const { host, json } = printing;
  if (words.length === 0 && faults.length === 0) {
    if (argv.includes('--version')) {
      if (json) await printJson(host, { version: host.version });
      else await printText(printing, host.version);
      return 0;
    }
    if (helpAsked) {
      if (json) await printJson(host, commands.map(commandRecord));
      else await printText(printing, overview(commands));
      return 0;
    }
    return await reportFaults(
      printing,
      [{ at: 'proviso', problem: 'a command is missing', valid: 'proviso --help lists them' }],
      2,
    );
  }
  return await reportFaults(printing, words.length === 0 ? faults : [unknownCommand(words)], 2);
}

function makeContext(host: CliHost, fixed: Pick<Context, 'dataDir' | 'json' | 'jsonAsked' | 'raw'>): Context {
  return {
    ...fixed,
    host,
    note: (text) => host.stderr.write(`${safeLines(text)}\n`),
    withNode: async (use): Promise<Outcome> => {
      const opened = await openClient(host, fixed.dataDir);
      if (!opened.ok) return { kind: 'faults', faults: opened.error };
      try {
        return await use(opened.value);
      } finally {
        await opened.value.close();
      }
    },
  };
}

/** Through the socket of the node that serves DIR, else as the owner of the store. */
async function openClient(host: CliHost, dir: string): Promise<Result<NodeClient, Fault[]>> {
  const remote = await connectControl(controlSocket(dir));
  if (!remote.ok) return fail(...remote.error);
  if (remote.value !== null) return ok(remote.value);
  const opened = await host.open(dir);
  return opened.ok ? ok(localClient(opened.value.api, () => opened.value.close())) : fail(...opened.error);
}

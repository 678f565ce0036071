import { type Fault, faultText } from '../core/result.ts';
import type { Context, ExitCode, Outcome } from './command.ts';
import type { CliHost } from './host.ts';
import { keysOf, recordLines, recordTable } from './table.ts';
import { safeField, safeJson, safeLines } from './terminal-text.ts';

type Printing = Pick<Context, 'host' | 'json' | 'raw'>;

/** Lays any value out for people: lists of records as a table, a record as lines. */
function generalText(value: unknown): string {
  if (Array.isArray(value)) return recordTable(value, keysOf(value), 'none');
  return recordLines(value);
}

/** Text on stdout; control characters stay only in a pipe that asked for them. */
export async function printText({ host, raw }: Pick<Printing, 'host' | 'raw'>, text: string): Promise<void> {
  await host.stdout.write(`${raw && !host.stdout.isTerminal ? text : safeLines(text)}\n`);
}

/** The one JSON document: indented for a terminal, one line in a pipe. */
export async function printJson(host: CliHost, value: unknown): Promise<void> {
  const json = JSON.stringify(value ?? null, null, host.stdout.isTerminal ? 2 : 0);
  await host.stdout.write(`${safeJson(json)}\n`);
}

const safeFault = (fault: Fault): Fault => ({
  at: safeField(fault.at),
  problem: safeField(fault.problem),
  ...(fault.valid === undefined ? {} : { valid: safeField(fault.valid) }),
});

/** Faults for people, one line each. */
export const faultLines = (list: readonly Fault[]): string => faultText(list.map(safeFault));

/** A failure: text on stderr always, and the document on stdout when JSON is spoken. */
export async function reportFaults(
  printing: Pick<Printing, 'host' | 'json'>,
  list: readonly Fault[],
  exit: ExitCode,
): Promise<ExitCode> {
  await printing.host.stderr.write(`${faultLines(list)}\n`);
  if (printing.json) await printJson(printing.host, { ok: false, faults: list });
  return exit;
}

/** Prints what a command came to and gives its exit code. */
export async function report(printing: Printing, outcome: Outcome): Promise<ExitCode> {
  switch (outcome.kind) {
    case 'written':
      return outcome.exit;
    case 'faults':
      return await reportFaults(printing, outcome.faults, outcome.exit ?? 1);
    case 'value': {
      if (printing.json) await printJson(printing.host, outcome.value);
      else await printText(printing, outcome.text ?? generalText(outcome.value));
      for (const note of outcome.notes ?? []) await printing.host.stderr.write(`${safeLines(note)}\n`);
      return outcome.exit ?? 0;
    }
  }
}

import type { Fault, Result } from '../core/result.ts';
import type { NodeClient } from './client.ts';
import type { CliHost } from './host.ts';

/** 0 done, 1 refused or failed, 2 wrong usage, 130 stopped by Ctrl-C with the work so far kept. */
export type ExitCode = 0 | 1 | 2 | 130;

export interface OptionSpec {
  readonly kind: 'text' | 'flag' | 'texts';
  /** Stands for the value in help, for example `PARTY`. */
  readonly value?: string;
  readonly short?: string;
  readonly required?: boolean;
  readonly help: string;
}

interface PositionalSpec {
  readonly name: string;
  readonly many?: boolean;
  /** May be left out; only the last one. */
  readonly optional?: boolean;
  readonly help: string;
}

export interface Arguments {
  readonly positionals: readonly string[];
  text(option: string): string | undefined;
  texts(option: string): readonly string[];
  flag(option: string): boolean;
}

/** What a command comes to; printing it is the same for all (report.ts). */
export type Outcome =
  | {
      readonly kind: 'value';
      readonly value: unknown;
      /** For people; when absent, the value is laid out generically. */
      readonly text?: string;
      /** Said on stderr besides. */
      readonly notes?: readonly string[];
      readonly exit?: ExitCode;
    }
  | { readonly kind: 'faults'; readonly faults: readonly Fault[]; readonly exit?: ExitCode }
  /** The command wrote its own output. */
  | { readonly kind: 'written'; readonly exit: ExitCode };

export interface Context {
  readonly host: CliHost;
  readonly dataDir: string;
  /** One JSON document on stdout: asked for, or because stdout is no terminal. */
  readonly json: boolean;
  /** `--json` was written. */
  readonly jsonAsked: boolean;
  readonly raw: boolean;
  /** A line for people on stderr. */
  note(text: string): Promise<void>;
  /** Opens the node (through its socket when one serves DIR), runs `use`, closes again. */
  withNode(use: (node: NodeClient) => Promise<Outcome>): Promise<Outcome>;
}

export interface Command {
  /** One or two words, as typed. */
  readonly name: string;
  readonly summary: string;
  /** Said in the command's own help below the usage line. */
  readonly details?: string;
  readonly positionals: readonly PositionalSpec[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** A complete command line that works. */
  readonly example: string;
  /** Commands that speak to people even into a pipe, unless `--json` is given. */
  readonly prose?: boolean;
  readonly run: (context: Context, args: Arguments) => Promise<Outcome>;
}

export const defineCommand = (command: Command): Command => command;

export const faults = (list: readonly Fault[]): Outcome => ({ kind: 'faults', faults: list });

/** A value as an outcome, with its text for people. */
export function outcome<T>(
  result: Result<T, Fault[]>,
  view: (value: T) => { value: unknown; text?: string; notes?: string[] },
): Outcome {
  return result.ok ? { kind: 'value', ...view(result.value) } : faults(result.error);
}

/** Drops what was not given: an absent option is an absent field. */
export function given<T extends Record<string, unknown>>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

import type { OperatorApi } from '../app/operator-api.ts';
import type { Fault, Result } from '../core/result.ts';

/** Where text goes. `write` settles when the text was taken over, so that a slow reader slows the writer. */
export interface Output {
  readonly isTerminal: boolean;
  write(data: string | Uint8Array): Promise<void>;
}

export interface OpenNode {
  readonly api: OperatorApi;
  close(): Promise<void>;
}

export interface InitReport {
  readonly data: string;
  readonly party: string;
  readonly name: string;
}

export interface StartOptions {
  readonly host?: string;
  readonly port?: string;
  readonly 'public-url'?: string;
}

export interface DemoOptions {
  readonly scenario?: string;
  readonly port?: string;
  readonly once: boolean;
}

/**
 * What the commands need from the process around them. The command line composes nothing itself: `main` fills this in,
 * and tests fill in what they want to look at.
 */
export interface CliHost {
  readonly version: string;
  /** Data directory when `--data` is absent. */
  readonly defaultData: string;
  /** Who runs the command, as the system names them; null where it has no name for them. */
  readonly user: string | null;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Ends early, without an error, when interrupted. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** What is odd about this process's surroundings but stops nothing; said when a node starts. */
  readonly warnings: readonly Fault[];
  /** Raised by SIGINT and SIGTERM. */
  readonly interrupted: AbortSignal;
  /** YAML or JSON, told apart by content; `name` appears in faults. */
  readDocument(bytes: Uint8Array, name: string): Result<unknown, Fault[]>;
  /** Opens the store of DIR as its owner; refuses while another process owns it. */
  open(dir: string): Promise<Result<OpenNode, Fault[]>>;
  init(dir: string, input: { readonly party: string; readonly name: string }): Promise<Result<InitReport, Fault[]>>;
  /** Serves until interrupted; `ready` is called once with the address. */
  start(dir: string, options: StartOptions, ready: (url: string) => Promise<void>): Promise<Result<null, Fault[]>>;
  /** Plays a scenario; `say` receives the story as it goes. */
  demo(options: DemoOptions, say: (text: string) => Promise<void>): Promise<Result<unknown, Fault[]>>;
}

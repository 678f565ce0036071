import type { OperatorApi } from '../app/operator-api.ts';
import type { PartnerApi, RootView } from '../app/partner-api.ts';
import type { PeerApi } from '../app/peer-api.ts';
import type { PartyId } from '../core/ids.ts';
import { type Fault, fail, type Result } from '../core/result.ts';
import type { Job } from '../jobs/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeyRing } from '../ports/signer.ts';
import { openStoredNode } from './open-stored-node.ts';

/** One node: what its staff and its partners may ask of it, over one store that it owns until it is closed. */
export interface Node {
  readonly operator: OperatorApi;
  readonly partner: PartnerApi;
  readonly peer: PeerApi;
  /** Where it listens now; taken as its address unless the configuration names another. */
  listensAt(url: string): void;
  /** Deliveries and the like, until stopped. */
  startJobs(failed: (job: string, error: unknown) => void, pullEveryMs?: number): Job;
  /** False while the store takes no writes. */
  ready(): boolean;
  close(): Promise<void>;
}

export interface NodeOptions {
  /** An existing data directory, or `:memory:`. */
  readonly dir: string;
  readonly party: PartyId;
  readonly name: string;
  readonly description: string | null;
  readonly contact: string | null;
  /** API roots, the default one first. */
  readonly roots: readonly RootView[];
  /** Objects that one person may open to one partner by one recording; null: without a limit. */
  readonly secondPersonAbove: number | null;
  /** What is done with copies that a partner recalls; `auto` when absent. */
  readonly recalls?: 'auto' | 'ask';
  /** Whether missing consents are asked for by the node; `by-hand` when absent. */
  readonly asking?: 'by-hand' | 'by-itself';
  /** Another clock than the machine's; tests move it by hand. */
  readonly clock?: Clock;
  /** 0 keeps no rendered pages. */
  readonly pageCacheBytes?: number;
  /** Authenticates the cursors of partners; 32 bytes. */
  readonly cursorKey: Uint8Array;
  /** What this node signs with toward its peers; an empty ring gets its first key. */
  readonly keys: KeyRing;
  /** Under which address peers reach this node; null: where it listens. */
  readonly publicUrl: string | null;
  /** Where it is configured to listen, for a command that opens the node without serving it; null: not known before. */
  readonly listensUrl: string | null;
  /** PEM of the authority behind its TLS certificate when that is not a public one. */
  readonly certificate: string | null;
}

/** Exceptions of the store that have a meaning for the person at the keyboard. */
const storeFaults: Readonly<Record<string, string>> = {
  'store-in-use': 'stop the process that owns the store; while it serves, the commands reach it by themselves',
  schema: 'a newer version of this program',
};

/** Opens the store as its only owner and wires the use cases over it. */
export async function openNode(options: NodeOptions): Promise<Result<Node, Fault[]>> {
  try {
    return await openStoredNode(options);
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    const valid = typeof code === 'string' ? storeFaults[code] : undefined;
    return fail({
      at: options.dir,
      problem: error instanceof Error ? error.message : 'the store cannot be opened',
      valid: valid ?? 'a data directory made by "proviso init", on a disk with space',
    });
  }
}

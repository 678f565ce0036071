import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ImportTotals } from '../../app/operator-api.ts';
import type { NodeClient } from '../../cli/client.ts';
import { withCopies } from '../../cli/copy-files.ts';
import type { OperationInput, OperationName, OperationOutput } from '../../cli/operations.ts';
import { type Fault, faultText, type Result } from '../../core/result.ts';
import { packageRoot } from '../package-root.ts';
import { readDocument } from '../read-document.ts';
import { StepFailedError } from './tell.ts';

/** The node's own staff in a story: the same operations as the command line, through the same socket. */
export interface Staff {
  ask<N extends OperationName>(name: N, input: OperationInput<N>): Promise<OperationOutput<N>>;
  /** What is said where this is refused; null where it was done. */
  refusal<N extends OperationName>(name: N, input: OperationInput<N>): Promise<readonly Fault[] | null>;
  /** A sample document as a value; the copies that a statement file names are in it. */
  document(name: string): Promise<unknown>;
  importSample(
    name: string,
    collection: string,
  ): Promise<{ readonly totals: ImportTotals; readonly refused: readonly Refusal[] }>;
}

interface Refusal {
  readonly name: string;
  readonly faults: readonly Fault[];
}

const samples = new URL('samples/', packageRoot);

function must<T>(result: Result<T, Fault[]>, what: string): T {
  if (result.ok) return result.value;
  throw new StepFailedError(`${what} was refused: ${faultText(result.error)}`);
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** How a refused object calls itself, for the story only. */
function nameOf(bytes: Uint8Array): string {
  try {
    const { name, type } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { name?: unknown; type?: unknown };
    return typeof name === 'string' ? `"${name}"` : `a ${String(type)}`;
  } catch {
    return 'an unreadable object';
  }
}

/** @param folder the story's own below `samples/` */
export function staffOf(node: NodeClient, folder: string): Staff {
  const sample = (name: string): Promise<Buffer> => readFile(new URL(`${folder}/${name}`, samples));
  return {
    ask: async <N extends OperationName>(name: N, input: OperationInput<N>) => must(await node.call(name, input), name),
    refusal: async <N extends OperationName>(name: N, input: OperationInput<N>) => {
      const answer = await node.call(name, input);
      return answer.ok ? null : answer.error;
    },
    document: async (name) => {
      const value = must(readDocument(await sample(name), name), name);
      return must(await withCopies(value, fileURLToPath(new URL(`${folder}/${name}`, samples))), name);
    },
    importSample: async (name, collection) => {
      const refused: Refusal[] = [];
      const source = whole(await sample(name));
      const reject = (one: { readonly faults: readonly Fault[]; readonly bytes: Uint8Array }): void => {
        refused.push({ name: nameOf(one.bytes), faults: one.faults });
      };
      const totals = must(await node.importObjects({ collection, source, dryRun: false, reject }), name);
      return { totals, refused };
    },
  };
}

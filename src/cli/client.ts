import type { ImportRequest, ImportTotals, OperatorApi } from '../app/operator-api.ts';
import { type Fault, fail, type Result } from '../core/result.ts';
import {
  brokenFaults,
  type OperationInput,
  type OperationName,
  type OperationOutput,
  runOperation,
} from './operations.ts';

export interface ExportInput {
  readonly collection: string;
  readonly as?: string;
}

/** The operations of one node, in this process or behind its control socket. */
export interface NodeClient {
  call<N extends OperationName>(name: N, input: OperationInput<N>): Promise<Result<OperationOutput<N>, Fault[]>>;
  importObjects(request: ImportRequest): Promise<Result<ImportTotals, Fault[]>>;
  /** Throws an error that carries `faults` when the export is refused or breaks off. */
  exportObjects(input: ExportInput): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** A client over an API in this process. */
export function localClient(api: OperatorApi, close: () => Promise<void>): NodeClient {
  return {
    call: async <N extends OperationName>(name: N, input: OperationInput<N>) =>
      (await runOperation(api, name, input)) as Result<OperationOutput<N>, Fault[]>,
    importObjects: async (request) => {
      try {
        return await api.importObjects(request);
      } catch (error) {
        return fail(...brokenFaults('import', error));
      }
    },
    exportObjects: (input) => api.exportObjects(input),
    close,
  };
}

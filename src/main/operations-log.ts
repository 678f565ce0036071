import { safeField } from '../cli/terminal-text.ts';
import { formatMicros, type Micros } from '../core/time.ts';
import type { CredentialEvent, EdgeEvents } from '../http/index.ts';

const windowMicros = 60_000_000;
/** Lines per minute and kind; whoever floods the node must not flood its log. */
const linesPerWindowMax = 30;

export interface OperationsLogParts {
  readonly write: (line: string) => void;
  readonly now: () => Micros;
  /** Ids of keys this node has given out. */
  readonly isKey: (id: string) => boolean;
}

/**
 * What a running node says on stderr, one line each: refused credentials and failures. No contents of objects or
 * requests, and no key id that is not ours: people put secrets into the wrong field (T-CLI-02).
 */
export function operationsLog(parts: OperationsLogParts): Required<Pick<EdgeEvents, 'credentialRefused' | 'failed'>> {
  const refused = bounded(parts, 'further refused credentials');
  const broken = bounded(parts, 'further failures');
  return {
    credentialRefused: (event: CredentialEvent) => {
      // A request without any credential is everyday life on a network.
      if (event.problem === 'missing') return;
      const key = event.keyId !== null && parts.isKey(event.keyId) ? event.keyId : 'unknown';
      refused(event.at, `credential refused: ${event.problem}, key ${key}, from ${event.address}`);
    },
    failed: (operation, error) => {
      const said = error instanceof Error ? (error.stack ?? error.message) : 'not an error';
      broken(parts.now(), `failed: ${operation}: ${said}`);
    },
  };
}

function bounded(parts: OperationsLogParts, rest: string): (at: Micros, text: string) => void {
  let from = Number.NEGATIVE_INFINITY;
  let lines = 0;
  let held = 0;
  return (at, text) => {
    if (at - from >= windowMicros) {
      if (held > 0) parts.write(`${formatMicros(at)} ${rest} in the last minutes: ${held}`);
      from = at;
      lines = 0;
      held = 0;
    }
    lines += 1;
    if (lines > linesPerWindowMax) held += 1;
    else parts.write(`${formatMicros(at)} ${safeField(text)}`);
  };
}

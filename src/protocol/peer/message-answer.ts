import { type Fault, fail, ok, type Result } from '../../core/result.ts';

/** What a node answers to a signed message. */
export type MessageAnswer =
  /** Taken, now or when it came before. */
  | { readonly kind: 'taken'; readonly seq: number }
  /** On record with its number, and without effect: why is in the faults. */
  | { readonly kind: 'refused'; readonly seq: number; readonly faults: readonly Fault[] }
  /** Messages before it are missing; the number that comes next. */
  | { readonly kind: 'expected'; readonly expected: number }
  /** Two messages contradicted each other; nothing is taken in this thread any more. */
  | { readonly kind: 'frozen' }
  /** No message of this sender to this node that can be taken now; nothing is kept. */
  | { readonly kind: 'unreadable'; readonly faults: readonly Fault[] }
  /** It does not fit the clock here, or what is on record here, and may fit later; nothing is kept. */
  | { readonly kind: 'later'; readonly faults: readonly Fault[] }
  /** The sender has as much on record here as it may. */
  | { readonly kind: 'full' };

interface WireAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const faultsShown = 20;

export function messageAnswerToWire(answer: MessageAnswer): WireAnswer {
  switch (answer.kind) {
    case 'taken':
      return { status: 200, body: { taken: answer.seq } };
    case 'refused':
      return { status: 422, body: { refused: answer.seq, faults: answer.faults.slice(0, faultsShown) } };
    case 'expected':
      return { status: 409, body: { expected: answer.expected } };
    case 'frozen':
      return { status: 410, body: { frozen: true } };
    case 'unreadable':
      return { status: 400, body: { faults: answer.faults.slice(0, faultsShown) } };
    case 'later':
      return { status: 503, body: { later: true, faults: answer.faults.slice(0, faultsShown) } };
    case 'full':
      return { status: 429, body: { full: true } };
  }
}

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

function faultsOf(value: unknown): Fault[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, faultsShown).map((one): Fault => {
    const { at, problem, valid } = (one ?? {}) as Record<string, unknown>;
    const text = (part: unknown): string => (typeof part === 'string' ? part.slice(0, 500) : '');
    return { at: text(at), problem: text(problem), ...(typeof valid === 'string' ? { valid: text(valid) } : {}) };
  });
}

/** `body`: a value of the strict scanner. A status and a body that do not go together are no answer. */
export function messageAnswerOf(status: number, body: unknown): Result<MessageAnswer, Fault[]> {
  const { taken, refused, expected, faults, later, full, frozen } = (body ?? {}) as Record<string, unknown>;
  if (status === 200 && isNumber(taken)) return ok({ kind: 'taken', seq: taken });
  if (status === 422 && isNumber(refused)) return ok({ kind: 'refused', seq: refused, faults: faultsOf(faults) });
  if (status === 409 && isNumber(expected)) return ok({ kind: 'expected', expected });
  if (status === 410 && frozen === true) return ok({ kind: 'frozen' });
  if (status === 503 && later === true) return ok({ kind: 'later', faults: faultsOf(faults) });
  if (status === 429 && full === true) return ok({ kind: 'full' });
  if (status === 400 && Array.isArray(faults)) return ok({ kind: 'unreadable', faults: faultsOf(faults) });
  return fail({
    at: 'answer',
    problem: `status ${status} with a body that does not go with it`,
    valid: '{"taken": 1}',
  });
}

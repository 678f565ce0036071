import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';

export type Body =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly problem: 'too-large' | 'busy' | 'gone' };

export interface BodyBudget {
  /** Octets held for all callers together. */
  held: number;
  readonly heldMax: number;
}

const lengthPattern = /^\d{1,15}$/;

/** The announced length; null when there is none (chunked). */
export function contentLength(req: IncomingMessage): number | null {
  const text = req.headers['content-length'];
  return text !== undefined && lengthPattern.test(text) ? Number(text) : null;
}

/**
 * Reads a request body of at most `max` octets. What is announced as larger is refused unread, what turns out larger is
 * dropped at once (TAXII 2.1 section 4.2.1: a body of exactly `max` passes). Time is bounded by the server's own timeouts.
 */
export function readBody(req: IncomingMessage, res: ServerResponse, max: number, budget: BodyBudget): Promise<Body> {
  const announced = contentLength(req);
  if (announced !== null && announced > max) return Promise.resolve({ ok: false, problem: 'too-large' });
  if (budget.held + (announced ?? 0) > budget.heldMax) return Promise.resolve({ ok: false, problem: 'busy' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (body: Body): void => {
      req.off('data', take);
      req.off('end', end);
      req.off('close', gone);
      req.off('error', gone);
      budget.held -= size;
      resolve(body);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      budget.held += chunk.length;
      chunks.push(chunk);
      if (size > max) finish({ ok: false, problem: 'too-large' });
      else if (budget.held > budget.heldMax) finish({ ok: false, problem: 'busy' });
    };
    const end = (): void =>
      finish({ ok: true, bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size) });
    const gone = (): void => finish({ ok: false, problem: 'gone' });
    req.on('data', take);
    req.on('end', end);
    req.on('close', gone);
    req.on('error', gone);
    if (req.headers.expect !== undefined) res.writeContinue();
  });
}

import type { IncomingMessage } from 'node:http';
import type { SignedRequest } from '../../app/peer-api.ts';

/** The caller means to prove itself by a signature. */
export const isSigned = (req: IncomingMessage): boolean =>
  req.headers['signature-input'] !== undefined || req.headers['signature'] !== undefined;

/**
 * The parts of a request that its signature speaks about. Null when one of the fields is missing or there twice, or when
 * another credential stands beside it: two proofs could be of two callers (T-FED-12).
 */
export function signedRequestOf(req: IncomingMessage): SignedRequest | null {
  const fields = new Map<string, string>();
  for (let i = 0; i < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i]!.toLowerCase();
    if (fields.has(name) && ours.has(name)) return null;
    fields.set(name, req.rawHeaders[i + 1]!);
  }
  const [host, contentDigest, signatureInput, signature] = [...ours].map((name) => fields.get(name));
  if (host === undefined || contentDigest === undefined || signatureInput === undefined || signature === undefined)
    return null;
  if (fields.has('authorization')) return null;
  return { method: req.method ?? '', target: req.url ?? '', host, contentDigest, signatureInput, signature };
}

const ours: ReadonlySet<string> = new Set(['host', 'content-digest', 'signature-input', 'signature']);

import type { TSchema } from 'typebox';
import { ErrorMessage } from './error-message.ts';

export type QueryParameter =
  | 'added_after'
  | 'limit'
  | 'next'
  | 'match[id]'
  | 'match[type]'
  | 'match[version]'
  | 'match[spec_version]';

/** One operation on the wire: what the router, the OpenAPI document and the tests all read. */
export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post' | 'delete';
  /** With `{root}`, `{collection}`, `{object}`, `{status}`. */
  readonly path: string;
  readonly summary: string;
  /** Of TAXII 2.1; null for what is ours. */
  readonly section: string | null;
  readonly query: readonly QueryParameter[];
  readonly request: TSchema | null;
  /** Status to body; null is an answer without one. */
  readonly responses: Readonly<Record<string, TSchema | null>>;
  /** The 200 carries `X-TAXII-Date-Added-First` and `-Last` unless its page is empty (section 3.2). */
  readonly pageHeaders: boolean;
  /** False only for the two probes. */
  readonly authenticated: boolean;
  readonly mediaType: string;
}

/** Every authenticated operation may answer these. */
const always = [400, 401, 404, 406, 408, 414, 429, 431, 500, 503];

export function errors(...more: readonly number[]): Record<string, TSchema> {
  return Object.fromEntries([...always, ...more].sort().map((status) => [String(status), ErrorMessage]));
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PartnerApi, Principal } from '../app/partner-api.ts';
import type { Operation } from '../protocol/taxii21/index.ts';
import type { Answer } from './answer.ts';
import type { BodyBudget } from './read-body.ts';
import type { HttpLimits } from './settings.ts';
import type { MatchedPath } from './taxii/match-path.ts';

/** One request of a known caller, on its way to the use case. */
export interface Call {
  readonly api: PartnerApi;
  /** Made by `auth/authenticate.ts` and by nothing else (T-AUT-05). */
  readonly who: Principal;
  readonly path: MatchedPath;
  /** What stands behind `?`, still encoded. */
  readonly query: string;
  readonly limits: HttpLimits;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly bodies: BodyBudget;
  /** Read already, because its digest was signed. */
  readonly body?: Uint8Array;
}

export interface Route {
  readonly operation: Operation;
  /** Null: the caller is gone, there is nobody to answer. */
  readonly handle: (call: Call) => Answer | Promise<Answer | null>;
}

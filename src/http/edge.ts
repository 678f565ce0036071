import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PartnerApi } from '../app/partner-api.ts';
import type { PeerApi } from '../app/peer-api.ts';
import type { PartyId } from '../core/ids.ts';
import type { Micros } from '../core/time.ts';
import type { Answer } from './answer.ts';
import type { CredentialProblem } from './auth/authenticate.ts';
import type { ConnectionFence } from './connection-fence.ts';
import { broken, unavailable } from './errors.ts';
import { inFlight } from './in-flight.ts';
import type { BodyBudget } from './read-body.ts';
import { isTaken, send } from './send.ts';
import type { FenceSettings, HttpLimits } from './settings.ts';

/** Another wire below its own prefix, for example `/accord/`. */
export interface Mount {
  readonly prefix: string;
  readonly handle: (req: IncomingMessage, res: ServerResponse) => void;
}

export interface CredentialEvent {
  readonly problem: CredentialProblem;
  /** As presented; it may name no key at all. */
  readonly keyId: string | null;
  readonly address: string;
  readonly at: Micros;
}

/** What the operator may want to see; contents of requests and objects are never in it. */
export interface EdgeEvents {
  /** A request has its answer, or its connection went first. */
  readonly answered?: (status: number) => void;
  readonly credentialRefused?: (event: CredentialEvent) => void;
  /** An exception escaped a use case: a defect or a broken machine. */
  readonly failed?: (operation: string, error: unknown) => void;
}

export interface HandlerOptions {
  readonly api: PartnerApi;
  readonly now: () => Micros;
  readonly limits: HttpLimits;
  readonly fence: FenceSettings;
  readonly proxies: ReadonlySet<string>;
  readonly connections: ConnectionFence;
  readonly date: (now: Micros) => string;
  readonly isClosing: () => boolean;
  readonly ready?: () => boolean;
  readonly mounts?: readonly Mount[];
  /** Other nodes; absent: a signature is no credential here. */
  readonly peers?: PeerApi;
  readonly events?: EdgeEvents;
  /** The wait before every "not found"; of random length when absent. */
  readonly blur?: () => Promise<void>;
}

export type Report = (problem: CredentialProblem, keyId: string | null, address: string) => void;

/** A store that takes no writes any more is no broken program: nothing was done, and a restart mends it. */
export const failure = (error: unknown): Answer =>
  (error as { code?: unknown } | null)?.code === 'store-failed' ? unavailable : broken;

/** What every kind of caller shares. */
export interface Edge {
  readonly options: HandlerOptions;
  readonly bodies: BodyBudget;
  readonly finish: (req: IncomingMessage, res: ServerResponse, reply: Answer) => void;
  /** Counts what a caller has under way until both the work and its connection are over (T-TAX-07). False: too much. */
  readonly counted: (party: PartyId, res: ServerResponse, work: () => void | Promise<void>) => boolean;
}

export function edgeOf(options: HandlerOptions): Edge {
  const parties = inFlight(options.limits.requestsInFlightPerPartyMax);
  return {
    options,
    bodies: { held: 0, heldMax: options.fence.bodyBytesHeldMax },
    finish: (req, res, reply) => send(req, res, reply, options.date(options.now()), options.isClosing()),
    counted: (party, res, work) => {
      if (!parties.enter(party)) return false;
      let under = 2;
      const over = (): void => {
        if (--under === 0) parties.leave(party);
      };
      let done: void | Promise<void>;
      try {
        done = work();
      } catch (error) {
        parties.leave(party);
        throw error;
      }
      // A caller may have gone while its signature or body was looked at; it closes only once.
      if (res.closed || (done === undefined && isTaken(res))) over();
      else res.once('close', over);
      if (done === undefined) over();
      else done.then(over, over);
      return true;
    },
  };
}

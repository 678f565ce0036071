import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PartnerApi, Principal } from '../app/partner-api.ts';
import type { Micros } from '../core/time.ts';
import { acceptsTaxii } from '../protocol/taxii21/index.ts';
import type { Answer } from './answer.ts';
import { authenticate, type CredentialProblem } from './auth/authenticate.ts';
import { callerAddress } from './auth/caller-address.ts';
import { failureThrottle } from './auth/failure-throttle.ts';
import { blurredRefusal } from './blurred-refusal.ts';
import { checkHead, splitTarget } from './check-head.ts';
import type { ConnectionFence } from './connection-fence.ts';
import {
  absent,
  broken,
  methodNotAllowed,
  notAcceptable,
  nothing,
  throttled,
  tooManyInFlight,
  unauthorized,
  unavailable,
} from './errors.ts';
import { inFlight } from './in-flight.ts';
import type { BodyBudget } from './read-body.ts';
import type { Call, Route } from './route.ts';
import { buildRouter } from './router.ts';
import { send } from './send.ts';
import type { FenceSettings, HttpLimits } from './settings.ts';
import { taxiiRoutes } from './taxii/index.ts';

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
  readonly events?: EdgeEvents;
  /** The wait before every "not found"; of random length when absent. */
  readonly blur?: () => Promise<void>;
}

const probeNotAllowed = methodNotAllowed('GET');

/** The two addresses anybody may ask; null for every other. */
function probe(options: HandlerOptions, method: string, path: string): Answer | null {
  if (path !== '/healthz' && path !== '/readyz') return null;
  if (method !== 'GET') return probeNotAllowed;
  return path === '/healthz' || (options.ready?.() ?? true) ? nothing : unavailable;
}

/** Credential to principal; the refusal says the same whatever was wrong, and the operator hears what it was. */
function identify(options: HandlerOptions): (req: IncomingMessage) => Principal | Answer {
  const throttle = failureThrottle(options.fence);
  return (req) => {
    const at = options.now();
    const address = callerAddress(req, options.proxies);
    const proof = authenticate(options.api, throttle, req.headers.authorization, address, at);
    if (proof.ok) {
      options.connections.proved(req.socket);
      return proof.principal;
    }
    options.events?.credentialRefused?.({ problem: proof.problem, keyId: proof.keyId, address, at });
    return proof.problem === 'throttled' ? throttled : unauthorized;
  };
}

function isAcceptable(route: Route, accept: string | undefined): boolean {
  const { mediaType, id } = route.operation;
  return mediaType === 'application/json' || acceptsTaxii(accept, id === 'getManifest');
}

/** A store that takes no writes any more is no broken program: nothing was done, and a restart mends it. */
const failure = (error: unknown): Answer =>
  (error as { code?: unknown } | null)?.code === 'store-failed' ? unavailable : broken;

/** The order of checks of every request: form, caller, place, media type, load; then the use case. */
export function requestHandler(options: HandlerOptions): (req: IncomingMessage, res: ServerResponse) => void {
  const route = buildRouter(taxiiRoutes);
  const who = identify(options);
  const parties = inFlight(options.limits.requestsInFlightPerPartyMax);
  const bodies: BodyBudget = { held: 0, heldMax: options.fence.bodyBytesHeldMax };
  const { api, limits } = options;
  const answered = options.events?.answered;
  const blur = options.blur ?? blurredRefusal;

  const finish = (req: IncomingMessage, res: ServerResponse, reply: Answer): void =>
    send(req, res, reply, options.date(options.now()), options.isClosing());

  const run = async (found: Route, call: Call): Promise<void> => {
    let reply: Answer | null;
    try {
      reply = await found.handle(call);
      if (reply === absent) await blur();
    } catch (error) {
      options.events?.failed?.(found.operation.id, error);
      reply = failure(error);
    }
    if (reply !== null) finish(call.req, call.res, reply);
  };

  const dispatch = (req: IncomingMessage, res: ServerResponse): Answer | null => {
    const { path, query } = splitTarget(req.url ?? '');
    const method = req.method ?? '';
    const probed = probe(options, method, path);
    if (probed !== null) return probed;
    const mount = options.mounts?.find((one) => path.startsWith(one.prefix));
    if (mount !== undefined) {
      mount.handle(req, res);
      return null;
    }
    const caller = who(req);
    if ('status' in caller) return caller;
    const routed = route(method, path);
    if (!routed.ok) return routed.answer;
    if (!isAcceptable(routed.route, req.headers.accept)) return notAcceptable;
    if (!parties.enter(caller.party)) return tooManyInFlight;
    // A caller that hangs up leaves the work behind: it counts until both are over (T-TAX-07).
    let under = 2;
    const over = (): void => {
      if (--under === 0) parties.leave(caller.party);
    };
    res.once('close', over);
    run(routed.route, { api, who: caller, path: routed.path, query, limits, req, res, bodies }).then(over, over);
    return null;
  };

  // Once the framing of a connection is in doubt, nothing that follows on it is a request, however it looks (T-TAX-14).
  const condemned = new WeakSet<object>();

  return (req, res) => {
    if (condemned.has(req.socket)) return;
    if (answered !== undefined) res.once('close', () => answered(res.statusCode));
    const fault = checkHead(req, limits);
    if (fault !== null) {
      condemned.add(req.socket);
      send(req, res, fault, options.date(options.now()), true);
      return;
    }
    let reply: Answer | null;
    try {
      reply = dispatch(req, res);
    } catch (error) {
      options.events?.failed?.('dispatch', error);
      reply = res.headersSent ? null : failure(error);
    }
    if (reply !== null) finish(req, res, reply);
  };
}

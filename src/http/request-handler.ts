import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../app/partner-api.ts';
import { acceptsTaxii } from '../protocol/taxii21/index.ts';
import type { Answer } from './answer.ts';
import { authenticate } from './auth/authenticate.ts';
import { callerAddress } from './auth/caller-address.ts';
import { type FailureThrottle, failureThrottle } from './auth/failure-throttle.ts';
import { blurredRefusal } from './blurred-refusal.ts';
import { checkHead, splitTarget } from './check-head.ts';
import { type Edge, edgeOf, failure, type HandlerOptions, type Report } from './edge.ts';
import {
  absent,
  methodNotAllowed,
  notAcceptable,
  nothing,
  throttled,
  tooManyInFlight,
  unauthorized,
  unavailable,
} from './errors.ts';
import { type AskTaxii, signedCallers } from './peer/signed-callers.ts';
import { isSigned } from './peer/signed-request.ts';
import type { Call, Route } from './route.ts';
import { buildRouter } from './router.ts';
import { isTaken, send } from './send.ts';
import { taxiiRoutes } from './taxii/index.ts';

const probeNotAllowed = methodNotAllowed('GET');

/** The two addresses anybody may ask; null for every other. */
function probe(options: HandlerOptions, method: string, path: string): Answer | null {
  if (path !== '/healthz' && path !== '/readyz') return null;
  if (method !== 'GET') return probeNotAllowed;
  return path === '/healthz' || (options.ready?.() ?? true) ? nothing : unavailable;
}

/** Credential to principal; the refusal says the same whatever was wrong, and the operator hears what it was. */
function identify(
  options: HandlerOptions,
  throttle: FailureThrottle,
  report: Report,
): (req: IncomingMessage) => Principal | Answer {
  return (req) => {
    const address = callerAddress(req, options.proxies);
    const proof = authenticate(options.api, throttle, req.headers.authorization, address, options.now);
    if (proof.ok) {
      options.connections.proved(req.socket);
      return proof.principal;
    }
    report(proof.problem, proof.keyId, address);
    return proof.problem === 'throttled' ? throttled : unauthorized;
  };
}

function isAcceptable(route: Route, accept: string | undefined): boolean {
  const { mediaType, id } = route.operation;
  return mediaType === 'application/json' || acceptsTaxii(accept, id === 'getManifest');
}

/** The use case behind a path, for a known caller; null when the caller is gone. */
function taxiiAnswers({ options, bodies }: Edge): AskTaxii {
  const route = buildRouter(taxiiRoutes);
  const blur = options.blur ?? blurredRefusal;
  const { api, limits } = options;

  const failed = (found: Route, error: unknown): Answer => {
    options.events?.failed?.(found.operation.id, error);
    return failure(error);
  };
  const later = async (found: Route, begun: Answer | Promise<Answer | null>): Promise<Answer | null> => {
    try {
      const reply = await begun;
      if (reply === absent) await blur();
      return reply;
    } catch (error) {
      return failed(found, error);
    }
  };
  /** What is known at once is answered at once; only a refusal that has to be blurred waits. */
  const run = (found: Route, call: Call): Answer | Promise<Answer | null> => {
    try {
      const begun = found.handle(call);
      return begun instanceof Promise || begun === absent ? later(found, begun) : begun;
    } catch (error) {
      return failed(found, error);
    }
  };

  /** Place and media type, then the work, which is not begun yet. */
  return (req, res, caller, { path, query }, body) => {
    const routed = route(req.method ?? '', path);
    if (!routed.ok) return routed.answer;
    if (!isAcceptable(routed.route, req.headers.accept)) return notAcceptable;
    const call = { api, who: caller, path: routed.path, query, limits, req, res, bodies };
    return () => run(routed.route, body === undefined ? call : { ...call, body });
  };
}

/** The order of checks of every request: form, caller, place, media type, load; then the use case. */
export function requestHandler(options: HandlerOptions): (req: IncomingMessage, res: ServerResponse) => void {
  const edge = edgeOf(options);
  const { finish } = edge;
  const throttle = failureThrottle(options.fence);
  const report: Report = (problem, keyId, address) =>
    options.events?.credentialRefused?.({ problem, keyId, address, at: options.now() });
  const who = identify(options, throttle, report);
  const taxii = taxiiAnswers(edge);
  const signed = options.peers === undefined ? null : signedCallers(edge, options.peers, throttle, report, taxii);
  const answered = options.events?.answered;
  const broke = (error: unknown, req: IncomingMessage, res: ServerResponse): void => {
    options.events?.failed?.('dispatch', error);
    if (!res.headersSent) finish(req, res, failure(error));
  };

  const dispatch = (req: IncomingMessage, res: ServerResponse): Answer | null => {
    const target = splitTarget(req.url ?? '');
    const probed = probe(options, req.method ?? '', target.path);
    if (probed !== null) return probed;
    const mount = options.mounts?.find((one) => target.path.startsWith(one.prefix));
    if (mount !== undefined) {
      mount.handle(req, res);
      return null;
    }
    if (signed !== null && isSigned(req)) {
      signed(req, res).catch((error: unknown) => broke(error, req, res));
      return null;
    }
    const caller = who(req);
    if ('status' in caller) return caller;
    const work = taxii(req, res, caller, target);
    if (typeof work !== 'function') return work;
    const answer = (reply: Answer | null): void => {
      if (reply !== null) finish(req, res, reply);
    };
    const begun = edge.counted(caller.party, res, () => {
      const reply = work();
      return reply instanceof Promise ? reply.then(answer) : answer(reply);
    });
    return begun ? null : tooManyInFlight;
  };

  // Once the framing of a connection is in doubt, nothing that follows on it is a request, however it looks (T-TAX-14).
  const condemned = new WeakSet<object>();
  const handle = (req: IncomingMessage, res: ServerResponse): void => {
    const fault = checkHead(req, options.limits);
    if (fault !== null) {
      condemned.add(req.socket);
      send(req, res, fault, options.date(options.now()), true);
      return;
    }
    try {
      const reply = dispatch(req, res);
      if (reply !== null) finish(req, res, reply);
    } catch (error) {
      broke(error, req, res);
    }
  };

  return (req, res) => {
    if (condemned.has(req.socket)) return;
    handle(req, res);
    if (answered === undefined) return;
    if (isTaken(res)) answered(res.statusCode);
    else res.once('close', () => answered(res.statusCode));
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../../app/partner-api.ts';
import type { PeerApi, VerifiedRequest } from '../../app/peer-api.ts';
import { limits } from '../../core/limits.ts';
import type { Answer } from '../answer.ts';
import { callerAddress } from '../auth/caller-address.ts';
import type { FailureThrottle } from '../auth/failure-throttle.ts';
import { splitTarget, type Target } from '../check-head.ts';
import { type Edge, failure, type Report } from '../edge.ts';
import { tooManyInFlight } from '../errors.ts';
import { peerRoutes } from './index.ts';
import { peerGate } from './peer-gate.ts';
import { peerRouter } from './peer-route.ts';
import { signAnswer } from './sign-answer.ts';

/** The wire between nodes. */
const accordPrefix = '/accord/';
const deliveriesPrefix = `${accordPrefix}deliveries/`;

/** A refusal, or the work that a request asks for, not begun yet; it answers null when the caller is gone. */
export type Asked = Answer | (() => Answer | null | Promise<Answer | null>);
export type AskTaxii = (
  req: IncomingMessage,
  res: ServerResponse,
  caller: Principal,
  target: Target,
  body?: Uint8Array,
) => Asked;

/** Callers with a signature: let in, answered by the wire between nodes or by TAXII, and the answer signed. */
export function signedCallers(
  edge: Edge,
  peers: PeerApi,
  throttle: FailureThrottle,
  report: Report,
  taxii: AskTaxii,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const { options, finish } = edge;
  const enter = peerGate({
    api: peers,
    throttle,
    now: options.now,
    addressOf: (req) => callerAddress(req, options.proxies),
    bodyBytesMax: (req) =>
      splitTarget(req.url ?? '').path.startsWith(deliveriesPrefix)
        ? limits.deliveryBytesMax
        : options.limits.requestBytesMax,
    bodies: edge.bodies,
    proved: (req) => options.connections.proved(req.socket),
    refused: report,
  });
  const route = peerRouter(peerRoutes);

  const accord = (req: IncomingMessage, { path, query }: Target, request: VerifiedRequest, body: Uint8Array) => {
    const found = route(req.method ?? '', path);
    if ('status' in found) return found;
    const call = { api: peers, who: request.who, names: found.names, query, body };
    return async (): Promise<Answer> => {
      try {
        return await found.route.handle(call);
      } catch (error) {
        options.events?.failed?.(found.route.path, error);
        return failure(error);
      }
    };
  };

  return async (req, res) => {
    const entry = await enter(req, res);
    const { request } = entry;
    const reply = (answer: Answer | null): void => {
      if (answer !== null) finish(req, res, request === null ? answer : signAnswer(peers, request, answer));
    };
    if (!entry.ok) {
      reply(entry.answer);
      return;
    }
    const target = splitTarget(req.url ?? '');
    const work = target.path.startsWith(accordPrefix)
      ? accord(req, target, entry.request, entry.body)
      : taxii(req, res, entry.request.who, target, entry.body);
    const { who } = entry.request;
    // A refusal waits for its turn as well: a flood of what is refused at once would go past all others.
    const refuse = (answer: Answer): Promise<void> => peers.turn(who, async () => reply(answer));
    if (typeof work !== 'function') await refuse(work);
    else if (!edge.counted(who.party, res, async () => reply(await peers.turn(who, async () => work()))))
      await refuse(tooManyInFlight);
  };
}

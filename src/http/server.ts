import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { PartnerApi } from '../app/partner-api.ts';
import type { PeerApi } from '../app/peer-api.ts';
import type { Micros } from '../core/time.ts';
import { httpDate } from './answer.ts';
import { addressGroup } from './auth/failure-throttle.ts';
import { connectionFence } from './connection-fence.ts';
import type { EdgeEvents, Mount } from './edge.ts';
import { expectationFailed, malformed } from './errors.ts';
import { type ParserError, parserErrorAnswer, rawAnswer } from './raw-answer.ts';
import { requestHandler } from './request-handler.ts';
import { isTaken, send } from './send.ts';
import { defaultFence, type FenceSettings, type HttpLimits } from './settings.ts';
import { type SocketEnds, socketEnds } from './socket-ends.ts';

export interface TaxiiServerOptions {
  readonly api: PartnerApi;
  readonly now: () => Micros;
  readonly limits: HttpLimits;
  readonly fence?: Partial<FenceSettings>;
  /** Addresses of reverse proxies whose `X-Forwarded-For` is believed. */
  readonly trustProxy?: readonly string[];
  /** PEM texts; without them the server speaks plain HTTP (see `checkBinding`). */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** For `/readyz`; always ready when absent. */
  readonly ready?: () => boolean;
  /** Other wires on the same port, each with its own authentication. */
  readonly mounts?: readonly Mount[];
  /** Other nodes; absent: a signature is no credential here. */
  readonly peers?: PeerApi;
  readonly events?: EdgeEvents;
}

export interface ListeningAddress {
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

export interface TaxiiServer {
  /** Port 0 picks a free one. Rejects when the address cannot be had. */
  listen(host: string, port: number): Promise<ListeningAddress>;
  /** Takes no more connections, lets what is being answered finish for `graceMs` (5 s if absent), then cuts. */
  close(graceMs?: number): Promise<void>;
  readonly address: ListeningAddress | null;
}

function serverOptions(limits: HttpLimits): ServerOptions {
  return {
    // Request line and fields are measured exactly in check-head.ts; the parser's own limit only has to be above both.
    maxHeaderSize: limits.urlBytesMax + limits.headerBytesMax + 4_096,
    insecureHTTPParser: false,
    joinDuplicateHeaders: true,
    requireHostHeader: false,
    headersTimeout: limits.headerTimeMs,
    requestTimeout: limits.headerTimeMs + limits.bodyTimeMs,
    keepAliveTimeout: limits.idleTimeMs,
    connectionsCheckingInterval: Math.max(20, Math.min(1_000, Math.floor(limits.headerTimeMs / 4))),
    noDelay: true,
  };
}

function createBare(options: TaxiiServerOptions): Server {
  const common = serverOptions(options.limits);
  if (options.tls === undefined) return createServer(common);
  const tls = { ...options.tls, minVersion: 'TLSv1.2' as const, handshakeTimeout: options.limits.headerTimeMs };
  return createTlsServer({ ...common, ...tls });
}

/** Everything the parser or the protocol ends before it is a request is still answered in TAXII's form. */
function answerBrokenOnes(
  server: Server,
  options: TaxiiServerOptions,
  date: (now: Micros) => string,
  ends: SocketEnds,
): void {
  server.on('clientError', (error: ParserError, socket: Duplex) => {
    if (error.code === 'ECONNRESET') socket.destroy();
    else ends.end(socket, rawAnswer(parserErrorAnswer(error, options.limits.urlBytesMax), date(options.now())));
  });
  server.on('connect', (_req: IncomingMessage, socket: Duplex) =>
    ends.end(socket, rawAnswer(malformed, date(options.now()))),
  );
  server.on('checkExpectation', (req: IncomingMessage, res: ServerResponse) =>
    send(req, res, expectationFailed, date(options.now()), true),
  );
}

function bind(server: Server, host: string, port: number, scheme: string): Promise<ListeningAddress> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const bound = server.address() as AddressInfo;
      const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
      resolve({ host: bound.address, port: bound.port, url: `${scheme}://${name}:${bound.port}` });
    });
  });
}

function closeGently(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

export function buildTaxiiServer(options: TaxiiServerOptions): TaxiiServer {
  const fenceSettings = { ...defaultFence, ...options.fence };
  const proxies = new Set((options.trustProxy ?? []).map(addressGroup));
  const fence = connectionFence(fenceSettings, proxies);
  const date = httpDate();
  const server = createBare(options);
  let closing = false;
  let address: ListeningAddress | null = null;

  server.maxHeadersCount = 0;
  // For writes that nobody reads; longer than any wait for input, which is answered before it is cut.
  server.timeout = options.limits.headerTimeMs + options.limits.bodyTimeMs + options.limits.idleTimeMs;
  server.on('connection', (socket: Socket) => fence.connected(socket));
  const handle = requestHandler({
    ...options,
    fence: fenceSettings,
    proxies,
    connections: fence,
    date,
    isClosing: () => closing,
  });
  const ends = socketEnds();
  answerBrokenOnes(server, options, date, ends);
  const serve = (req: IncomingMessage, res: ServerResponse): void => {
    handle(req, res);
    if (!isTaken(res)) ends.opened(req.socket, res);
  };
  server.on('request', serve);
  server.on('checkContinue', serve);

  return {
    async listen(host, port) {
      address = await bind(server, host, port, options.tls === undefined ? 'http' : 'https');
      return address;
    },
    async close(graceMs = 5_000) {
      closing = true;
      address = null;
      if (server.listening) await closeGently(server, graceMs);
    },
    get address() {
      return address;
    },
  };
}

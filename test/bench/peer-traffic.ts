import { createHash, randomBytes } from 'node:crypto';
import { constants, setPriority } from 'node:os';
import type { PartyId } from '../../src/core/ids.ts';
import type { PeerUrl } from '../../src/protocol/peer/index.ts';
import { deliveryPath, parsePeerUrl, peerDirectory, signedHeaders } from './built.ts';
import { KeepAliveConnection, type Reply } from './keep-alive-client.ts';
import type { OpenPeer } from './open-peer.ts';
import { indicatorText } from './peer-objects.ts';

/** What one peer asks of another: pages of a collection it is given, messages, pushes under an accord of its own. */
export interface TrafficAsk {
  readonly to: string;
  readonly url: string;
  /** Id of the collection there that this peer is given. */
  readonly pages: string;
  /** Accord under which this peer pushes, leg 0. */
  readonly pushes: string;
  readonly ms: number;
}

export type Kind = 'page' | 'message' | 'push';

export interface WorkAsk extends TrafficAsk {
  readonly everyMs: number;
  readonly objects: number;
}
export interface FloodAsk extends TrafficAsk {
  readonly connections: number;
  readonly objects: number;
}

type Sign = (method: 'GET' | 'POST', path: string, body: Uint8Array | null) => Buffer;

/** Requests as this node signs them, made as bytes for a connection that is kept. */
function signer({ node }: OpenPeer, to: string, url: PeerUrl): Sign {
  const directory = peerDirectory(node.state);
  return (method, path, body) => {
    const accept = path.startsWith('/accord/') ? 'application/json' : 'application/taxii+json;version=2.1';
    const nonce = randomBytes(32).toString('base64url');
    const request = { peer: to as PartyId, method, path, body, accept };
    const signing = { signer: directory.signer(request.peer), now: directory.now(), url, nonce };
    const headers = signedHeaders(signing, request, body ?? new Uint8Array(0));
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    if (body !== null) lines.push(`content-length: ${body.length}`);
    const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    return body === null ? head : Buffer.concat([head, body]);
  };
}

let made = 0;

/** A delivery of objects that nobody has seen. */
function delivery({ node }: OpenPeer, accord: string, count: number): { path: string; body: Buffer } {
  const { settings, accords } = node.state;
  const now = node.state.clock.now();
  const under = accords.list().find((one) => one.id === accord)?.state.table?.text.legs[0]?.terms.id;
  const name = `${settings.party} ${process.pid} ${made++}`;
  const objects = Array.from({ length: count }, (_, k) => indicatorText(`${name} ${k}`)).join();
  const way = { origin: `party:${settings.party}`, path: [`party:${settings.party}`], under: [under] };
  const how = { v: 1, lineages: [[way]], objects: Array<number>(count).fill(0), texts: [] };
  const body = Buffer.from(`{"objects":[${objects}],"x_proviso_provenance":${JSON.stringify(how)}}`);
  return { path: deliveryPath(accord, 0, createHash('sha256').update(body).digest('hex'), now), body };
}

/** The next message of a thread, signed; it counts as taken when it is made. */
function message({ node }: OpenPeer, to: string, thread: string): Buffer {
  const { engine, messages } = node.state;
  const signed = engine.change(({ at }) => messages.send(to as PartyId, thread, 'note', { text: 'as usual' }, at));
  return Buffer.from(JSON.stringify(signed));
}

const pagePath = ({ pages }: TrafficAsk, limit: number): string => `/api/collections/${pages}/objects/?limit=${limit}`;

function urlOf(text: string): PeerUrl {
  const url = parsePeerUrl(text);
  if (!url.ok) throw new Error(`no address of a peer: ${text}`);
  return url.value;
}

const portOf = (url: string): number => Number(new URL(url).port);

/** Ordinary work: a page, a message and a push by turns, one of them every so often; milliseconds of each by kind. */
export async function work(peer: OpenPeer, ask: WorkAsk): Promise<Record<Kind, number[]>> {
  const sign = signer(peer, ask.to, urlOf(ask.url));
  const times: Record<Kind, number[]> = { page: [], message: [], push: [] };
  const kinds = ['page', 'message', 'push'] as const;
  const thread = `bench/${randomBytes(8).toString('hex')}`;
  const one = async (kind: Kind, connection: KeepAliveConnection): Promise<void> => {
    const push = kind === 'push' ? delivery(peer, ask.pushes, ask.objects) : null;
    const request =
      push !== null
        ? sign('POST', push.path, push.body)
        : kind === 'page'
          ? sign('GET', pagePath(ask, 100), null)
          : sign('POST', '/accord/messages', message(peer, ask.to, thread));
    const sent = performance.now();
    const reply = await connection.send(request, true);
    times[kind].push(performance.now() - sent);
    if (reply.status !== 200) throw new Error(`${kind} answered ${reply.status}: ${reply.body}`);
  };
  const connections = await Promise.all(kinds.map(() => KeepAliveConnection.open(portOf(ask.url))));
  const began = performance.now();
  // On its own schedule, so that slow answers do not make questions rare.
  const loop = async (kind: Kind, connection: KeepAliveConnection, offset: number): Promise<void> => {
    for (let due = began + offset; due < began + ask.ms; due = Math.max(due + ask.everyMs, performance.now())) {
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      await one(kind, connection);
    }
  };
  await Promise.all(kinds.map((kind, k) => loop(kind, connections[k]!, (k * ask.everyMs) / kinds.length)));
  for (const connection of connections) connection.close();
  return times;
}

/** As much as the other node takes, over many connections: pages of a thousand, messages, pushes of worthless objects. */
export async function flood(peer: OpenPeer, ask: FloodAsk): Promise<Readonly<Record<string, number>>> {
  // What the flood costs its sender is not to be measured: where processors are few, the others come first.
  setPriority(constants.priority.PRIORITY_LOW);
  const sign = signer(peer, ask.to, urlOf(ask.url));
  const counts: Record<string, number> = {};
  const until = performance.now() + ask.ms;
  const loop = async (connection: KeepAliveConnection, k: number): Promise<void> => {
    const thread = `bench/${randomBytes(8).toString('hex')}`;
    const kind: Kind = (['page', 'message', 'push'] as const)[k % 3]!;
    let again: Buffer | null = null;
    while (performance.now() < until) {
      let reply: Reply;
      if (kind === 'page') reply = await connection.send(sign('GET', pagePath(ask, 1_000), null));
      else if (kind === 'message') {
        again ??= message(peer, ask.to, thread);
        reply = await connection.send(sign('POST', '/accord/messages', again));
        if (reply.status === 200) again = null;
      } else {
        const { path, body } = delivery(peer, ask.pushes, ask.objects);
        reply = await connection.send(sign('POST', path, body));
      }
      const name = reply.status === 200 ? kind : `${kind} ${reply.status}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
  };
  const open = await Promise.all(
    Array.from({ length: ask.connections }, () => KeepAliveConnection.open(portOf(ask.url))),
  );
  await Promise.all(open.map(loop));
  for (const connection of open) connection.close();
  return counts;
}

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { getRequest, KeepAliveConnection } from './keep-alive-client.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** The port on which it is answered so. */
function listening(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

/** Answers each request with how many it has had; `after` may do something to the connection then. */
function counting(after: (socket: Socket, n: number) => void): Promise<number> {
  let n = 0;
  return listening((req, res) => {
    const text = String(++n);
    res.writeHead(200, { 'content-length': text.length });
    res.end(text, () => after(req.socket, n));
  });
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('a connection that is kept', () => {
  it('RFC 9112 section 9.3.1 asks again on a new one when the server closed the old one, before or after it was asked', async () => {
    const connection = await KeepAliveConnection.open(await counting((socket) => socket.destroy()));
    for (const n of [1, 2, 3, 4]) {
      const { body } = await connection.send(getRequest('/', null), true);
      expect(body?.toString()).toBe(String(n));
      if (n % 2 === 0) await nextTurn();
    }
    connection.close();
  });

  it('fails where a new one ends without an answer as well, and where nobody listens any more', async () => {
    const connection = await KeepAliveConnection.open(await listening((req) => req.socket.destroy()));
    await expect(connection.send(getRequest('/', null))).rejects.toThrow('the server closed the connection');
    await new Promise((resolve) => servers[0]!.close(resolve));
    await expect(connection.send(getRequest('/', null))).rejects.toThrow('ECONNREFUSED');
  });
});

import { createServer, type Server } from 'node:http';
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

/** Answers each request with how many it has had; `after` may do something to the connection then. */
function counting(after: (socket: Socket, n: number) => void): Promise<number> {
  let n = 0;
  const server = createServer((req, res) => {
    const text = String(++n);
    res.writeHead(200, { 'content-length': text.length });
    res.end(text, () => after(req.socket, n));
  });
  servers.push(server);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
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
    const server = createServer((req) => req.socket.destroy());
    servers.push(server);
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
    );
    const connection = await KeepAliveConnection.open(port);
    await expect(connection.send(getRequest('/', null))).rejects.toThrow('the server closed the connection');
    await new Promise((resolve) => server.close(resolve));
    await expect(connection.send(getRequest('/', null))).rejects.toThrow('ECONNREFUSED');
  });
});

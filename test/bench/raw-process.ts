import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from './child.ts';

/**
 * What a node:http server can do at best: bytes of a given number, from memory. `/N` answers N bytes; everything else an
 * answer as short as a refusal.
 */
const kept = new Map<number, Buffer>();
const bytesOf = (size: number): Buffer => {
  let bytes = kept.get(size);
  if (bytes === undefined) {
    bytes = Buffer.alloc(size, 'x');
    kept.set(size, bytes);
  }
  return bytes;
};

const bare = createServer((req, res) => {
  const body = bytesOf(Number(req.url!.slice(1)));
  res.writeHead(200, { 'Content-Type': 'application/taxii+json;version=2.1', 'Content-Length': body.length });
  res.end(body);
});

const operations = {
  listen: () =>
    new Promise<number>((resolve) => bare.listen(0, '127.0.0.1', () => resolve((bare.address() as AddressInfo).port))),
  cpu: (): number => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
};

export type RawOperations = typeof operations;

answerParent(operations, async () => undefined);

import { request } from 'node:http';
import type { Egress } from './remote-feeds.ts';
import type { ServerReply } from './server-reply.ts';

const hosts = new Set(['127.0.0.1', '[::1]']);

/** Plain HTTP to servers on this machine, named by address; everything else is refused. */
export const loopbackEgress: Egress = ({ url, headers, bytesMax, timeoutMs }) => {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'http:' || !hosts.has(hostname))
    return Promise.resolve({ kind: 'unreachable', why: 'only servers on this machine can be reached' });
  return new Promise<ServerReply>((resolve) => {
    const give = (reply: ServerReply): void => {
      clearTimeout(late);
      resolve(reply);
      asked.destroy();
    };
    const asked = request(url, { headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      let size = 0;
      answer.on('data', (part: Buffer) => {
        size += part.length;
        if (size > bytesMax) give({ kind: 'unreachable', why: `sends more than ${bytesMax} bytes in one answer` });
        else parts.push(part);
      });
      answer.on('end', () => {
        const named = Object.entries(answer.headers).map(([k, v]): [string, string] => [k, String(v)]);
        give({ kind: 'answered', status: answer.statusCode ?? 0, headers: new Map(named), body: Buffer.concat(parts) });
      });
      answer.on('error', () => give({ kind: 'unreachable', why: 'the answer broke off' }));
    });
    const late = setTimeout(
      () => give({ kind: 'unreachable', why: `no whole answer within ${timeoutMs / 1000} s` }),
      timeoutMs,
    );
    asked.on('error', (error: NodeJS.ErrnoException) => give({ kind: 'unreachable', why: error.code ?? 'no answer' }));
    asked.end();
  });
};

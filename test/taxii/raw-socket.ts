import { connect, type Socket } from 'node:net';

/** A socket that says exactly what it is told, for requests that no decent client can make. */
export interface RawSocket {
  readonly socket: Socket;
  write(text: string): void;
  /** Everything received when the server has closed. */
  closed(): Promise<string>;
  /** Waits until what was received so far fits. */
  until(fits: (text: string) => boolean): Promise<string>;
}

export function rawSocket(port: number, localAddress?: string): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ...(localAddress === undefined ? {} : { localAddress }) });
    let text = '';
    let isClosed = false;
    const waiting = new Set<() => void>();
    const wake = (): void => {
      for (const check of waiting) check();
    };
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      wake();
    });
    socket.on('close', () => {
      isClosed = true;
      wake();
    });
    // A reset is one of the ways in which a server closes.
    socket.on('error', reject);
    const when = (ready: () => boolean): Promise<string> =>
      new Promise((done) => {
        const check = (): void => {
          if (!ready()) return;
          waiting.delete(check);
          done(text);
        };
        waiting.add(check);
        check();
      });
    socket.once('connect', () =>
      resolve({
        socket,
        write: (words) => void socket.write(words, 'latin1'),
        closed: () => when(() => isClosed),
        until: (fits) => when(() => isClosed || fits(text)),
      }),
    );
  });
}

/** Sends one text and gives all that comes back until the server closes. */
export async function exchange(port: number, text: string): Promise<string> {
  const raw = await rawSocket(port);
  raw.write(text);
  return raw.closed();
}

export const statusLine = (text: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0);

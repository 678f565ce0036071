import { connect, type Socket } from 'node:net';

export interface Reply {
  readonly status: number;
  /** Header block as text, status line included. */
  readonly head: string;
  /** Length of the body. */
  readonly bytes: number;
  /** The body where it was asked for. */
  readonly body: Buffer | null;
}

const headEnd = Buffer.from('\r\n\r\n');
/** One for all connections: what is in it was looked at before the next read begins. */
const shared = Buffer.allocUnsafeSlow(256 * 1024);

/**
 * One connection that is kept, one request at a time. It reads into a buffer that is used again and looks at nothing but the
 * status line and the length, so that the load generator takes as little of the machine as it can. It understands
 * answers with `Content-Length` and no others.
 */
export class KeepAliveConnection {
  readonly #socket: Socket;
  #resolve: ((reply: Reply) => void) | null = null;
  #reject: ((error: Error) => void) | null = null;
  #keep = false;
  #pending: Buffer | null = null;
  #head = '';
  #status = 0;
  #left = -1;
  #bytes = 0;
  #parts: Buffer[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static open(port: number, host = '127.0.0.1'): Promise<KeepAliveConnection> {
    return new Promise((resolve, reject) => {
      let self: KeepAliveConnection | null = null;
      const onread = { buffer: shared, callback: (n: number) => self?.read(shared.subarray(0, n)) ?? true };
      const socket = connect({ port, host, noDelay: true, onread });
      self = new KeepAliveConnection(socket);
      const made = self;
      socket.once('connect', () => resolve(made));
      socket.once('error', reject);
      socket.on('error', (error) => made.fail(error));
      socket.on('close', () => made.fail(new Error('the server closed the connection')));
    });
  }

  /** Sends one request as it is; `keep` asks for the body. */
  send(request: Buffer, keep = false): Promise<Reply> {
    if (this.#socket.destroyed) return Promise.reject(new Error('the server closed the connection before the request'));
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#keep = keep;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#reject = null;
    this.#socket.destroy();
  }

  fail(error: Error): void {
    this.#reject?.(error);
    this.#reject = null;
  }

  read(chunk: Buffer): boolean {
    let rest = chunk;
    if (this.#left < 0) {
      const whole: Buffer = this.#pending === null ? chunk : Buffer.concat([this.#pending, chunk]);
      const end = whole.indexOf(headEnd);
      if (end === -1) {
        this.#pending = Buffer.from(whole);
        return true;
      }
      this.#pending = null;
      this.#head = whole.toString('latin1', 0, end);
      this.#status = Number(this.#head.slice(9, 12));
      this.#left = this.#bytes = lengthOf(this.#head);
      rest = whole.subarray(end + 4);
    }
    this.#left -= rest.length;
    if (this.#keep && rest.length > 0) this.#parts.push(Buffer.from(rest));
    if (this.#left === 0) this.#finish();
    return true;
  }

  #finish(): void {
    const body = this.#keep ? Buffer.concat(this.#parts) : null;
    const reply = { status: this.#status, head: this.#head, bytes: this.#bytes, body };
    this.#parts = [];
    this.#left = -1;
    this.#reject = null;
    this.#resolve?.(reply);
  }
}

function lengthOf(head: string): number {
  const found = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (found === null) throw new Error(`an answer without a length: ${head}`);
  return Number(found[1]);
}

/** A GET for a partner of the node. */
export const getRequest = (path: string, token: string | null): Buffer =>
  Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/taxii+json;version=2.1\r\n${
      token === null ? '' : `Authorization: Bearer ${token}\r\n`
    }\r\n`,
  );

export function postRequest(path: string, token: string, body: Buffer): Buffer {
  const media = 'application/taxii+json;version=2.1';
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: ${media}\r\nContent-Type: ${media}\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

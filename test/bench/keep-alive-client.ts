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

interface Asked {
  readonly request: Buffer;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
  isSentAgain: boolean;
}

/**
 * One connection that is kept, one request at a time. It reads into a buffer that is used again and looks at nothing but the
 * status line and the length, so that the load generator takes as little of the machine as it can. It understands
 * answers with `Content-Length` and no others.
 *
 * A server may close what it keeps: where the machine stood still, or gave this process nothing for long, its limits on
 * time have passed. What it has not begun to answer is then sent on a new connection, once (RFC 9112 section 9.3.1).
 */
export class KeepAliveConnection {
  readonly #port: number;
  readonly #host: string;
  #socket: Socket;
  #asked: Asked | null = null;
  #keep = false;
  #pending: Buffer | null = null;
  #head = '';
  #status = 0;
  #left = -1;
  #bytes = 0;
  #parts: Buffer[] = [];

  private constructor(port: number, host: string) {
    this.#port = port;
    this.#host = host;
    this.#socket = this.#connect();
  }

  static open(port: number, host = '127.0.0.1'): Promise<KeepAliveConnection> {
    return new Promise((resolve, reject) => {
      const made = new KeepAliveConnection(port, host);
      made.#socket.once('connect', () => resolve(made));
      made.#socket.once('error', reject);
    });
  }

  /** Sends one request as it is; `keep` asks for the body. */
  send(request: Buffer, keep = false): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#asked = { request, resolve, reject, isSentAgain: false };
      this.#keep = keep;
      if (this.#socket.destroyed) this.#closed(new Error('the server closed the connection before the request'));
      else this.#socket.write(request);
    });
  }

  close(): void {
    this.#asked = null;
    this.#socket.destroy();
  }

  #connect(): Socket {
    const onread = { buffer: shared, callback: (n: number) => this.#read(shared.subarray(0, n)) };
    const socket = connect({ port: this.#port, host: this.#host, noDelay: true, onread });
    let why = new Error('the server closed the connection');
    socket.on('error', (error) => {
      why = error;
    });
    socket.on('close', () => {
      if (socket === this.#socket) this.#closed(why);
    });
    return socket;
  }

  #closed(why: Error): void {
    const asked = this.#asked;
    if (asked === null) return;
    const isBegun = this.#left >= 0 || this.#pending !== null;
    if (isBegun || asked.isSentAgain) {
      this.#asked = null;
      asked.reject(why);
      return;
    }
    asked.isSentAgain = true;
    this.#socket = this.#connect();
    this.#socket.write(asked.request);
  }

  #read(chunk: Buffer): boolean {
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
    const asked = this.#asked;
    this.#asked = null;
    asked?.resolve(reply);
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

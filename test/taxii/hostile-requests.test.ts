import { afterEach, describe, expect, it } from 'vitest';
import { exchange, rawSocket, statusLine } from './raw-socket.ts';
import { inbox, path, sampleWorld } from './sample-world.ts';
import { type DoubleOptions, type DoubleSubject, serveDouble } from './serve-double.ts';
import { ask, basic, type Reply } from './wire.ts';
import type { Key } from './world.ts';

let subject: DoubleSubject;
afterEach(() => subject.close());
const start = async (options: DoubleOptions = {}): Promise<DoubleSubject> => {
  subject = await serveDouble(sampleWorld, options);
  return subject;
};
const credential = (party = 'alfa'): string => `Authorization: ${basic(subject.keys[party] as Key)}\r\n`;
const common = (): string => `Host: node\r\nAccept: application/taxii+json;version=2.1\r\n${credential()}`;
const post = `POST ${path(inbox, 'objects/')} HTTP/1.1\r\n`;
const type = 'Content-Type: application/taxii+json;version=2.1\r\n';

function mustBeOurs(text: string): void {
  const head = text.slice(0, text.indexOf('\r\n\r\n')).toLowerCase();
  for (const line of [
    'content-type: application/taxii+json;version=2.1',
    'cache-control: no-store, private',
    'vary: authorization, accept',
    'x-content-type-options: nosniff',
    'connection: close',
    '\r\ndate: ',
  ]) {
    expect(head).toContain(line);
  }
  const body = text.slice(text.indexOf('\r\n\r\n') + 4);
  expect(JSON.parse(body)).toMatchObject({ http_status: String(statusLine(text)) });
}

describe('requests with two readings', () => {
  const framed: [string, () => string][] = [
    [
      'Transfer-Encoding beside Content-Length',
      () => `${post}${common()}${type}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'Content-Length beside Transfer-Encoding',
      () => `${post}${common()}${type}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
    ],
    ['two different Content-Length', () => `${post}${common()}${type}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ['two equal Content-Length', () => `${post}${common()}${type}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`],
    ['a list of Content-Length', () => `${post}${common()}${type}Content-Length: 2, 2\r\n\r\n{}`],
    ['a signed Content-Length', () => `${post}${common()}${type}Content-Length: +2\r\n\r\n{}`],
    ['an unknown transfer coding', () => `${post}${common()}${type}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['a list of transfer codings', () => `${post}${common()}${type}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['chunked twice', () => `${post}${common()}${type}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n`],
    [
      'chunked that is not last',
      () => `${post}${common()}${type}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
    ],
    ['a blank before the colon', () => `${post}${common()}${type}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`],
    ['a folded field', () => `GET /taxii2/ HTTP/1.1\r\n${common()}X-Folded: a\r\n b\r\nContent-Length\r\n : 5\r\n\r\n`],
    ['a bare line feed in a chunk', () => `${post}${common()}${type}Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n`],
    ['a bad chunk size', () => `${post}${common()}${type}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
    ['no Host', () => `GET /taxii2/ HTTP/1.1\r\n${credential()}Connection: close\r\n\r\n`],
    ['two Hosts', () => `GET /taxii2/ HTTP/1.1\r\nHost: a\r\n${common()}Connection: close\r\n\r\n`],
    ['no method', () => ` /taxii2/ HTTP/1.1\r\nHost: a\r\n\r\n`],
    ['HTTP/0.9', () => 'GET /taxii2/\r\n\r\n'],
    ['another protocol', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['a NUL in a field', () => `GET /taxii2/ HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n`],
  ];
  it.each(framed)('T-TAX-14 %s is refused as 400 in our own form, and the connection ends', async (_name, text) => {
    const { port, node } = await start();
    const added: string[] = [];
    const before = node.api.add;
    node.api.add = (...call) => {
      added.push('add');
      return before(...call);
    };
    const reply = await exchange(port, text());
    expect(statusLine(reply)).toBe(400);
    mustBeOurs(reply);
    expect(added).toEqual([]);
  });

  it('T-TAX-14 a second request hidden in a refused body is never answered', async () => {
    const { port } = await start();
    const smuggled = `GET /taxii2/ HTTP/1.1\r\n${common()}\r\n`;
    const reply = await exchange(
      port,
      `${post}${common()}${type}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    );
    expect(reply.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  });

  it('T-TAX-14 after a head with two readings nothing on that connection is a request any more', async () => {
    const { port, node } = await start();
    const { authenticate } = node.api;
    let asked = 0;
    node.api.authenticate = (...key) => {
      asked++;
      return authenticate(...key);
    };
    const next = `DELETE ${path(inbox, `objects/x/`)} HTTP/1.1\r\n${common()}\r\n`;
    const reply = await exchange(port, `GET /taxii2/ HTTP/1.1\r\nHost: a\r\n${common()}\r\n${next}`);
    expect(reply.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
    expect(asked).toBe(0);
  });

  it('T-TAX-14 CONNECT and TRACE lead nowhere', async () => {
    const { port } = await start();
    expect(statusLine(await exchange(port, `CONNECT node:80 HTTP/1.1\r\n${common()}\r\n`))).toBe(400);
    expect(statusLine(await exchange(port, `TRACE /taxii2/ HTTP/1.1\r\n${common()}Connection: close\r\n\r\n`))).toBe(
      405,
    );
  });

  it('T-TAX-14 an upgrade is not taken up, the request is answered as it is', async () => {
    const { port } = await start();
    const text = await exchange(
      port,
      `GET /taxii2/ HTTP/1.1\r\n${common()}Connection: close, Upgrade\r\nUpgrade: h2c\r\n\r\n`,
    );
    expect(statusLine(text)).toBe(200);
  });

  it('RFC 9112 §3.2.2: the absolute form of the address is understood', async () => {
    const { port } = await start();
    expect(
      statusLine(await exchange(port, `GET http://node/taxii2/ HTTP/1.1\r\n${common()}Connection: close\r\n\r\n`)),
    ).toBe(200);
  });

  it('RFC 9110 §10.1.1: an unknown expectation is 417', async () => {
    const { port } = await start();
    const text = await exchange(port, `GET /taxii2/ HTTP/1.1\r\n${common()}Expect: miracles\r\n\r\n`);
    expect(statusLine(text)).toBe(417);
    mustBeOurs(text);
  });
});

describe('sizes', () => {
  const urlOf = (bytes: number): string => `/taxii2/?x=${'y'.repeat(bytes - '/taxii2/?x='.length)}`;

  it.each([
    [8191, 200],
    [8192, 200],
    [8193, 414],
    [60_000, 414],
  ])('threat model 3: an address of %i octets gives %i', async (bytes, status) => {
    const { port } = await start();
    const text = await exchange(port, `GET ${urlOf(bytes)} HTTP/1.1\r\n${common()}Connection: close\r\n\r\n`);
    expect(statusLine(text)).toBe(status);
    if (status !== 200) mustBeOurs(text);
  });

  it.each([
    [-1, 200],
    [0, 200],
    [1, 431],
    [40_000, 431],
  ])('threat model 3: a header block of 16 KiB and %i octets gives %i', async (difference, status) => {
    const { port } = await start();
    const fields = `${common()}Connection: close\r\n`;
    const filler = 16 * 1024 + difference - fields.length - 'X: \r\n'.length;
    const text = await exchange(port, `GET /taxii2/ HTTP/1.1\r\n${fields}X: ${'y'.repeat(filler)}\r\n\r\n`);
    expect(statusLine(text)).toBe(status);
    if (status !== 200) mustBeOurs(text);
  });

  it('threat model 3: a thousand empty fields are counted, not dropped', async () => {
    const { port } = await start();
    const many = Array.from({ length: 4000 }, (_, n) => `a${n}:\r\n`).join('');
    expect(statusLine(await exchange(port, `GET /taxii2/ HTTP/1.1\r\n${common()}${many}\r\n`))).toBe(431);
  });

  const padded = (bytes: number): string => `{"objects":[]${' '.repeat(bytes - '{"objects":[]}'.length)}}`;
  const send = (body: string, chunked: boolean): Promise<Reply> =>
    ask(subject, {
      method: 'POST',
      path: path(inbox, 'objects/'),
      as: 'alfa',
      body,
      headers: chunked ? { 'Transfer-Encoding': 'chunked', 'Content-Length': [] } : {},
    });

  it.each([
    [9_999, 202],
    [10_000, 202],
    [10_001, 413],
    [3_000_000, 413],
  ])('TAXII 2.1 §4.2.1: of 10,000 octets allowed, %i give %i', async (bytes, status) => {
    await start({ limits: { requestBytesMax: 10_000 } });
    expect((await send(padded(bytes), false)).status).toBe(status);
  });

  it.each([
    [9_999, 202],
    [10_000, 202],
    [10_001, 413],
    [3_000_000, 413],
  ])('TAXII 2.1 §4.2.1: %i octets in chunks, counted while they arrive, give %i', async (bytes, status) => {
    const { port } = await start({ limits: { requestBytesMax: 10_000 } });
    const raw = await rawSocket(port);
    raw.write(`${post}${common()}${type}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n`);
    raw.write(`${bytes.toString(16)}\r\n${padded(bytes)}\r\n0\r\n\r\n`);
    const text = await raw.closed();
    expect(statusLine(text)).toBe(status);
    if (status === 413) mustBeOurs(text);
  });

  it('T-TAX-13 endless chunk extensions are refused', async () => {
    const { port } = await start();
    const text = await exchange(
      port,
      `${post}${common()}${type}Transfer-Encoding: chunked\r\n\r\n2;${'x'.repeat(64 * 1024)}\r\n{}\r\n0\r\n\r\n`,
    );
    expect(statusLine(text)).toBe(413);
    mustBeOurs(text);
  });

  it('T-TAX-13 bodies of all callers together are bounded', async () => {
    await start({ fence: { bodyBytesHeldMax: 5_000 } });
    expect((await send(padded(5_000), false)).status).toBe(202);
    expect((await send(padded(5_001), false)).status).toBe(429);
    expect((await send(padded(5_000), false)).status).toBe(202);
  });

  it('threat model 3: a content coding is 415, so no bomb is ever unpacked', async () => {
    await start();
    const headers = { 'Content-Encoding': 'gzip' };
    expect(
      (await ask(subject, { method: 'POST', path: path(inbox, 'objects/'), as: 'alfa', body: '{}', headers })).status,
    ).toBe(415);
  });
});

describe('slow and half-open connections', () => {
  const quick = { headerTimeMs: 200, bodyTimeMs: 300, idleTimeMs: 200 };

  it('T-TAX-13 a head that never ends is 408, then closed', async () => {
    const { port } = await start({ limits: quick });
    const raw = await rawSocket(port);
    raw.write('GET /taxii2/ HTTP/1.1\r\nHost: node\r\nX-Slow: ');
    const text = await raw.closed();
    expect(statusLine(text)).toBe(408);
    mustBeOurs(text);
  });

  it('T-TAX-13 a body that never ends is 408, then closed, and nothing of it is stored', async () => {
    const { port } = await start({ limits: quick });
    const raw = await rawSocket(port);
    raw.write(`${post}${common()}${type}Content-Length: 100\r\n\r\n{"objects":[`);
    const text = await raw.closed();
    expect(statusLine(text)).toBe(408);
    mustBeOurs(text);
    expect((await ask(subject, { path: path(inbox, 'objects/'), as: 'alfa' })).text).toBe('{}');
  });

  it('T-TAX-13 a connection that says nothing, and one that has been answered, are closed when idle', async () => {
    const { port } = await start({ limits: quick });
    const silent = await rawSocket(port);
    const served = await rawSocket(port);
    served.write(`GET /taxii2/ HTTP/1.1\r\n${common()}\r\n`);
    await Promise.all([silent.closed(), served.closed()]);
    expect(statusLine(await served.closed())).toBe(200);
  });

  it('T-TAX-13 pipelined requests are answered in order', async () => {
    const { port } = await start();
    const raw = await rawSocket(port);
    const one = (where: string, last = false): string =>
      `GET ${where} HTTP/1.1\r\n${common()}${last ? 'Connection: close\r\n' : ''}\r\n`;
    raw.write(one('/taxii2/') + one('/nowhere/') + one('/api/', true));
    const statuses = [...(await raw.closed()).matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));
    expect(statuses).toEqual([200, 404, 200]);
  });

  it('T-TAX-13 a thousand half-open sockets take each other’s place; a known and a new caller are served', async () => {
    const { port } = await start({ fence: { strangersPerAddressMax: 50 } });
    const known = await rawSocket(port);
    const request = `GET /taxii2/ HTTP/1.1\r\n${common()}\r\n`;
    known.write(request);
    await known.until((text) => text.includes('"title"'));
    const fleet = await Promise.all(
      Array.from({ length: 1000 }, async () => {
        const raw = await rawSocket(port);
        raw.write('GET /taxii2/ HTTP/1.1\r\nX: ');
        return raw;
      }),
    );
    expect((await ask(subject, { path: '/taxii2/', as: 'bravo' })).status).toBe(200);
    known.write(request);
    const text = await known.until((all) => all.split('"title"').length === 3);
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    for (const { socket } of fleet) socket.destroy();
  });

  it('T-TAX-13 an address may keep only so many known connections', async () => {
    const { port } = await start({ fence: { connectionsPerAddressMax: 3 } });
    const open = async (): Promise<string> => {
      const raw = await rawSocket(port);
      raw.write(`GET /taxii2/ HTTP/1.1\r\n${common()}\r\n`);
      return raw.until((text) => text.includes('"title"'));
    };
    for (let n = 0; n < 3; n++) expect(statusLine(await open())).toBe(200);
    expect(await open().catch(() => '')).toBe('');
  });
});

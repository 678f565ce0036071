import { afterEach, describe, expect, it } from 'vitest';
import type { PartnerApi, Refusal } from '../../src/app/partner-api.ts';
import type { CredentialEvent } from '../../src/http/index.ts';
import { rawSocket } from './raw-socket.ts';
import { inbox, main, path, sampleWorld } from './sample-world.ts';
import { type DoubleOptions, type DoubleSubject, serveDouble } from './serve-double.ts';
import { ask, basic, comparable, type Json, parse, type Reply } from './wire.ts';
import type { Key } from './world.ts';

let subject: DoubleSubject;
afterEach(() => subject.close());
const start = async (options: DoubleOptions = {}): Promise<DoubleSubject> => {
  subject = await serveDouble(sampleWorld, options);
  return subject;
};
const objects = (as = 'alfa'): Promise<Reply> => ask(subject, { path: path(main, 'objects/'), as });
const refusing = (refusal: Refusal): Partial<PartnerApi> => ({
  objects: async () => ({ ok: false, refusal }),
  add: async () => ({ ok: false, refusal }),
});

describe('refusals on the wire', () => {
  it.each<[Refusal, number]>([
    [{ kind: 'absent' }, 404],
    [{ kind: 'forbidden' }, 403],
    [{ kind: 'bad-cursor' }, 400],
    [{ kind: 'too-large', faults: [] }, 413],
    [{ kind: 'too-large', faults: [{ at: 'objects', problem: 'has 10001 objects', valid: 'at most 10000' }] }, 413],
    [{ kind: 'unreadable', faults: [{ at: 'objects[3].id', problem: 'is not an id' }] }, 422],
    [{ kind: 'busy' }, 429],
    [{ kind: 'unavailable' }, 503],
  ])('%j is %i', async (refusal, status) => {
    await start({ api: refusing(refusal) });
    const reply = await ask(subject, { method: 'POST', path: path(inbox, 'objects/'), as: 'alfa', body: '{}' });
    expect(reply.status).toBe(status);
    expect(parse(reply)['http_status']).toBe(String(status));
    expect(reply.headers['retry-after'] !== undefined).toBe(status === 429 || status === 503);
  });

  it.each([
    ['{"objects":[}', 400],
    ['', 400],
    ['\ufeff{}', 400],
    ['{"objects":[],"objects":[]}', 422],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 422],
    [`"${'x'.repeat(1024 * 1024)}`, 422],
  ])(
    'TAXII 2.1 §5.5: a refused body that is not JSON is 400, one that is, or is too large to tell, 422 (case %#)',
    async (body, status) => {
      const faults = [{ at: 'line 1, column 1', problem: 'is refused' }];
      await start({ api: refusing({ kind: 'unreadable', faults }) });
      const reply = await ask(subject, { method: 'POST', path: path(inbox, 'objects/'), as: 'alfa', body });
      expect(reply.status).toBe(status);
      expect((parse(reply)['details'] as Json)['faults']).toEqual(faults);
    },
  );

  it('every fault of a body is named', async () => {
    const faults = [
      { at: 'objects[0].id', problem: 'is missing' },
      { at: 'objects[4].type', problem: 'is not text', valid: 'indicator' },
    ];
    await start({ api: refusing({ kind: 'unreadable', faults }) });
    const reply = await ask(subject, { method: 'POST', path: path(inbox, 'objects/'), as: 'alfa', body: '{}' });
    expect((parse(reply)['details'] as Json)['faults']).toEqual(faults);
  });

  it('T-TAX-04 the store’s bad cursor and the edge’s are the same bytes', async () => {
    await start({ api: refusing({ kind: 'bad-cursor' }) });
    const tooLong = await ask(subject, { path: path(main, `objects/?next=${'x'.repeat(3000)}`), as: 'alfa' });
    expect(comparable(await objects())).toEqual(comparable(tooLong));
  });

  it('an exception is 500 with a fixed text, reported to the operator alone', async () => {
    const failures: [string, unknown][] = [];
    const secret = new Error('SELECT secret FROM objects WHERE hidden');
    await start({
      api: {
        objects: () => Promise.reject(secret),
        collections: () => {
          throw secret;
        },
        authenticate: (keyId) => {
          if (keyId === 'broken') throw secret;
          return { party: 'alfa' as never, keyId };
        },
      },
      events: { failed: (operation, error) => failures.push([operation, error]) },
    });
    const replies = [
      await objects(),
      await ask(subject, { path: '/api/collections/', as: 'alfa' }),
      await ask(subject, { path: '/taxii2/', headers: { Authorization: 'Bearer prv_broken_x' } }),
    ];
    for (const reply of replies) {
      expect(reply.status).toBe(500);
      expect(reply.text).not.toContain('SELECT');
      expect(reply.headers['content-type']).toBe('application/taxii+json;version=2.1');
    }
    expect(failures).toEqual([
      ['getObjects', secret],
      ['getCollections', secret],
      ['dispatch', secret],
    ]);
  });

  it('readyz follows the node', async () => {
    let ready = false;
    await start({ ready: () => ready });
    expect((await ask(subject, { path: '/readyz' })).status).toBe(503);
    ready = true;
    expect((await ask(subject, { path: '/readyz' })).status).toBe(200);
  });
});

describe('load of one party', () => {
  it('threat model 3: sixteen requests at a time, the seventeenth is 429, another party is not touched', async () => {
    const waiting: (() => void)[] = [];
    await start({
      api: {
        objects: async (who) => {
          if (who.party === 'alfa') await new Promise<void>((resolve) => waiting.push(resolve));
          return {
            ok: true,
            value: { more: false, next: null, firstAdded: null, lastAdded: null, count: 0, objects: new Uint8Array() },
          };
        },
      },
    });
    const running = Array.from({ length: 16 }, () => objects());
    while (waiting.length < 16) await new Promise((resolve) => setTimeout(resolve, 1));
    const seventeenth = await objects();
    expect([seventeenth.status, seventeenth.headers['retry-after']]).toEqual([429, '1']);
    expect((await objects('bravo')).status).toBe(200);
    for (const go of waiting.splice(0)) go();
    expect((await Promise.all(running)).map((reply) => reply.status)).toEqual(Array.from({ length: 16 }, () => 200));
    const after = objects();
    while (waiting.length < 1) await new Promise((resolve) => setTimeout(resolve, 1));
    for (const go of waiting.splice(0)) go();
    expect((await after).status).toBe(200);
  });

  it('T-TAX-07 who hangs up and asks again has no more work under way than who waits', async () => {
    const waiting: (() => void)[] = [];
    await start({
      api: {
        objects: async () => {
          await new Promise<void>((resolve) => waiting.push(resolve));
          return { ok: false, refusal: { kind: 'forbidden' } };
        },
      },
    });
    const key = subject.keys['alfa'] as Key;
    const head = `GET ${path(main, 'objects/')} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${basic(key)}\r\nAccept: application/taxii+json\r\n\r\n`;
    for (let n = 0; n < 16; n++) {
      const raw = await rawSocket(subject.port);
      raw.write(head);
      while (waiting.length <= n) await new Promise((resolve) => setTimeout(resolve, 1));
      raw.socket.destroy();
      await raw.closed();
    }
    expect((await objects()).status).toBe(429);
    for (const go of waiting) go();
    const after = objects();
    while (waiting.length < 17) await new Promise((resolve) => setTimeout(resolve, 1));
    waiting[16]!();
    expect((await after).status).toBe(403);
  });
});

describe('failed credentials', () => {
  const guess = (text: string): Promise<Reply> =>
    ask(subject, { path: '/taxii2/', headers: { Authorization: `Bearer ${text}` } });

  it('T-TAX-08 a thousand guesses at one key are throttled, and the partner at the same address is not locked out', async () => {
    await start();
    const key = subject.keys['alfa'] as Key;
    expect((await objects()).status).toBe(200);
    const statuses: number[] = [];
    for (let n = 0; n < 1000; n++) statuses.push((await guess(`prv_${key.id}_guess${n}`)).status);
    expect(statuses.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 401));
    expect(statuses.slice(30).every((status) => status === 429)).toBe(true);
    expect((await objects()).status).toBe(200);
  });

  it('T-TAX-08 the throttle answers alike for a key that exists and one that does not', async () => {
    await start({ fence: { failuresPerKeyMax: 2 } });
    const { id } = subject.keys['alfa'] as Key;
    for (let n = 0; n < 3; n++) {
      expect(comparable(await guess(`prv_${id}_wrong`))).toEqual(comparable(await guess('prv_nobody_wrong')));
    }
    expect((await guess(`prv_${id}_wrong`)).status).toBe(429);
  });

  it('T-TAX-08 nobody locks a partner out by failing with its key id', async () => {
    await start({ fence: { failuresPerKeyMax: 2 } });
    const { id } = subject.keys['alfa'] as Key;
    for (let n = 0; n < 5; n++) await guess(`prv_${id}_wrong`);
    expect((await objects()).status).toBe(200);
  });

  it('T-TAX-08 an address over its limit is not heard until the window ends, but who was right from there is', async () => {
    let now = 1_750_000_000_000_000;
    const asked: string[] = [];
    await start({ now: () => now, fence: { failuresPerAddressMax: 3 } });
    expect((await objects('alfa')).status).toBe(200);
    const { authenticate } = subject.node.api;
    subject.node.api.authenticate = (keyId, secret) => {
      asked.push(keyId);
      return authenticate(keyId, secret);
    };
    for (let n = 0; n < 5; n++) await guess(`prv_nobody${n}_wrong`);
    expect(asked).toEqual(['nobody0', 'nobody1', 'nobody2']);
    expect((await objects('alfa')).status).toBe(200);
    expect((await objects('bravo')).status).toBe(429);
    now += 60_000_001;
    expect((await objects('bravo')).status).toBe(200);
  });

  it('O 8920, O 8946: the operator hears which key failed from where, and why', async () => {
    const events: CredentialEvent[] = [];
    await start({ now: () => 5, events: { credentialRefused: (event) => events.push(event) } });
    await ask(subject, { path: '/taxii2/' });
    await guess('rubbish');
    await guess('prv_nobody_wrong');
    expect(events).toEqual([
      { problem: 'missing', keyId: null, address: '127.0.0.1', at: 5 },
      { problem: 'malformed', keyId: null, address: '127.0.0.1', at: 5 },
      { problem: 'refused', keyId: 'nobody', address: '127.0.0.1', at: 5 },
    ]);
  });

  it('T-AUT-02 a revoked key is refused with the next request', async () => {
    await start();
    expect((await objects()).status).toBe(200);
    subject.node.api.authenticate = () => null;
    expect((await objects()).status).toBe(401);
  });

  it('T-TAX-08 X-Forwarded-For counts only from a proxy the operator named', async () => {
    const seen: string[] = [];
    const events = { credentialRefused: (event: CredentialEvent) => seen.push(event.address) };
    const headers = { 'X-Forwarded-For': '203.0.113.9, 198.51.100.1' };
    await start({ events });
    await ask(subject, { path: '/taxii2/', headers });
    await subject.close();
    await start({ events, trustProxy: ['127.0.0.1'] });
    await ask(subject, { path: '/taxii2/', headers });
    await ask(subject, { path: '/taxii2/', headers: { 'X-Forwarded-For': '203.0.113.9, 127.0.0.1' } });
    await ask(subject, { path: '/taxii2/' });
    expect(seen).toEqual(['127.0.0.1', '198.51.100.1', '203.0.113.9', '127.0.0.1']);
  });
});

describe('the form of the server', () => {
  it('layout: another wire can be mounted, with its own authentication', async () => {
    await start({ mounts: [{ prefix: '/accord/', handle: (_req, res) => void res.writeHead(204).end() }] });
    expect((await ask(subject, { path: '/accord/x' })).status).toBe(204);
    expect((await ask(subject, { path: '/accords/' })).status).toBe(401);
  });

  it('a request under way when the server closes is answered', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    await start({
      api: {
        manifest: async () => {
          begun();
          await gate;
          return {
            ok: true,
            value: { more: false, next: null, firstAdded: null, lastAdded: null, count: 0, records: [] },
          };
        },
      },
    });
    const reply = ask(subject, { path: path(main, 'manifest/'), as: 'alfa' });
    await started;
    const closed = subject.close();
    release();
    expect((await reply).status).toBe(200);
    await closed;
    await expect(
      ask(subject, { path: '/taxii2/', headers: { Authorization: basic(subject.keys['alfa'] as Key) } }),
    ).rejects.toThrow();
  });
});

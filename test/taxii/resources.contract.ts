import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taxii21 } from '../../src/protocol/index.ts';
import { drop, inbox, main, path, sampleWorld, sealed, secret } from './sample-world.ts';
import { ask, basic, comparable, parse, type Reply } from './wire.ts';
import type { MakeServer, Subject } from './world.ts';

function mustFit(schema: TSchema, reply: Reply): void {
  expect([...Value.Errors(schema, JSON.parse(reply.text))]).toEqual([]);
}

type CollectionJson = {
  readonly id: string;
  readonly can_read: boolean;
  readonly can_write: boolean;
  readonly alias?: string;
};
const listed = (reply: Reply): CollectionJson[] => (parse(reply)['collections'] ?? []) as CollectionJson[];

/** Discovery, API root, collections, authentication and form of every answer. */
export function resourcesContract(makeServer: MakeServer): void {
  describe('resources', () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await makeServer(sampleWorld);
    });
    afterAll(() => subject.close());
    const get = (where: string, as: string | false = 'alfa'): Promise<Reply> => ask(subject, { path: where, as });

    it('TAXII 2.1 §4.1.1: discovery names relative roots, and its default is one of them', async () => {
      const reply = await get('/taxii2/');
      expect(reply.status).toBe(200);
      mustFit(taxii21.Discovery, reply);
      const discovery = parse(reply);
      expect(discovery['api_roots']).toContain(discovery['default']);
      for (const root of discovery['api_roots'] as string[]) expect(root).toMatch(/^\/[^/].*\/$/);
    });

    it('TAXII 2.1 §4.2.1: every API root answers with its versions and max_content_length', async () => {
      for (const root of parse(await get('/taxii2/'))['api_roots'] as string[]) {
        const reply = await get(root);
        expect(reply.status).toBe(200);
        mustFit(taxii21.ApiRoot, reply);
        expect(parse(reply)['versions']).toContain('application/taxii+json;version=2.1');
      }
    });

    it('TAXII 2.1 §4.2: an unknown API root is 404', async () => {
      expect((await get('/no-such-root/')).status).toBe(404);
      expect((await get('/no-such-root/collections/')).status).toBe(404);
    });

    it('TAXII 2.1 §5.1: collections come in one order, sorted by id, with the rights of the asking client', async () => {
      const reply = await get('/api/collections/');
      mustFit(taxii21.Collections, reply);
      expect(listed(reply).map((one) => one.id)).toEqual([main, inbox, drop, sealed]);
      expect(listed(reply).map((one) => [one.can_read, one.can_write])).toEqual([
        [true, false],
        [true, true],
        [false, true],
        [true, false],
      ]);
      const rights = new Map(listed(await get('/api/collections/', 'bravo')).map((one) => [one.id, one.can_write]));
      expect(rights.get(main)).toBe(true);
      expect(rights.get(inbox)).toBe(false);
      expect((await get('/api/collections/')).text).toBe(reply.text);
    });

    it('TAXII 2.1 §2: an empty list is left out: a party without collections gets {}', async () => {
      expect(parse(await get('/api/collections/', 'carol'))).toEqual({});
    });

    it('TAXII 2.1 §5.2: a collection is found by id and by alias', async () => {
      const byId = await get(path(main));
      mustFit(taxii21.Collection, byId);
      expect(parse(byId)).toMatchObject({ id: main, title: 'Main', alias: 'main', can_read: true, can_write: false });
      expect((await get(path('main'))).text).toBe(byId.text);
    });

    it('T-TAX-02 what is hidden, absent or merely plausible is the same 404, byte for byte', async () => {
      const replies = await Promise.all(
        [
          path(secret),
          path('secret'),
          path('00000000-0000-4000-8000-000000000000'),
          path('not-a-uuid'),
          path('%2e%2e'),
          path('%zz'),
          path(secret, 'objects/'),
          path(secret, 'manifest/'),
          path('nowhere', 'objects/'),
          path(secret, 'objects/indicator--00000014-1111-4111-8111-111111111111/'),
          path(main, 'objects/malware--00000008-1111-4111-8111-111111111111/'),
          path(main, 'objects/malware--00000008-1111-4111-8111-111111111111/versions/'),
          path(main, 'objects/malware--0badc0de-1111-4111-8111-111111111111/'),
          path(main, 'objects/rubbish/'),
          path(main, 'objects/rubbish/versions/'),
          '/api/status/00000000-0000-4000-8000-000000000000/',
          '/api/status/rubbish/',
          '/nowhere/',
          '/api/collections/x/y/',
          '/',
        ].map((where) => get(where)),
      );
      expect(replies[0]?.status).toBe(404);
      for (const reply of replies) expect(comparable(reply)).toEqual(comparable(replies[0] as Reply));
    });

    it('TAXII 2.1 §3.1: a path without its last slash is 404', async () => {
      for (const where of ['/taxii2', '/api', '/api/collections', `/api/collections/${main}/objects`]) {
        expect((await get(where)).status).toBe(404);
      }
      expect((await get(`/api/collections/${main}/objects?limit=1`)).status).toBe(404);
    });

    it('TAXII 2.1 §8.2.1: other methods are 405 with Allow', async () => {
      const allowed = async (method: string, where: string): Promise<[number, unknown]> => {
        const reply = await ask(subject, { method, path: where, as: 'alfa' });
        return [reply.status, reply.headers.allow];
      };
      expect(await allowed('POST', '/taxii2/')).toEqual([405, 'GET']);
      expect(await allowed('PUT', path(main, 'objects/'))).toEqual([405, 'GET, POST']);
      expect(await allowed('PATCH', path(main, 'objects/indicator--00000002-1111-4111-8111-111111111111/'))).toEqual([
        405,
        'GET, DELETE',
      ]);
      expect(await allowed('DELETE', path(main, 'manifest/'))).toEqual([405, 'GET']);
      expect(await allowed('OPTIONS', path(main))).toEqual([405, 'GET']);
    });

    it('AW 36, AW 17, T-TAX-15: every answer, errors too, is TAXII, unsniffable, uncacheable and dated', async () => {
      const replies = await Promise.all([
        get('/taxii2/'),
        get('/taxii2/', false),
        get('/api/'),
        get(path(main)),
        get(path(main, 'objects/')),
        get(path(main, 'objects/?limit=0')),
        get('/nowhere/'),
        ask(subject, { path: '/taxii2/', as: 'alfa', accept: 'text/html' }),
        ask(subject, { method: 'PUT', path: path(main), as: 'alfa' }),
        ask(subject, {
          method: 'POST',
          path: path(inbox, 'objects/'),
          as: 'alfa',
          body: '{',
          headers: { 'Content-Type': 'text/plain' },
        }),
        ask(subject, { method: 'POST', path: path(main, 'objects/'), as: 'alfa', body: '{}' }),
        get('/healthz', false),
      ]);
      expect(replies.map((reply) => reply.status)).toEqual([
        200, 401, 200, 200, 200, 400, 404, 406, 405, 415, 403, 200,
      ]);
      for (const { headers } of replies) {
        expect(headers['content-type']).toBe('application/taxii+json;version=2.1');
        expect(headers['cache-control']).toBe('no-store, private');
        expect(headers.vary).toBe('Authorization, Accept');
        expect(headers['x-content-type-options']).toBe('nosniff');
        expect(Number.isNaN(Date.parse(headers.date ?? ''))).toBe(false);
      }
    });

    it('TAXII 2.1 §3.6.1: an error body carries a title and its own status as a string', async () => {
      const replies = [
        await get('/taxii2/', false),
        await get('/nowhere/'),
        await get(path(main, 'objects/?limit=x')),
        await get(path(drop, 'objects/')),
        await ask(subject, { path: '/taxii2/', as: 'alfa', accept: 'text/html' }),
      ];
      for (const reply of replies) {
        mustFit(taxii21.ErrorMessage, reply);
        expect(parse(reply)['http_status']).toBe(String(reply.status));
      }
    });
  });
  authenticationContract(makeServer);
  mediaTypeContract(makeServer);
}

function authenticationContract(makeServer: MakeServer): void {
  describe('authentication', () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await makeServer(sampleWorld);
    });
    afterAll(() => subject.close());
    const withHeader = (authorization: string): Promise<Reply> =>
      ask(subject, { path: '/api/collections/', headers: { Authorization: authorization } });

    it('OT 255: Token is taken beside Basic and Bearer, in any letter case of the scheme', async () => {
      const { id, secret: whole } = subject.keys['alfa'] as { id: string; secret: string };
      const random = whole.slice(`prv_${id}_`.length);
      const base64 = (text: string): string => Buffer.from(text).toString('base64');
      const expected = (await ask(subject, { path: '/api/collections/', as: 'alfa' })).text;
      for (const header of [
        `Basic ${base64(`${id}:${whole}`)}`,
        `basic ${base64(`${id}:${random}`)}`,
        `Bearer ${whole}`,
        `bearer ${id}:${random}`,
        `Token ${whole}`,
        `TOKEN ${id}:${random}`,
      ]) {
        const reply = await withHeader(header);
        expect([header.slice(0, 6), reply.status]).toEqual([header.slice(0, 6), 200]);
        expect(reply.text).toBe(expected);
      }
    });

    it('TAXII 2.1 §1.6.9, O 8920, O 8946: a missing or wrong credential is 401 with challenges, the same bytes for every kind', async () => {
      const { id } = subject.keys['alfa'] as { id: string };
      const base64 = (text: string): string => Buffer.from(text).toString('base64');
      const missing = await ask(subject, { path: '/api/collections/' });
      expect(missing.status).toBe(401);
      expect(missing.headers['www-authenticate']).toMatch(/^Basic realm=/);
      for (const header of [
        `Basic ${base64(`${id}:wrong`)}`,
        `Basic ${base64('nobody:wrong')}`,
        `Basic ${base64(`${id}:`)}`,
        `Basic ${base64(':')}`,
        'Basic',
        'Basic !!!',
        'Bearer',
        'Bearer prv_nobody_AAAA',
        `Bearer prv_${id}_AAAA`,
        'Negotiate abc',
        'prv_nobody_AAAA',
      ]) {
        expect(comparable(await withHeader(header))).toEqual(comparable(missing));
      }
    });

    it('T-AUT-05 no header, cookie or query but a verified credential names a caller', async () => {
      const { id, secret: whole } = subject.keys['alfa'] as { id: string; secret: string };
      const tricks: [string, Record<string, string>][] = [
        ['/api/collections/', { Cookie: `session=${whole}; Authorization=Bearer ${whole}` }],
        [`/api/collections/?access_token=${whole}&api_key=${whole}&party=alfa`, {}],
        ['/api/collections/', { 'X-Api-Key': whole, 'X-Auth-Token': whole, 'Proxy-Authorization': `Bearer ${whole}` }],
        ['/api/collections/', { 'X-Remote-User': 'alfa', 'X-Forwarded-User': 'alfa', 'X-Party': 'alfa', From: 'alfa' }],
        ['/api/collections/', { 'X-Forwarded-For': '127.0.0.1', Forwarded: 'for=127.0.0.1' }],
        ['/api/collections/', { 'X-HTTP-Method-Override': 'GET', 'X-Original-URL': '/healthz' }],
        ['/openapi.json', { 'X-Api-Key': id }],
      ];
      for (const [where, headers] of tricks) {
        for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
          expect((await ask(subject, { method, path: where, headers })).status).toBe(401);
        }
      }
    });

    it('T-AUT-05 two Authorization headers are none', async () => {
      const key = basic(subject.keys['alfa'] as { id: string; secret: string });
      const reply = await ask(subject, { path: '/api/collections/', headers: { Authorization: [key, key] } });
      expect(reply.status).toBe(401);
    });

    it('T-CFG-01 the probes answer everybody and say nothing', async () => {
      for (const where of ['/healthz', '/readyz']) {
        const reply = await ask(subject, { path: where, accept: null });
        expect([reply.status, reply.text]).toEqual([200, '{}']);
      }
    });
  });
}

function mediaTypeContract(makeServer: MakeServer): void {
  describe('media types', () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await makeServer(sampleWorld);
    });
    afterAll(() => subject.close());

    it.each([
      ['application/taxii+json;version=2.1', 200],
      ['application/taxii+json; version=2.1', 200],
      ['application/taxii+json', 200],
      ['Application/TAXII+JSON;Version="2.1"', 200],
      ['application/taxii+json;version=2.1;charset=utf-8', 200],
      ['text/html, application/taxii+json;version=2.0, application/taxii+json;version=2.1;q=0.1', 200],
      ['*/*', 200],
      ['application/taxii+json;version=2.0', 406],
      ['application/taxii+json;version=2.1;q=0', 406],
      ['application/stix+json;version=2.1', 406],
      ['application/json', 406],
      ['text/html', 406],
      ['', 406],
    ])('T-TAX-09, AW 36, AW 17, O 11432, TAXII 2.1 §1.6.8: Accept %j gives %i', async (accept, status) => {
      const reply = await ask(subject, { path: path(main, 'objects/'), as: 'alfa', accept });
      expect(reply.status).toBe(status);
      expect(reply.headers['content-type']).toBe('application/taxii+json;version=2.1');
    });

    it('T-TAX-09 TAXII 2.1 §3.1: a request without Accept is 406', async () => {
      expect((await ask(subject, { path: path(main), as: 'alfa', accept: null })).status).toBe(406);
    });

    it('TAXII 2.1 §5.3: the manifest alone also answers to the STIX media type', async () => {
      const accept = 'application/stix+json;version=2.1';
      expect((await ask(subject, { path: path(main, 'manifest/'), as: 'alfa', accept })).status).toBe(200);
      const both = 'application/taxii+json;version=2.1,application/stix+json;version=2.1';
      expect((await ask(subject, { path: path(main, 'manifest/'), as: 'alfa', accept: both })).status).toBe(200);
    });

    it.each([
      ['application/taxii+json;version=2.1', 202],
      ['application/taxii+json; version=2.1', 202],
      ['application/taxii+json', 202],
      ['APPLICATION/taxii+json; VERSION="2.1"; charset=UTF-8', 202],
      ['application/taxii+json;version=2.0', 415],
      ['application/taxii+json;charset=utf-16', 415],
      ['application/stix+json;version=2.1', 415],
      ['application/json', 415],
      ['text/plain', 415],
      ['application/taxii+json, text/html', 415],
      ['', 415],
    ])('T-TAX-09 TAXII 2.1 §1.6.8: Content-Type %j gives %i', async (type, status) => {
      const reply = await ask(subject, {
        method: 'POST',
        path: path(inbox, 'objects/'),
        as: 'alfa',
        body: '{"objects":[]}',
        headers: { 'Content-Type': type },
      });
      expect(reply.status).toBe(status);
    });

    it('TAXII 2.1 §8.2.1: a request without User-Agent is served', async () => {
      // The test client sends none.
      expect((await ask(subject, { path: '/taxii2/', as: 'alfa' })).status).toBe(200);
    });

    it('T-CFG-01 no answer invites another origin', async () => {
      const reply = await ask(subject, {
        path: '/taxii2/',
        as: 'alfa',
        headers: { Origin: 'https://elsewhere.example' },
      });
      expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    });
  });
}

import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { taxii21 } from '../../src/protocol/index.ts';
import { drop, inbox, main, path, sampleWorld, sealed, secret } from './sample-world.ts';
import { ask, comparable, envelope, ids, type Json, parse, type Reply } from './wire.ts';
import { indicator, type MakeServer, malware, type Subject } from './world.ts';

interface StatusJson {
  readonly id: string;
  readonly status: string;
  readonly total_count: number;
  readonly success_count: number;
  readonly failure_count: number;
  readonly pending_count: number;
  readonly successes?: readonly Json[];
  readonly failures?: readonly Json[];
  readonly pendings?: readonly Json[];
}

const statusOf = (reply: Reply): StatusJson => JSON.parse(reply.text) as StatusJson;

function mustBeConsistent(reply: Reply): StatusJson {
  expect([...Value.Errors(taxii21.Status, JSON.parse(reply.text))]).toEqual([]);
  const status = statusOf(reply);
  expect(status.total_count).toBe(status.success_count + status.failure_count + status.pending_count);
  expect(status.successes?.length ?? 0).toBe(status.success_count);
  expect(status.failures?.length ?? 0).toBe(status.failure_count);
  expect(status.pendings?.length ?? 0).toBe(status.pending_count);
  return status;
}

/** One object, adding and deleting (TAXII 2.1 sections 4.3, 5.5 to 5.8). */
export function objectsContract(makeServer: MakeServer): void {
  describe('objects', () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await makeServer(sampleWorld);
    });
    afterEach(() => subject.close());
    const get = (where: string, as = 'alfa'): Promise<Reply> => ask(subject, { path: where, as });
    const post = (collection: string, body: string | Uint8Array, as = 'alfa'): Promise<Reply> =>
      ask(subject, { method: 'POST', path: path(collection, 'objects/'), as, body });
    const remove = (where: string, as = 'bravo'): Promise<Reply> => ask(subject, { method: 'DELETE', path: where, as });
    const one = path(main, `objects/${indicator(1).id}/`);

    it('TAXII 2.1 §5.6: one object comes in an envelope, newest version first of all, with both stamps equal', async () => {
      const reply = await get(one);
      expect(envelope(reply).objects?.map((object) => object.modified)).toEqual(['2025-03-01T00:00:00.000Z']);
      expect(reply.headers['x-taxii-date-added-first']).toBe(reply.headers['x-taxii-date-added-last']);
      expect(reply.headers['x-taxii-date-added-first']).toBeDefined();
    });

    it('TAXII 2.1 §5.6: one object pages over its versions', async () => {
      const first = await get(`${one}?match[version]=all&limit=2`);
      expect(envelope(first).objects).toHaveLength(2);
      const rest = await get(
        `${one}?match[version]=all&limit=2&next=${encodeURIComponent(envelope(first).next ?? '')}`,
      );
      expect(envelope(rest).objects).toHaveLength(1);
      expect(envelope(rest).more ?? false).toBe(false);
    });

    it('TAXII 2.1 §5.6: a known id whose filters leave nothing is an empty envelope', async () => {
      const reply = await get(`${one}?match[version]=2001-01-01T00:00:00Z`);
      expect([reply.status, parse(reply)]).toEqual([200, {}]);
    });

    it('TAXII 2.1 §5.8, T2 110: versions come with stamps, and next with more', async () => {
      const whole = await get(`${one}versions/`);
      const versions = parse(whole)['versions'] as string[];
      expect([...versions].sort()).toEqual([
        '2025-01-01T00:00:00.000000Z',
        '2025-02-01T00:00:00.000Z',
        '2025-03-01T00:00:00.000Z',
      ]);
      expect(whole.headers['x-taxii-date-added-first']).toBeDefined();
      const seen: string[] = [];
      let query = '?limit=1';
      while (query !== '') {
        const page = parse(await get(`${one}versions/${query}`));
        seen.push(...(page['versions'] as string[]));
        expect(page['more'] ?? false).toBe(page['next'] !== undefined);
        query = page['next'] === undefined ? '' : `?limit=1&next=${encodeURIComponent(String(page['next']))}`;
      }
      expect(seen).toEqual(versions);
    });

    it('TAXII 2.1 §5.5: adding is 202 with a status that adds up and is found again by its submitter alone', async () => {
      const reply = await post(inbox, JSON.stringify({ objects: [indicator(100), malware(101)] }));
      expect(reply.status).toBe(202);
      const status = mustBeConsistent(reply);
      expect(status.total_count).toBe(2);
      expect((await get(`/api/status/${status.id}/`)).status).toBe(200);
      mustBeConsistent(await get(`/api/status/${status.id}/`));
      const toAnother = await get(`/api/status/${status.id}/`, 'bravo');
      expect(comparable(toAnother)).toEqual(
        comparable(await get('/api/status/00000000-0000-4000-8000-000000000000/', 'bravo')),
      );
    });

    it('TAXII 2.1 §5.5: what was added is there, for the partner that pushed it too (O 11642)', async () => {
      await post(inbox, JSON.stringify({ objects: [indicator(100)] }));
      expect(ids(await get(path(inbox, 'objects/')))).toEqual([indicator(100).id]);
    });

    it('TAXII 2.1 §5.5: an exact duplicate is no failure and is not held twice', async () => {
      const body = JSON.stringify({ objects: [indicator(100)] });
      await post(inbox, body);
      const again = mustBeConsistent(await post(inbox, body));
      expect(again.failure_count).toBe(0);
      expect(ids(await get(path(inbox, 'objects/?match[version]=all')))).toHaveLength(1);
    });

    it('M 8832: objects without modified, and one bad object among good ones, have their own status', async () => {
      const observed = {
        type: 'domain-name',
        spec_version: '2.1',
        id: 'domain-name--3c10e93f-798e-5a26-a0c1-08156efab7f5',
        value: 'example.com',
      };
      const bad = { type: 'indicator', id: 'malware--3c10e93f-798e-4a26-a0c1-08156efab7f5', spec_version: '2.1' };
      const reply = await post(inbox, JSON.stringify({ objects: [observed, bad, indicator(100)] }));
      expect(reply.status).toBe(202);
      const status = mustBeConsistent(reply);
      expect([status.success_count, status.failure_count]).toEqual([2, 1]);
      expect(status.failures?.[0]?.['id']).toBe(bad.id);
      expect(ids(await get(path(inbox, 'objects/')))).toHaveLength(2);
    });

    it('TAXII 2.1 §5.5: what is not JSON in UTF-8 is 400, JSON that is no envelope is 422', async () => {
      for (const body of ['{', '', '\ufeff{', Uint8Array.of(0x7b, 0xff, 0x7d)]) {
        expect((await post(inbox, body)).status).toBe(400);
      }
      for (const body of ['[]', '"x"', '{"objects":{}}', '{"objects":"x"}']) {
        expect((await post(inbox, body)).status).toBe(422);
      }
    });

    it('TAXII 2.1 §5.5: without can_write it is 403 or 404, and nothing is stored', async () => {
      const body = JSON.stringify({ objects: [indicator(100)] });
      expect((await post(main, body)).status).toBe(403);
      expect((await post(secret, body)).status).toBe(404);
      expect(ids(await get(path(main, `objects/?match[id]=${indicator(100).id}`)))).toEqual([]);
    });

    it('TAXII 2.1 §5.4: without can_read it is 403 or 404, on every reading endpoint', async () => {
      for (const endpoint of [
        'objects/',
        'manifest/',
        `objects/${indicator(1).id}/`,
        `objects/${indicator(1).id}/versions/`,
      ]) {
        expect([403, 404]).toContain((await get(path(drop, endpoint))).status);
      }
    });

    it('TAXII 2.1 §5.5: a body above max_content_length is 413 before it is read', async () => {
      const max = Number(parse(await get('/api/'))['max_content_length']);
      const reply = await ask(subject, {
        method: 'POST',
        path: path(inbox, 'objects/'),
        as: 'alfa',
        headers: {
          'Content-Type': 'application/taxii+json;version=2.1',
          'Content-Length': String(max + 1),
          Expect: '100-continue',
        },
      });
      expect(reply.status).toBe(413);
    });

    it('TAXII 2.1 §5.7: deleting takes the newest version, all of them, or the named ones', async () => {
      const gone = await remove(one);
      expect([gone.status, gone.text, gone.headers['content-type']]).toEqual([
        200,
        '',
        'application/taxii+json;version=2.1',
      ]);
      expect(envelope(await get(one)).objects?.[0]?.modified).toBe('2025-02-01T00:00:00.000Z');
      expect((await remove(`${one}?match[version]=2025-01-01T00:00:00.000Z`)).status).toBe(200);
      expect(parse(await get(`${one}versions/`))['versions']).toEqual(['2025-02-01T00:00:00.000Z']);
      expect((await remove(`${one}?match[version]=all`)).status).toBe(200);
      expect((await get(one)).status).toBe(404);
      expect(ids(await get(path(main, 'objects/?match[version]=all')))).not.toContain(indicator(1).id);
      expect(ids(await get(path(main, 'manifest/?match[version]=all')))).not.toContain(indicator(1).id);
    });

    it('TAXII 2.1 §5.7: neither right is 404, one right is 403, nothing matched is 404', async () => {
      const where = (collection: string): string => path(collection, `objects/${indicator(1).id}/`);
      expect((await remove(where(secret), 'alfa')).status).toBe(404);
      expect((await remove(where(main), 'alfa')).status).toBe(403);
      expect((await remove(where(sealed), 'alfa')).status).toBe(403);
      expect((await remove(where(drop), 'alfa')).status).toBe(403);
      expect((await remove(path(main, `objects/${indicator(999).id}/`))).status).toBe(404);
      expect((await remove(`${one}?match[version]=2001-01-01T00:00:00Z`)).status).toBe(404);
      expect((await get(one)).status).toBe(200);
    });

    it('TAXII 2.1 §5.7: a filter that deleting does not know is refused, not ignored', async () => {
      for (const query of [
        'match[type]=malware',
        'added_after=2025-01-01T00:00:00Z',
        `match[id]=${indicator(2).id}`,
        'limit=1',
      ]) {
        expect((await remove(`${one}?${query}`)).status).toBe(400);
      }
      expect((await get(one)).status).toBe(200);
    });

    it('TAXII 2.1 §4.3: an unknown status id is 404', async () => {
      expect((await get('/api/status/00000000-0000-4000-8000-000000000000/')).status).toBe(404);
    });
  });
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main, path, sampleWorld, secret } from './sample-world.ts';
import { ask, comparable, envelope, ids, type Json, parse, type Reply } from './wire.ts';
import { indicator, type MakeServer, type Subject, uuid } from './world.ts';

const many = uuid(0xb1);
const other = uuid(0xb2);
const count = 55;

const manyWorld = {
  parties: ['alfa', 'bravo'],
  collections: [
    {
      id: many,
      title: 'Many',
      rights: { alfa: 'r', bravo: 'r' },
      objects: Array.from({ length: count }, (_, n) => ({ object: indicator(n + 1) })),
    },
    {
      id: other,
      title: 'Other',
      rights: { alfa: 'r' },
      objects: [{ object: indicator(1000) }, { object: indicator(1001) }],
    },
  ],
} as const;

interface ManifestJson {
  readonly more?: boolean;
  readonly next?: string;
  readonly objects?: readonly { readonly id: string; readonly date_added: string; readonly version: string }[];
}

const manifest = (reply: Reply): ManifestJson => JSON.parse(reply.text) as ManifestJson;
const everyId = Array.from({ length: count }, (_, n) => indicator(n + 1).id);

/** Order, pages, cursors (TAXII 2.1 sections 3.2 to 3.5). */
export function pagingContract(makeServer: MakeServer): void {
  describe('paging', () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await makeServer(manyWorld);
    });
    afterAll(() => subject.close());
    const get = (query: string, as = 'alfa', endpoint = 'objects/'): Promise<Reply> =>
      ask(subject, { path: path(many, `${endpoint}${query}`), as });

    it('TAXII 2.1 §3.3: objects and manifest ascend by date added', async () => {
      const records = manifest(await get('', 'alfa', 'manifest/')).objects ?? [];
      const dates = records.map((record) => record.date_added);
      expect(new Set(dates).size).toBe(count);
      expect([...dates].sort()).toEqual(dates);
      expect(ids(await get(''))).toEqual(records.map((record) => record.id));
    });

    it('TAXII 2.1 §3.4: what fits within both limits comes at once, without more and next', async () => {
      const reply = envelope(await get(`?limit=${count}`));
      expect(reply.objects).toHaveLength(count);
      expect([reply.more ?? false, reply.next]).toEqual([false, undefined]);
      expect(envelope(await get('?limit=100000000000000000000')).objects).toHaveLength(count);
    });

    it('TAXII 2.1 §3.4: at most limit objects, pages full except the last', async () => {
      expect(envelope(await get('?limit=7')).objects).toHaveLength(7);
      expect(envelope(await get('?limit=1')).objects).toHaveLength(1);
    });

    it('TAXII 2.1 §3.5, TC as_pages: next walks completely, with a changing limit and a repeated request', async () => {
      for (const endpoint of ['objects/', 'manifest/']) {
        const seen: string[] = [];
        let query = '?limit=1';
        for (let page = 0; query !== ''; page++) {
          const reply = await get(query, 'alfa', endpoint);
          expect(ids(await get(query, 'alfa', endpoint))).toEqual(ids(reply));
          seen.push(...ids(reply));
          const { more, next } = envelope(reply);
          expect(more ?? false).toBe(next !== undefined);
          query = next === undefined ? '' : `?limit=${[1, 2, 20, 5][page % 4]}&next=${encodeURIComponent(next)}`;
        }
        expect(seen).toEqual(everyId);
      }
    });

    it('TAXII 2.1 §3.5: added_after = X-TAXII-Date-Added-Last walks completely', async () => {
      const seen: string[] = [];
      let query = '?limit=8';
      for (;;) {
        const reply = await get(query);
        if (ids(reply).length === 0) break;
        seen.push(...ids(reply));
        query = `?limit=8&added_after=${reply.headers['x-taxii-date-added-last']}`;
      }
      expect(seen).toEqual(everyId);
    });

    it('TAXII 2.1 §3.2: the two stamps are those of the first and last object of this very page', async () => {
      const records = manifest(await get('', 'alfa', 'manifest/')).objects ?? [];
      const first = await get('?limit=3');
      const next = encodeURIComponent(envelope(first).next ?? '');
      const second = await get(`?limit=3&next=${next}`);
      const stamps = (reply: Reply): unknown[] => [
        reply.headers['x-taxii-date-added-first'],
        reply.headers['x-taxii-date-added-last'],
      ];
      expect(stamps(first)).toEqual([records[0]?.date_added, records[2]?.date_added]);
      expect(stamps(second)).toEqual([records[3]?.date_added, records[5]?.date_added]);
      expect(stamps(await get('?limit=3', 'alfa', 'manifest/'))).toEqual(stamps(first));
      expect(stamps(first)[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    });

    it('TAXII 2.1 §3.7: no match is 200 with an empty envelope and no stamps', async () => {
      const reply = await get('?added_after=2999-01-01T00:00:00Z');
      expect(reply.status).toBe(200);
      expect(parse(reply)).toEqual({});
      expect(reply.headers['x-taxii-date-added-first']).toBeUndefined();
      expect(reply.headers['x-taxii-date-added-last']).toBeUndefined();
    });

    it('TAXII 2.1 §3.4: added_after is strict and takes zero to nine fraction digits', async () => {
      const records = manifest(await get('', 'alfa', 'manifest/')).objects ?? [];
      const tenth = records[9]?.date_added ?? '';
      expect(ids(await get(`?added_after=${tenth}`))).toEqual(everyId.slice(10));
      expect(ids(await get(`?added_after=${tenth.replace('Z', '999Z')}`))).toEqual(everyId.slice(10));
      for (const text of [
        '2001-01-01T00:00:00Z',
        '2001-01-01T00:00:00.1Z',
        '2001-01-01T00:00:00.123456789Z',
        '2001-01-01T00%3A00%3A00Z',
      ]) {
        expect(ids(await get(`?added_after=${text}`))).toEqual(everyId);
      }
    });

    it.each([
      '?limit=0',
      '?limit=-1',
      '?limit=1.5',
      '?limit=x',
      '?limit=',
      '?limit=1&limit=1',
      '?added_after=yesterday',
      '?added_after=',
      '?added_after=2026-02-30T00:00:00Z',
      '?added_after=2026-01-01T00:00:00.1234567890Z',
      '?added_after=2026-01-01T00:00:00%2B02:00',
      '?added_after=2026-01-01T00:00:00Z&added_after=2026-01-01T00:00:00Z',
      '?next=',
      '?next=a&next=a',
      '?limit=%zz',
      '?match=x',
      '?match[id]=rubbish',
      '?match[id]=',
      '?match[type]=a,,b',
      '?match[type]=indicator&match[type]=malware',
      '?match[type]=indicator&match%5Btype%5D=malware',
      '?match[spec_version]=two',
      '?match[version]=newest',
      '?match[version]=all,last',
      '?match[version]=last,last',
      '?match[version]=2025-01-01T00:00:00Z,2025-01-01T00:00:00.000Z',
      '?match[version]=first,%20last',
    ])('TAXII 2.1 §3.4: a malformed query is 400 and names the place: %s', async (query) => {
      for (const endpoint of ['objects/', 'manifest/']) {
        const reply = await get(query, 'alfa', endpoint);
        expect(reply.status).toBe(400);
        const faults = (parse(reply)['details'] as Json)['faults'] as Json[];
        expect(faults.length).toBeGreaterThan(0);
        expect(faults[0]?.['at']).toEqual(expect.stringMatching(/./));
      }
    });

    it('TAXII 2.1 §3.4: unknown parameters and unknown match fields are ignored', async () => {
      expect(ids(await get('?colour=red&match[colour]=red&limit=2'))).toEqual(everyId.slice(0, 2));
    });

    it('T-TAX-07 a filter with too many values is 400', async () => {
      const values = (n: number): string => Array.from({ length: n }, (_, i) => `x${i}`).join(',');
      expect((await get(`?match[type]=${values(200)}`)).status).toBe(200);
      expect((await get(`?match[type]=${values(201)}`)).status).toBe(400);
    });

    it('T-TAX-03 a cursor is opaque: no decoding shows a stamp, a party, a collection or a type', async () => {
      const reply = await get('?limit=5');
      const next = envelope(reply).next ?? '';
      const stamp = String(reply.headers['x-taxii-date-added-last']);
      const micros = String(BigInt(Date.parse(`${stamp.slice(0, 19)}Z`)) * 1000n + BigInt(stamp.slice(20, 26)));
      for (const encoding of ['base64url', 'hex', 'latin1'] as const) {
        const decoded = Buffer.from(next, encoding).toString('latin1');
        for (const word of ['alfa', many, stamp, stamp.slice(0, 10), micros, 'indicator'])
          expect(decoded).not.toContain(word);
      }
    });

    it('T-TAX-04 a cursor changed in any character is one fixed 400', async () => {
      const next = envelope(await get('?limit=5')).next ?? '';
      const expected = comparable(await get('?limit=5&next=rubbish'));
      expect((expected as { status: number }).status).toBe(400);
      for (let i = 0; i < next.length - 1; i++) {
        const changed = next.slice(0, i) + (next[i] === 'A' ? 'B' : 'A') + next.slice(i + 1);
        expect(comparable(await get(`?limit=5&next=${encodeURIComponent(changed)}`))).toEqual(expected);
      }
      for (const odd of [
        next.slice(0, 10),
        `${next}${next}`,
        'x'.repeat(2048),
        'x'.repeat(2049),
        '%00',
        '..%2f',
        '%F0%9F%92%A9',
        '-1',
      ]) {
        expect(comparable(await get(`?limit=5&next=${odd}`))).toEqual(expected);
      }
    });

    it('T-TAX-04 TAXII 2.1 app. B: a cursor of another party, collection or query is refused', async () => {
      const next = encodeURIComponent(envelope(await get('?limit=5')).next ?? '');
      expect((await get(`?limit=5&next=${next}`)).status).toBe(200);
      expect((await get(`?limit=5&next=${next}`, 'bravo')).status).toBe(400);
      expect((await get(`?limit=5&match[type]=indicator&next=${next}`)).status).toBe(400);
      expect((await ask(subject, { path: path(other, `objects/?limit=5&next=${next}`), as: 'alfa' })).status).toBe(400);
    });
  });
  filterContract(makeServer);
}

function filterContract(makeServer: MakeServer): void {
  describe('filters', () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await makeServer(sampleWorld);
    });
    afterAll(() => subject.close());
    const get = (query: string, as = 'alfa'): Promise<Reply> =>
      ask(subject, { path: path(main, `objects/${query}`), as });
    const versions = async (query: string): Promise<(string | undefined)[]> => {
      const found = envelope(await get(`?match[id]=${indicator(1).id}${query}`)).objects ?? [];
      return found.map((object) => object.modified).sort();
    };
    const [v1, v2, v3] = ['2025-01-01T00:00:00.000000Z', '2025-02-01T00:00:00.000Z', '2025-03-01T00:00:00.000Z'];

    it('TAXII 2.1 §3.4.1: match[id] takes several ids, raw or percent-encoded', async () => {
      const [a, b] = [indicator(2).id, indicator(5).id];
      expect(ids(await get(`?match[id]=${a},${b}`))).toEqual([a, b]);
      expect(ids(await get(`?match%5Bid%5D=${a}%2C${b}`))).toEqual([a, b]);
      expect(ids(await get(`?match%5Bid%5D=${indicator(999).id}`))).toEqual([]);
    });

    it('TAXII 2.1 §3.4.1: match[type] is exact and any STIX type is no error', async () => {
      expect(ids(await get('?match[type]=malware'))).toEqual([`malware--${uuid(9)}`]);
      expect(ids(await get('?match[type]=malware,ipv4-addr'))).toHaveLength(2);
      expect((await get('?match[type]=intrusion-set,x-custom-thing')).status).toBe(200);
    });

    it('TAXII 2.1 §3.4: different fields must all fit', async () => {
      expect(ids(await get(`?match[type]=malware&match[id]=${indicator(2).id}`))).toEqual([]);
    });

    it('TAXII 2.1 §3.4.1: match[version] default is last', async () => {
      expect(await versions('')).toEqual([v3]);
      expect(await versions('&match[version]=last')).toEqual([v3]);
    });

    it('TAXII 2.1 §3.4.1: match[version] takes first, all, exact versions and lists of them', async () => {
      expect(await versions('&match[version]=first')).toEqual([v1]);
      expect(await versions('&match[version]=all')).toEqual([v1, v2, v3]);
      expect(await versions('&match[version]=first,last')).toEqual([v1, v3]);
      expect(await versions(`&match[version]=${v2}`)).toEqual([v2]);
      expect(await versions(`&match[version]=first,${v2},last`)).toEqual([v1, v2, v3]);
      expect(await versions('&match[version]=2001-01-01T00:00:00Z')).toEqual([]);
    });

    it('TAXII 2.1 §3.4.1: versions compare as instants', async () => {
      expect(await versions('&match[version]=2025-01-01T00:00:00.000Z')).toEqual([v1]);
      expect(await versions('&match[version]=2025-02-01T00:00:00Z')).toEqual([v2]);
    });

    it('TAXII 2.1 §3.4.1: an object without timestamps is its own first, last and all', async () => {
      for (const word of ['first', 'last', 'all']) {
        expect(ids(await get(`?match[type]=ipv4-addr&match[version]=${word}`))).toHaveLength(1);
      }
    });

    it('TAXII 2.1 §3.4.1: match[spec_version] returns only listed versions', async () => {
      expect(ids(await get('?match[spec_version]=2.0'))).toEqual([]);
      expect(ids(await get('?match[spec_version]=2.0,2.1')).length).toBeGreaterThan(5);
      expect(ids(await get('?match[spec_version]=9.9'))).toEqual([]);
    });

    it('TAXII 2.1 §5.3: the manifest has one record per version and filters like the objects', async () => {
      const reply = await ask(subject, {
        path: path(main, `manifest/?match[version]=all&match[id]=${indicator(1).id}`),
        as: 'alfa',
      });
      const records = manifest(reply).objects ?? [];
      expect(records.map((record) => record.version).sort()).toEqual([v1, v2, v3]);
      expect(records.every((record) => record.id === indicator(1).id)).toBe(true);
    });

    it('T-TAX-01 a hidden object is in no page and no filter finds it', async () => {
      const hidden = `malware--${uuid(8)}`;
      for (const query of ['', '?match[version]=all', '?match[type]=malware', `?match[id]=${hidden}`]) {
        expect(ids(await get(query))).not.toContain(hidden);
      }
      expect(ids(await get('', 'bravo'))).toContain(hidden);
      expect((await ask(subject, { path: path(secret, 'objects/'), as: 'alfa' })).status).toBe(404);
    });
  });
}

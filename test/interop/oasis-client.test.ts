import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indicator, type Key, type Subject, uuid } from '../taxii/world.ts';
import { makeSubject } from './subject.ts';

const checkout = process.env['PROVISO_CTI_TAXII_CLIENT'] ?? '';
const python = process.env['PROVISO_PYTHON'] ?? 'python3';
const isThere = checkout !== '' && existsSync(`${checkout}/taxii2client`);
if (!isThere) {
  console.info(
    'skipped: PROVISO_CTI_TAXII_CLIENT does not name a checkout of oasis-open/cti-taxii-client (needs requests, pytz, six)',
  );
}

const whole = uuid(0xd1);
const inbox = uuid(0xd2);
const count = 10_000;
const world = {
  parties: ['alfa'],
  collections: [
    {
      id: whole,
      title: 'Whole',
      rights: { alfa: 'r' },
      objects: Array.from({ length: count }, (_, n) => ({ object: indicator(n + 1) })),
    },
    { id: inbox, title: 'Inbox', rights: { alfa: 'rw' }, objects: [] },
  ],
} as const;

interface Report {
  readonly title: string;
  readonly maxContentLength: number;
  readonly collections: string[];
  readonly byPages: string[][];
  readonly manifestByPages: string[][];
  readonly byAddedAfter: string[];
  readonly added: string[];
  readonly status: unknown[];
  readonly statusAgain: unknown[];
  readonly duplicate: unknown[];
  readonly readBack: string[];
  readonly filtered: string[];
  readonly one: string[];
  readonly versions: string[];
  readonly afterDelete: string[];
  readonly byToken: string[];
  readonly alone: unknown[];
}

function drive(task: Record<string, string>): Promise<Report> {
  return new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('./oasis_client.py', import.meta.url));
    const child = spawn(python, [script], {
      env: { ...process.env, PYTHONPATH: checkout },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let out = '';
    let complaints = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(out) as Report);
      else reject(new Error(`the client ended with ${code}:\n${complaints}`));
    });
    child.stdin.end(JSON.stringify(task));
  });
}

describe.skipIf(!isThere)('OASIS python client', () => {
  let subject: Subject;
  let report: Report;
  const everything = world.collections[0].objects.map(({ object }) => object.id);

  beforeAll(async () => {
    subject = await makeSubject(world);
    const key = subject.keys['alfa'] as Key;
    report = await drive({ url: subject.url, id: key.id, secret: key.secret, whole, inbox });
  }, 300_000);
  afterAll(() => subject?.close());

  it('finds server, root and collections', () => {
    expect(report.title).not.toBe('');
    expect(report.maxContentLength).toBeGreaterThan(0);
    expect(report.collections).toEqual([whole, inbox]);
    expect(report.alone).toEqual([whole, true, false]);
  });

  it('TC as_pages, O 5681, O 4537: reads 10,000 objects completely by next', () => {
    expect(report.byPages.flat()).toEqual(everything);
    expect(report.byPages.every((page) => page.length === 500)).toBe(true);
  });

  it('TC as_pages, T2 110: the manifest pages to its end', () => {
    expect(report.manifestByPages.flat()).toEqual(everything);
  });

  it('O 5681, O 4537: reads 10,000 objects completely by added_after', () => {
    expect(report.byAddedAfter).toEqual(everything);
  });

  it('TAXII 2.1 §5.5: adds objects and follows the status', () => {
    expect(report.status).toEqual(['complete', 25, 0, 0]);
    expect(report.statusAgain).toEqual(report.status);
    expect(report.duplicate).toEqual(['complete', 5, 0]);
    expect(report.readBack).toEqual([...report.added].sort());
  });

  it('TAXII 2.1 §5.6 to §5.8: filters, versions and deletes', () => {
    const [first] = report.added;
    expect([report.filtered, report.one]).toEqual([[first], [first]]);
    expect(report.versions).toEqual(['2026-01-01T00:00:00.000Z']);
    expect(report.afterDelete).toEqual(report.added.slice(1).sort());
  });

  it('OT 255: signs in with a token', () => {
    expect(report.byToken).toEqual([whole, inbox]);
  });
});

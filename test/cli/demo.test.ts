import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { inProcess, proviso, start } from './program.ts';

const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('proviso-demo-'));

describe('the demo', () => {
  it('plays the story of three communities between three nodes, every claim checked, and leaves nothing behind', async () => {
    const before = leftovers();
    const told = await proviso(['demo', '--once', '--port', '0', '--json']);
    expect([told.code, told.code === 0 ? '' : told.err]).toEqual([0, '']);
    const result = JSON.parse(told.out) as { claims: number; released: number };
    expect(result.claims).toBeGreaterThanOrEqual(41);
    expect(told.err.match(/\[holds\]/g)).toHaveLength(result.claims);
    expect(result.released).toBeGreaterThan(50);
    expect(leftovers().filter((name) => !before.includes(name))).toEqual([]);
  });

  it('plays the founding situation between three nodes, every claim checked: the record as evidence, the planted relay, the hold-down, two organs, the recall, consent', async () => {
    const told = await proviso(['demo', '--scenario', 'founding', '--once', '--port', '0', '--json']);
    expect([told.code, told.code === 0 ? '' : told.err]).toEqual([0, '']);
    const result = JSON.parse(told.out) as { scenario: string; claims: number; released: number };
    expect([result.scenario, result.released]).toEqual(['founding', 72]);
    expect(result.claims).toBeGreaterThanOrEqual(38);
    expect(told.err.match(/\[holds\]/g)).toHaveLength(result.claims);
  });

  it('stays up with credentials that work, until it is stopped', async () => {
    const demo = start(['demo', '--port', '0']);
    const [, user = '', url = ''] = await demo.seen(/KEY=(\S+)[\s\S]* '(http\S+objects\/\?limit=5)'/);
    const headers = {
      authorization: `Basic ${Buffer.from(user).toString('base64')}`,
      accept: 'application/taxii+json;version=2.1',
    };
    const page = (await (await fetch(url, { headers })).json()) as { objects: unknown[]; more: boolean };
    expect([page.objects.length, page.more]).toEqual([5, true]);
    demo.child.kill('SIGINT');
    expect((await demo.done).code).toBe(0);
  });

  it('refuses a scenario and a port that do not exist', async () => {
    const refused = await inProcess(['demo', '--scenario', 'nowhere']);
    expect([refused.code, refused.err]).toEqual([
      1,
      '--scenario: no scenario nowhere (valid: communities, founding)\n',
    ]);
    expect((await inProcess(['demo', '--port', 'x'])).err).toMatch(/^--port: is not a port/);
  });
});

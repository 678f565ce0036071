import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from './fake-host.ts';
import { fakeOperator } from './fake-operator.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'proviso-io-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const file = (text: string, name = 'in.jsonl'): string => {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
};

describe('import', () => {
  it('reports totals per file and together', async () => {
    const { code, out } = await run(['import', file('a\nb\n'), file('c\n', 'two'), '--collection', 'shared', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      read: 3,
      added: 3,
      dryRun: false,
      cancelled: false,
      files: [{ added: 2, rejects: null }, { added: 1 }],
    });
    expect(readdirSync(dir).sort()).toEqual(['in.jsonl', 'two']);
  });

  it('M 3381 reports a partial import with exit 1 and keeps every refused object with its reasons', async () => {
    const path = file('a\nrefuse 1\nrefuse 2\n');
    const { code, out, err } = await run(['import', path, '--collection', 'shared']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      read: 3,
      added: 1,
      refused: 2,
      files: [{ rejects: `${path}.rejects.jsonl` }],
    });
    const rejects = readFileSync(`${path}.rejects.jsonl`, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rejects).toMatchObject([
      { file: 'in.jsonl', index: 1, text: 'refuse 1', faults: [{ at: 'line' }] },
      { file: 'in.jsonl', index: 2, text: 'refuse 2' },
    ]);
    expect(err).toContain('refused object 1: line: evil\\u{1b}');
    expect(err).toContain(`refused 2 of 3; they are in ${path}.rejects.jsonl`);
  });

  it('T-CLI-04 creates the reject file private, and never writes over an older one or through a link', async () => {
    const path = file('refuse\n');
    writeFileSync(`${path}.rejects.jsonl`, 'older');
    const target = join(dir, 'target');
    symlinkSync(target, `${path}.rejects.2.jsonl`);
    const { out } = await run(['import', path, '--collection', 'shared']);
    expect(JSON.parse(out).files[0].rejects).toBe(`${path}.rejects.3.jsonl`);
    expect(statSync(`${path}.rejects.3.jsonl`).mode & 0o777).toBe(0o600);
    expect(readFileSync(`${path}.rejects.jsonl`, 'utf8')).toBe('older');
    expect(() => statSync(target)).toThrow();
  });

  it('stores and writes nothing on a dry run', async () => {
    const api = fakeOperator();
    const path = file('a\nrefuse\n');
    const { code, out } = await run(['import', path, '--collection', 'shared', '--dry-run'], { api });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ dryRun: true, files: [{ rejects: null }] });
    expect(api.asked).toEqual([['importObjects', { collection: 'shared', dryRun: true }]]);
    expect(readdirSync(dir)).toEqual(['in.jsonl']);
  });

  it('reads standard input for -', async () => {
    const { out } = await run(['import', '-', '--collection', 'shared'], { stdin: 'a\nb\nc\n' });
    expect(JSON.parse(out)).toMatchObject({ read: 3, files: [{ file: '-' }] });
  });

  it('stops on Ctrl-C with exit 130, totals, and what was stored kept', async () => {
    const stop = new AbortController();
    const api = fakeOperator();
    const whole = api.importObjects;
    const patched = {
      ...api,
      importObjects: (request: Parameters<typeof whole>[0]) => whole({ ...request, progress: () => stop.abort() }),
    };
    const path = file(`${'x'.repeat(1000)}\n`.repeat(2000));
    const { code, out, err } = await run(['import', path, file('b\n', 'second'), '--collection', 'shared'], {
      api: patched,
      interrupted: stop.signal,
    });
    const totals = JSON.parse(out);
    expect(code).toBe(130);
    expect(totals.cancelled).toBe(true);
    expect(totals.added).toBeGreaterThan(0);
    expect(totals.added).toBeLessThan(2000);
    expect(totals.files).toHaveLength(1);
    expect(err).toContain('import the same file again to go on');
  });

  it('says which file cannot be read, and what the files before it brought', async () => {
    const { code, err, out } = await run(['import', file('a\n'), join(dir, 'absent'), '--collection', 'shared']);
    expect(code).toBe(1);
    expect(err).toMatch(/in\.jsonl +1 +1/);
    expect(err).toContain('absent: there is no such file');
    expect(JSON.parse(out)).toMatchObject({ ok: false });
    expect((await run(['import', dir, '--collection', 'shared'])).err).toContain('is a directory');
  });

  it('refuses an absent collection and an unknown format', async () => {
    expect((await run(['import', file('a\n'), '--collection', 'absent'])).code).toBe(1);
    expect((await run(['import', file('a\n'), '--collection', 'shared', '--format', 'csv'])).err).toBe(
      '--format: no format csv (valid: stix-bundle)\n',
    );
  });
});

describe('export', () => {
  const steering = /[^\P{Cc}\n]|[\u202a-\u202e]/u;

  it('is a STIX 2.1 bundle, and one without objects has no list of them', async () => {
    const { code, out } = await run(['export', '--collection', 'shared']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      type: 'bundle',
      objects: [{ content: 'a\u202Eb\u0085c' }, { content: '\u001b[31m' }],
    });
    const empty = JSON.parse((await run(['export', '--collection', 'empty'])).out);
    expect(Object.keys(empty)).toEqual(['type', 'id']);
    expect(empty.id).toMatch(/^bundle--[0-9a-f-]{36}$/);
  });

  it('T-CLI-01 escapes steering characters unless stdout is a pipe and --raw is given', async () => {
    expect((await run(['export', '--collection', 'shared'])).out).not.toMatch(steering);
    expect((await run(['export', '--collection', 'shared', '--raw'], { terminal: true })).out).not.toMatch(steering);
    expect((await run(['export', '--collection', 'shared', '--raw'])).out).toMatch(steering);
  });

  it('passes --as on, so that it goes through the release engine', async () => {
    const { api } = await run(['export', '--collection', 'shared', '--as', 'energy-isac']);
    expect(api.asked).toEqual([['exportObjects', { collection: 'shared', as: 'energy-isac' }]]);
  });

  it('M 2601 says why for each object when nothing was released to a partner', async () => {
    const api = fakeOperator();
    const held = api.exportObjects;
    const closed = {
      ...api,
      exportObjects: (input: { collection: string; as?: string }) =>
        held(input.as === undefined ? input : { collection: 'empty' }),
    };
    const { code, out, err } = await run(['export', '--collection', 'shared', '--as', 'energy-isac'], { api: closed });
    expect([code, Object.keys(JSON.parse(out))]).toEqual([0, ['type', 'id']]);
    expect(err).toMatch(/^nothing was released; the first 2 objects/);
    expect(err.match(/^note--\S+ +unknown +position: none-on-record$/gm)).toHaveLength(2);
  });

  it('T-CLI-03 creates a new private file and never writes over one or through a link', async () => {
    const path = join(dir, 'out.json');
    expect((await run(['export', '--collection', 'shared', '-o', path])).code).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const first = readFileSync(path, 'utf8');
    expect(JSON.parse(first).objects).toHaveLength(2);
    const again = await run(['export', '--collection', 'shared', '-o', path]);
    expect([again.code, again.err]).toEqual([
      1,
      `${path}: exists already and is not written over (valid: the name of a new file)\n`,
    ]);
    expect(readFileSync(path, 'utf8')).toBe(first);
    const target = join(dir, 'target');
    symlinkSync(target, join(dir, 'link'));
    expect((await run(['export', '--collection', 'shared', '-o', join(dir, 'link')])).code).toBe(1);
    expect(() => statSync(target)).toThrow();
  });

  it.each(['../out.json', 'a/../../out.json', '..\\out.json', 'C:\\..\\x', 'x\0.json', '/'])(
    'T-CLI-03 refuses the name %j',
    async (name) => {
      const { code, err } = await run(['export', '--collection', 'shared', '-o', name]);
      expect([code, err.startsWith('--output: ')]).toEqual([1, true]);
    },
  );

  it('leaves no file behind when it is refused, breaks off or is stopped', async () => {
    const path = join(dir, 'out.json');
    expect((await run(['export', '--collection', 'absent', '-o', path])).code).toBe(1);
    expect((await run(['export', '--collection', 'breaks', '-o', path])).code).toBe(1);
    const stopped = await run(['export', '--collection', 'shared', '-o', path], { interrupted: AbortSignal.abort() });
    expect(stopped.code).toBe(130);
    expect(readdirSync(dir)).toEqual([]);
  });
});

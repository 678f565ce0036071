import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/index.ts';
import { parseArguments, usageLine } from '../../src/cli/parse-arguments.ts';
import { run } from './fake-host.ts';
import { fakeOperator, hostileText, secretCanary } from './fake-operator.ts';

const dir = mkdtempSync(join(tmpdir(), 'proviso-cli-'));
afterAll(() => rmSync(dir, { recursive: true }));
const document = join(dir, 'document.yaml');
writeFileSync(document, 'id: some\n');

/** The words of an example as a shell would pass them, with files that exist. */
const exampleWords = (example: string): string[] =>
  Array.from(example.matchAll(/"([^"]*)"|(\S+)/g), (m) => m[1] ?? m[2] ?? '')
    .slice(1)
    .map((word) => (/\.(yaml|json|html)$/.test(word) && !word.startsWith('for-') ? document : word))
    .map((word) => (word.startsWith('for-') ? join(dir, word) : word));

const steering = /[^\P{Cc}\n]|[\u200b-\u200f\u2028-\u202e]/u;

describe.each(commands.map((command) => [command.name, command] as const))('command %s', (name, command) => {
  it('has help with a usage line and an example that begins with the command', async () => {
    const { code, out, err } = await run([...name.split(' '), '--help']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`Usage: ${usageLine(command)}`);
    expect(out).toContain(`Example:\n  ${command.example}`);
    expect(command.example.startsWith(`proviso ${name}`)).toBe(true);
    for (const option of Object.keys(command.options)) expect(out).toContain(`--${option}`);
    expect((await run(['help', ...name.split(' ')])).out).toBe(out);
  });

  it('has an example that its own parser accepts', () => {
    expect(parseArguments(exampleWords(command.example), command).faults).toEqual([]);
  });

  it('prints exactly one JSON document with --json, and exits 0', async () => {
    const { code, out } = await run([...exampleWords(command.example), '--json'], { data: dir });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toBeDefined();
    expect(out).not.toMatch(steering);
  });

  it('T-CLI-01 prints no control characters of a stranger to a terminal', async () => {
    const words = exampleWords(command.example).map((word) =>
      word.startsWith(join(dir, 'for-')) ? `${word}-tty` : word,
    );
    const { out, err } = await run([...words, '--raw'], { terminal: true });
    expect(out).not.toMatch(steering);
    expect(err.replaceAll('\u001b[K', '').replaceAll('\r', '')).not.toMatch(steering);
    expect(out + err).not.toContain(hostileText);
  });

  it('answers wrong usage with exit 2, text on stderr, and the document of faults with --json', async () => {
    const words = [...name.split(' '), '--no-such-option=1'];
    const plain = await run(words, { terminal: true });
    expect([plain.code, plain.out]).toEqual([2, '']);
    expect(plain.err).toMatch(/^--no-such-option: unknown option \(valid: --/);
    const json = await run([...words, '--json']);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false });
    expect(JSON.parse(json.out).faults[0]).toMatchObject({ at: '--no-such-option', problem: 'unknown option' });
  });

  it('T-CLI-02 takes no secret as an argument', () => {
    // A file may hold one.
    const options = Object.keys(command.options).filter((option) => !option.endsWith('-file'));
    for (const option of options) expect(option).not.toMatch(/secret|password|token|credential/);
  });
});

describe('the command line', () => {
  it('names every command once', () => {
    expect(new Set(commands.map((c) => c.name)).size).toBe(commands.length);
  });

  it('lists every command in its help', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    for (const command of commands) expect(out).toContain(`  ${command.name} `);
  });

  it('prints its version', async () => {
    expect((await run(['--version'])).out).toBe('1.2.3\n');
    expect(JSON.parse((await run(['--version', '--json'])).out)).toEqual({ version: '1.2.3' });
  });

  it.each([
    [[], 'proviso: a command is missing'],
    [['improt'], 'improt: unknown command (valid: import'],
    [['party', 'ad'], 'party: has no "ad" (valid: party add'],
    [['party'], 'party: needs one more word (valid: party add, party list, party show'],
    [['--jsn'], '--jsn: unknown option (valid: --json'],
  ])('answers %j with exit 2 and the nearest valid words', async (line, text) => {
    const { code, out, err } = await run(line);
    expect([code, out]).toEqual([2, '']);
    expect(err.startsWith(text)).toBe(true);
  });

  it('speaks JSON into a pipe and tables to a terminal', async () => {
    const pipe = await run(['collection', 'list']);
    expect(JSON.parse(pipe.out)).toMatchObject([{ alias: 'shared', objects: 3 }]);
    const terminal = await run(['collection', 'list'], { terminal: true });
    expect(terminal.out).toMatch(/^ID +ALIAS +TITLE/);
  });

  it('answers a refusal of the node with exit 1 on stderr and as a document', async () => {
    const { code, out, err } = await run(['key', 'revoke', 'bad']);
    expect(code).toBe(1);
    expect(err).toMatch(/^revokeKey: no evil\\u\{1b\}/);
    expect(JSON.parse(out)).toEqual({
      ok: false,
      faults: [{ at: 'revokeKey', problem: `no ${hostileText}`, valid: 'good' }],
    });
  });

  it('answers an exception of the node with exit 1 and a message', async () => {
    const { code, err } = await run(['key', 'revoke', 'broken'], { terminal: true });
    expect([code, err.includes('disk on fire')]).toEqual([1, true]);
  });

  it('fails a check of terms with errors, and prints them all', async () => {
    const { code, out } = await run(['terms', 'check', '-', '--json'], { stdin: 'bad: 1' });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, faults: [{ at: 'x', severity: 'error' }] });
  });

  it('names file, line and column of a document that cannot be read', async () => {
    const { code, err } = await run(['terms', 'add', '-'], { stdin: 'a: 1\na: 2\n' });
    expect(code).toBe(1);
    expect(err).toMatch(/^standard input: line 2/);
    const absent = await run(['terms', 'add', join(dir, 'absent.yaml')]);
    expect([absent.code, absent.err.includes('there is no such file')]).toEqual([1, true]);
  });

  it('prints times in UTC with the zone', async () => {
    expect(JSON.parse((await run(['terms', 'list'])).out)[0].inForceSince).toBe('2023-11-14T22:13:20.000000Z');
    expect(JSON.parse((await run(['statement', 'list'])).out)[0].said).toBe('2023-11-14T22:13:20.000000Z');
    const answer = JSON.parse((await run(['explain', '--party', 'p', '--object', 'o'])).out);
    expect(answer.asOf.valid).toBe('2023-11-14T22:13:20.000000Z');
    expect(answer.ways[0].changes[0].earliest).toBe('2023-11-14T22:13:20.000000Z');
  });

  it('T-CLI-02 prints the secret of a key once, on stdout only, and never again', async () => {
    const api = fakeOperator();
    const made = await run(['key', 'create', '--party', 'bank-isac', '--scope', 'taxii'], { api });
    expect(JSON.parse(made.out)).toMatchObject({ id: 'k1', secret: secretCanary });
    expect(made.err).not.toContain(secretCanary);
    for (const line of [['key', 'list'], ['party', 'show', 'bank-isac'], ['key', 'revoke', 'k1'], ['doctor']]) {
      const { code, out, err } = await run(line, { api });
      expect([line, code, out.includes(secretCanary), err.includes(secretCanary)]).toEqual([line, 0, false, false]);
    }
  });

  it('T-AUT-02 gives every key an owner and a scope, and passes its expiry on', async () => {
    const api = fakeOperator();
    expect((await run(['key', 'create', '--scope', 'taxii'], { api })).code).toBe(2);
    expect((await run(['key', 'create', '--party', 'bank-isac'], { api })).code).toBe(2);
    await run(['key', 'create', '--party', 'p', '--scope', 'taxii', '--expires', '2027-01-01T00:00:00Z'], { api });
    expect(api.asked).toEqual([['createKey', { party: 'p', scope: 'taxii', expires: '2027-01-01T00:00:00Z' }]]);
  });
});

import { describe, expect, it } from 'vitest';
import { type Command, defineCommand } from './command.ts';
import { nearest } from './nearest.ts';
import { parseArguments, usageLine } from './parse-arguments.ts';

const command: Command = defineCommand({
  name: 'party add',
  summary: '',
  positionals: [{ name: 'ID', help: 'a party id' }],
  options: {
    name: { kind: 'text', value: 'NAME', required: true, help: '' },
    organ: { kind: 'texts', value: 'ORGAN', help: '' },
    'dry-run': { kind: 'flag', help: '' },
  },
  example: '',
  run: () => Promise.resolve({ kind: 'written', exit: 0 }),
});
const faultsOf = (...argv: string[]): string[] =>
  parseArguments(argv, command).faults.map((f) => `${f.at}: ${f.problem}: ${f.valid}`);

describe('arguments', () => {
  it('reads words, texts, lists and flags wherever they stand', () => {
    const { args, faults } = parseArguments(
      ['--organ', 'a', 'party', 'add', 'x', '--organ=b', '--name', 'N', '--dry-run'],
      command,
    );
    expect(faults).toEqual([]);
    expect([args.positionals, args.text('name'), args.texts('organ'), args.flag('dry-run'), args.flag('json')]).toEqual(
      [['x'], 'N', ['a', 'b'], true, false],
    );
  });

  it('names the nearest option for an unknown one', () => {
    expect(faultsOf('party', 'add', 'x', '--name', 'N', '--orgn=a')).toEqual(['--orgn: unknown option: --organ']);
    expect(faultsOf('party', 'add', 'x', '--name', 'N', '--dryrun')).toEqual(['--dryrun: unknown option: --dry-run']);
  });

  it('reports every fault at once', () => {
    expect(faultsOf('party', 'add', '--jsn', '--dry-run=yes')).toEqual([
      '--jsn: unknown option: --json',
      '--dry-run: takes no value: --dry-run',
      '--name: is missing: --name NAME',
      'ID: is missing: a party id',
    ]);
  });

  it('never takes the next option for a value', () => {
    expect(faultsOf('party', 'add', 'x', '--name', '--json')[0]).toMatch(/^--name: needs a value/);
    expect(parseArguments(['party', 'add', 'x', '--name=--json'], command).args.text('name')).toBe('--json');
  });

  it('refuses an option given twice and a word too many', () => {
    expect(faultsOf('party', 'add', 'x', 'y', '--name', 'A', '--name', 'B')).toEqual([
      '--name: given 2 times: give it once',
      `y: one word too many: ${usageLine(command)}`,
    ]);
  });

  it('T-IMP-04 treats names of object internals as unknown options', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(faultsOf('party', 'add', 'x', '--name', 'N', `--${name}=1`)[0]).toMatch(/unknown option/);
    }
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });

  it('finds the nearest word by typing mistakes', () => {
    expect(nearest('improt', ['export', 'import'])).toBe('import');
    expect(nearest('coll', ['doctor', 'collection'])).toBe('collection');
    expect(nearest('anything', [])).toBeNull();
  });
});

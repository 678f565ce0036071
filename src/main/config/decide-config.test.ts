import { describe, expect, it } from 'vitest';
import { type ConfigSources, decideConfig } from './decide-config.ts';
import { readEnvironment } from './environment.ts';
import { settings } from './schema.ts';

const file = { party: 'bank-isac', name: 'Bank ISAC' };
const decide = (sources: Partial<ConfigSources> = {}) =>
  decideConfig({ dir: '/srv/node', file, variables: new Map(), options: new Map(), ...sources });
const faultsOf = (sources: Partial<ConfigSources>): string[] => {
  const decided = decide(sources);
  return decided.ok ? [] : decided.error.map((f) => `${f.at}: ${f.problem}: ${f.valid}`);
};

describe('configuration', () => {
  it('T-CFG-01 listens on loopback, without TLS and without a proxy, when nothing is set', () => {
    expect(decide()).toEqual({
      ok: true,
      value: {
        party: 'bank-isac',
        name: 'Bank ISAC',
        description: null,
        contact: null,
        roots: [{ path: 'api', title: 'Shared intelligence', description: null }],
        host: '127.0.0.1',
        port: 7020,
        behindProxy: false,
        publicUrl: null,
        secondPersonAbove: 10_000,
        recalls: 'auto',
        asking: 'by-hand',
        pullEverySeconds: 60,
        tls: null,
      },
    });
  });

  it.each([
    [1, 1],
    ['30', 30],
    [86_400, 86_400],
    [0, null],
    [86_401, null],
    [1.5, null],
    ['1s', null],
  ])('reads %j as seconds between pulls: %j', (written, decided) => {
    expect(settings.pullEverySeconds.read(written)).toBe(decided);
  });

  it('takes the option before the variable before the file', () => {
    const port = (sources: Partial<ConfigSources>): unknown => {
      const decided = decide({ file: { ...file, port: 1 }, ...sources });
      return decided.ok ? decided.value.port : decided.error;
    };
    const variables = new Map([['PROVISO_PORT', '2']]);
    expect(port({})).toBe(1);
    expect(port({ variables })).toBe(2);
    expect(port({ variables, options: new Map([['--port', '3']]) })).toBe(3);
  });

  it('T-CFG-01 names the option, the variable or the field of every refusal, all together', () => {
    expect(
      faultsOf({
        file: { ...file, tlsKey: 7, prot: 1 },
        variables: new Map([['PROVISO_BEHIND_PROXY', 'yes']]),
        options: new Map([['--port', '70000']]),
      }),
    ).toEqual([
      'proviso.json: prot: no such setting: port',
      '--port: is not a value for this setting: a port from 0 to 65535, 0 for any free one',
      'PROVISO_BEHIND_PROXY: is not a value for this setting: true or false',
      'proviso.json: tlsKey: is not a value for this setting: path of a PEM file of mode 0600',
    ]);
  });

  it('T-CLI-02 does not repeat a value that is refused', () => {
    expect(JSON.stringify(faultsOf({ variables: new Map([['PROVISO_PORT', 'prv_k_canary']]) }))).not.toContain(
      'canary',
    );
  });

  it('refuses a certificate without its key, and takes paths relative to the data directory', () => {
    expect(faultsOf({ file: { ...file, tlsCertificate: 'tls.pem' } })[0]).toMatch(
      /^tlsKey \(PROVISO_TLS_KEY\): certificate and key/,
    );
    expect(decide({ file: { ...file, tlsCertificate: 'tls.pem', tlsKey: '/etc/tls.key' } })).toMatchObject({
      ok: true,
      value: { tls: { certificate: '/srv/node/tls.pem', key: '/etc/tls.key' } },
    });
  });

  it.each([
    ['never', null],
    ['0', 0],
    [250, 250],
  ])('T-NEG-06 lets one person open %j objects to a partner', (written, decided) => {
    expect(decide({ file: { ...file, secondPersonAbove: written } })).toMatchObject({
      ok: true,
      value: { secondPersonAbove: decided },
    });
  });

  it('deletes what partners recall at once unless told to ask', () => {
    expect(decide({ file: { ...file, recalls: 'ask' } })).toMatchObject({ ok: true, value: { recalls: 'ask' } });
    expect(decide({ file: { ...file, recalls: 'never' } })).toMatchObject({ ok: false });
  });

  it('asks nobody for consent by itself unless told to', () => {
    expect(decide({ file: { ...file, asking: 'by-itself' } })).toMatchObject({
      ok: true,
      value: { asking: 'by-itself' },
    });
    expect(decide({ file: { ...file, asking: 'always' } })).toMatchObject({ ok: false });
  });

  it.each([[-1], [1.5], ['1e3'], ['none'], [true], ['']])('refuses %j objects as a limit', (written) => {
    expect(settings.secondPersonAbove.read(written)).toBeNull();
  });

  const root = { path: 'api', title: 'T' };
  it.each([
    [[]],
    ['api'],
    [[root, root]],
    [[{ path: 'taxii2', title: 'T' }]],
    [[{ path: 'console/x', title: 'T' }]],
    [[{ path: '../x', title: 'T' }]],
    [[{ path: 'x' }]],
    [[null]],
  ])('refuses the API roots %j', (value) => {
    expect(settings.roots.read(value)).toBeNull();
  });

  it('takes API roots with several segments', () => {
    expect(settings.roots.read([root, { path: 'a/b', title: 'U', description: 'D' }])).toEqual([
      { ...root, description: null },
      { path: 'a/b', title: 'U', description: 'D' },
    ]);
  });

  it.each(['65536', '-1', '1.5', '080', '1e3', '0x10', '', '１'])('knows that %j is no port', (text) => {
    expect(settings.port.read(text)).toBe(text === '080' ? 80 : null);
  });

  it.each([['a\nb'], ['x'.repeat(513)], [''], ['\u001b[31m']])('refuses %j as a name', (name) => {
    expect(settings.name.read(name)).toBeNull();
  });

  it.each([[null], [[]], ['text'], [{}]])('refuses the file %j', (content) => {
    expect(faultsOf({ file: content }).length).toBeGreaterThan(0);
  });
});

describe('environment', () => {
  it('reads only variables that settings name, and warns of misspelt ones with the nearest', () => {
    const read = readEnvironment({ PROVISO_PORT: '1', PROVISO_DATA: 'd', PROVISO_PROT: '2', HOME: '/x' });
    expect([...read.variables.keys()].sort()).toEqual(['PROVISO_DATA', 'PROVISO_PORT']);
    expect(read.data).toBe('d');
    expect(read.faults).toEqual([]);
    expect(read.warnings).toEqual([
      { at: 'PROVISO_PROT', problem: 'no setting has this variable', valid: 'PROVISO_PORT' },
    ]);
    expect(readEnvironment({ PROVISO_DATA: '' }).faults).toHaveLength(1);
  });
});

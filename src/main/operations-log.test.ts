import { describe, expect, it } from 'vitest';
import { operationsLog } from './operations-log.ts';

const lines: string[] = [];
const log = operationsLog({ write: (line) => lines.push(line), now: () => 0, isKey: (id) => id === 'k1' });
const refuse = (keyId: string | null, at = 0): void =>
  log.credentialRefused({ problem: 'wrong' as never, keyId, address: '192.0.2.1', at });

describe('operations log', () => {
  it('O 8920 says which key was refused, from where, and when', () => {
    lines.length = 0;
    refuse('k1', 1_700_000_000_000_000);
    expect(lines).toEqual(['2023-11-14T22:13:20.000000Z credential refused: wrong, key k1, from 192.0.2.1']);
  });

  it('T-CLI-02 never repeats what was presented in place of a key id', () => {
    lines.length = 0;
    refuse('prv_k1_canary', 1_800_000_000_000_000);
    expect(lines.join()).not.toContain('canary');
    expect(lines.join()).toContain('key unknown');
  });

  it('T-CLI-01 writes one line per event, without steering characters', () => {
    lines.length = 0;
    log.failed('get-objects', new Error('a\nfake line\u001b[2J'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/\p{Cc}/u);
  });

  it('is not flooded: thirty lines a minute, then a count', () => {
    lines.length = 0;
    const start = 1_900_000_000_000_000;
    for (let n = 0; n < 1000; n++) refuse(null, start + n);
    expect(lines).toHaveLength(30);
    refuse(null, start + 60_000_000);
    expect(lines.slice(30)).toEqual([
      expect.stringContaining('further refused credentials in the last minutes: 970'),
      expect.stringContaining('credential refused'),
    ]);
  });
});

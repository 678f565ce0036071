import { describe, expect, it } from 'vitest';
import { mutants } from '../accord/mutants.ts';
import { explore } from '../accord/search/explore.ts';
import type { Found, World } from '../accord/search/world.ts';
import { amending, amendingLate, expiring, negotiation, rivals, tampered, timed, unordered } from '../accord/worlds.ts';

function searched(name: string, world: World): Found {
  const started = performance.now();
  const found = explore(world);
  const took = Math.round(performance.now() - started);
  const ends = [...found.ends].map(([end, count]) => `${end} ${count}`).join(', ');
  console.info(`${name}: ${found.states} states, ${found.quiet} quiet (${ends}), ${took} ms`);
  return found;
}

describe('the accord machine, searched whole', () => {
  it('is never in force on different texts and always ends up the same on both sides (T-NEG-05)', () => {
    const found = searched('negotiation', negotiation);
    expect(found.wrong).toBeNull();
    expect(found.states).toBeGreaterThanOrEqual(90_000);
    for (const end of ['tabled', 'held', 'accepted', 'in-force', 'refused', 'withdrawn', 'revoked'])
      expect(found.ends.get(end), end).toBeGreaterThan(0);
  });

  it.each([
    ['two clocks', timed],
    ['messages that come after their time (T-NEG-01)', expiring],
    ['messages of an amendment that come after their time', amendingLate],
    ['a network that changes the order', unordered],
    ['a text that reads differently on the two nodes (T-NEG-04)', tampered],
    ['an amendment', amending],
    ['an amendment of each party', rivals],
  ])('holds with %s', (name, world) => {
    const found = searched(name, world);
    expect(found.wrong).toBeNull();
    expect(found.states).toBeGreaterThan(500);
  });

  it.each([
    ['confirm', 'in force'],
    ['suspend', 'in force'],
    ['resume', 'in force'],
    ['revoke', 'in force'],
    ['reopen', 'states differ'],
    ['withdraw', 'states differ'],
  ] as const)('would show if a %s could expire (T-NEG-01)', (kind, shows) => {
    const found = explore({ ...expiring, expiring: [kind], expiries: 1, messagesMax: [3, 3] });
    expect(found.wrong).toContain(shows);
  });

  it.each(mutants)('would show without $rule', ({ rule, world, machine, shows }) => {
    const found = explore(world, machine);
    console.info(`without ${rule}: ${found.wrong} (${found.states} states)`);
    expect(
      shows.split('|').some((part) => found.wrong?.includes(part) === true),
      `${found.wrong}`,
    ).toBe(true);
  });
});

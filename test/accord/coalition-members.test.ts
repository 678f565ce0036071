import { afterEach, describe, expect, it } from 'vitest';
import { phaseAt } from '../../src/core/accord/index.ts';
import { PeerNodes } from '../federation/peer-nodes.ts';
import { must } from '../lab/whole-node-lab.ts';

let nodes: PeerNodes | null = null;
afterEach(() => nodes?.close());

const members = ['b', 'c', 'd'] as const;

describe('a text tabled to a coalition of three', () => {
  it('is an accord with each, linked by one offer; each answers for itself, and gives and gets under its own', async () => {
    nodes = await PeerNodes.open(['a', ...members]);
    const { operator } = nodes.node('a').node;
    await nodes.collection('a', 'of-a', [
      {
        type: 'malware',
        spec_version: '2.1',
        id: 'malware--3f0a4c1e-0aa1-4a00-8000-000000000001',
        created: '2026-01-01T00:00:00.000Z',
        modified: '2026-01-01T00:00:00.000Z',
        name: 'Wick',
        is_family: false,
      },
    ]);
    must(await operator.addCoalition({ id: 'pool', name: 'Pool' }));
    must(await operator.joinCoalition({ id: 'pool', party: 'a' }));
    for (const member of members) {
      await nodes.node('a').enrol(nodes.node(member));
      await nodes.node(member).enrol(nodes.node('a'));
      must(await operator.joinCoalition({ id: 'pool', party: member }));
    }
    const legs = [{ from: 'party:a', to: 'coalition:pool', over: 'collection:of-a', allow: [{ do: 'receive' }] }];
    const tabled = must(await operator.tableAccord({ value: { legs }, to: 'coalition:pool', confirm: 'auto' }));
    expect([tabled.leftOut, tabled.accords.map(({ peer }) => peer).sort()]).toEqual([[], [...members]]);
    expect(new Set(tabled.accords.map(({ offer }) => offer)).size).toBe(1);
    expect(new Set(tabled.accords.map(({ id }) => id)).size).toBe(members.length);
    await nodes.talk();

    const idOf = (member: string): string => tabled.accords.find(({ peer }) => peer === member)!.id;
    await nodes.move('b', { id: idOf('b'), move: 'accept', by: 'staff' });
    await nodes.move('c', { id: idOf('c'), move: 'refuse', why: 'not ours', by: 'staff' });
    await nodes.talk();
    const phases = (at: string): Readonly<Record<string, string>> => {
      const { accords, engine } = nodes!.state(at);
      return Object.fromEntries(accords.list().map((r) => [at === 'a' ? r.peer : at, phaseAt(r.state, engine.now())]));
    };
    expect(phases('a')).toEqual({ b: 'in-force', c: 'refused', d: 'tabled' });
    for (const member of members) expect(phases(member)).toEqual({ [member]: phases('a')[member] });

    // The one that signed gets what the text gives; the others get nothing, and none sees the accords of another.
    for (const member of members) {
      const { accords, federation } = nodes.state(member);
      expect(accords.list()).toHaveLength(1);
      await federation.attend();
      for (const source of federation.pulled()) must(await federation.run(source.id));
      expect((await nodes.held(member)).size).toBe(member === 'b' ? 1 : 0);
    }
  });
});

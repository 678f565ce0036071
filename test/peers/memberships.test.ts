import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PartyId } from '../../src/core/ids.ts';
import type { JsonObject } from '../../src/core/json-value.ts';
import { limits } from '../../src/core/limits.ts';
import { isSignedBy } from '../../src/core/message/index.ts';
import { formatMicros, type Micros } from '../../src/core/time.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { PeerPair } from '../lab/peer-pair.ts';
import { must } from '../lab/whole-node-lab.ts';

const [A, B] = ['a' as PartyId, 'b' as PartyId];
const day = 86_400_000_000;
const thread = 'membership/pool';
let pair: PeerPair;

beforeEach(async () => {
  pair = await PeerPair.open();
  for (const side of ['a', 'b']) {
    const { operator } = pair.node(side);
    await pair.node(side).addParty('m');
    must(await operator.addCoalition({ id: 'pool', name: 'Pool' }));
    must(await operator.addCoalition({ id: 'other', name: 'Other' }));
    must(await operator.joinCoalition({ id: 'pool', party: 'b' }));
  }
  must(await pair.node('a').operator.joinCoalition({ id: 'pool', party: 'm' }));
});
afterEach(() => pair.close());

const speaks = async (ends = false) => must(await pair.node('b').operator.setSpeaker({ id: 'pool', party: 'a', ends }));
/** Whom b counts as members at a moment. */
const membersAt = (at: Micros): readonly string[] =>
  must(pair.node('b').operator.coalitions({ at: formatMicros(at) }))
    .find(({ id }) => id === 'pool')!
    .members.map(({ party }) => party);
const now = (): Micros => pair.node('b').clock.now();
const kept = (): string => {
  const { store } = pair.node('b').node.state;
  return JSON.stringify(['membership', 'coalition'].map((kind) => store.documents(kind)));
};
const problemAtA = (): string | undefined =>
  pair
    .desk('b')
    .rows(thread, A)
    .at(-1)
    ?.refused?.map(({ at, problem }) => `${at} ${problem}`)
    .join();

async function say(body: JsonObject, more: { readonly to?: string; readonly expires?: Micros } = {}): Promise<void> {
  const { state } = pair.node('a').node;
  const until = body['until'] === null ? undefined : now() + 10 * day;
  state.engine.change(({ at }) => state.messages.send(B, more.to ?? thread, 'member', body, at, more.expires ?? until));
  await state.store.flush();
  await pair.deliver('a');
}

const statement = (more: JsonObject = {}): JsonObject => ({
  coalition: 'coalition:pool',
  party: 'party:m',
  from: formatMicros(now() - day),
  until: formatMicros(now() + 10 * day),
  ...more,
});

describe('T-NEG-13 signed statements of members', () => {
  it('are followed where own staff said that the sender speaks, dated, until they end, and the signature stays as evidence', async () => {
    await speaks();
    const stated = must(
      await pair.node('a').operator.stateMembership({ id: 'pool', party: 'm', until: formatMicros(now() + day) }),
    );
    expect(stated).toMatchObject({ party: 'm', told: ['b'], until: now() + day });
    await pair.deliver('a');
    const until = stated.until!;
    expect(membersAt(stated.from - 1)).not.toContain('m');
    expect([membersAt(until - 1), membersAt(until)]).toEqual([['b', 'm'], ['b']]);
    const { store } = pair.node('b').node.state;
    const row = store.documents('membership').at(-1)!.value as { by: string; said: { from: PartyId; seq: number } };
    expect(row).toMatchObject({ by: 'party:a', said: { from: 'a', seq: 1 } });
    const { signed } = pair.desk('b').row(thread, row.said.from, 'in', row.said.seq)!;
    const { publicKey } = pair.node('a').node.state.signer.current;
    expect(isSignedBy(signed, publicKey, nodePlatform, nodePlatform.verifySignature)).toBe(true);
  });

  it('take the place of what the sender said before: shorter, and left', async () => {
    await speaks();
    const { operator } = pair.node('a');
    must(await operator.stateMembership({ id: 'pool', party: 'm', until: formatMicros(now() + 9 * day) }));
    must(await operator.stateMembership({ id: 'pool', party: 'm', until: formatMicros(now() + 2 * day) }));
    await pair.deliver('a');
    expect([membersAt(now() + day), membersAt(now() + 3 * day)]).toEqual([['b', 'm'], ['b']]);
    must(await operator.leaveCoalition({ id: 'pool', party: 'm' }));
    const left = must(await operator.stateMembership({ id: 'pool', party: 'm' }));
    expect(left.until).toBeNull();
    await pair.deliver('a');
    expect(membersAt(left.from + 1)).toEqual(['b']);
  });

  it('I6 are refused without a trace beside their row when the sender does not speak for it, known here or not, in one answer', async () => {
    const before = kept();
    await say(statement());
    const stranger = problemAtA();
    expect(stranger).toContain('none that the sender speaks for here');
    await speaks();
    const spoken = kept();
    for (const name of ['other', 'unheard-of']) {
      await say(statement({ coalition: `coalition:${name}` }), { to: `membership/${name}` });
      const [row] = pair.desk('b').rows(`membership/${name}`, A);
      expect(row?.refused?.map(({ at, problem }) => `${at} ${problem}`).join()).toBe(stranger);
    }
    await speaks(true);
    await say(statement());
    expect(problemAtA()).toBe(stranger);
    await speaks();
    expect(kept()).toBe(spoken);
    expect(before).not.toBe(spoken);
    expect(membersAt(now())).toEqual(['b']);
  });

  it('of a party about itself are kept as evidence and followed by nobody', async () => {
    const before = kept();
    await say(statement({ party: 'party:a' }));
    expect(problemAtA()).toBeUndefined();
    expect(pair.desk('b').rows(thread, A)[0]?.refused).toBeNull();
    expect([kept(), membersAt(now())]).toEqual([before, ['b']]);
  });

  it('name one party and never a coalition, exactly these fields, a time within bounds, and expire with it', async () => {
    await speaks();
    const before = kept();
    const tooLong = now() + limits.membershipStatementMicros + 60_000_000;
    for (const [body, at] of [
      [statement({ party: 'coalition:other' }), 'body.party'],
      [statement({ party: 'm' }), 'body.party'],
      [statement({ members: ['party:n'] }), 'body.members'],
      [statement({ until: formatMicros(now() - 2 * day) }), 'body.until'],
      [statement({ until: formatMicros(tooLong) }), 'body.until'],
      [statement({ until: 'always' }), 'body.until'],
      [statement({ from: 'always' }), 'body.from'],
      [statement({ coalition: 'pool' }), 'body.coalition'],
      [statement({ coalition: 'coalition:other' }), 'body.coalition'],
    ] as const) {
      await say(body);
      expect(problemAtA(), JSON.stringify(body)).toContain(at);
    }
    await say(statement(), { expires: now() + 11 * day });
    expect(problemAtA()).toContain('message.expires');
    expect(kept()).toBe(before);
  });

  it('that come after their end count for nothing', async () => {
    await speaks();
    const before = kept();
    must(await pair.node('a').operator.stateMembership({ id: 'pool', party: 'm', until: formatMicros(now() + day) }));
    pair.node('b').clock.advance(day);
    await pair.deliver('a');
    expect(problemAtA()).toContain('is over');
    expect(kept()).toBe(before);
  });

  it('CSP 22 go to members and to whom they are about, and to nobody else', async () => {
    must(await pair.node('a').operator.leaveCoalition({ id: 'pool', party: 'b' }));
    expect(await pair.node('a').operator.stateMembership({ id: 'pool', party: 'm' })).toMatchObject({
      ok: false,
      error: [{ at: 'id' }],
    });
    expect(must(await pair.node('a').operator.stateMembership({ id: 'pool', party: 'b' }))).toMatchObject({
      told: ['b'],
      until: null,
    });
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { signMessage } from '../../src/app/messages/sign-message.ts';
import type { PartyId } from '../../src/core/ids.ts';
import type { JsonObject } from '../../src/core/json-value.ts';
import { limits } from '../../src/core/limits.ts';
import { checkEquivocation, type Message, messageHash } from '../../src/core/message/index.ts';
import { canonicalJson } from '../../src/core/stix/index.ts';
import { formatMicros } from '../../src/core/time.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import type { Store } from '../../src/ports/store.ts';
import { AccordPair, accordA, must, type Side } from '../lab/accord-pair.ts';

const thread = `accord/${accordA}`;
let pair: AccordPair;
const dirs: string[] = [];
afterEach(async () => {
  await pair.close();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(canonicalJson(value));
const legs = () => [pair.leg('a'), pair.leg('b')];

/** What a side keeps beside the rows of messages, the clock and the commit number. */
const kept = (side: Side): string => {
  const { store } = pair.state(side);
  return JSON.stringify(['accord', 'text', 'received-text', 'topic', 'feed'].map((kind) => store.documents(kind)));
};

/** A message that b signs whatever it says, as the next one of the thread. */
async function fromB(kind: string, body: JsonObject, more: Partial<Message> = {}) {
  const rows = pair.peers.desk('b').rows(thread, 'a' as PartyId);
  const sent = rows.filter((row) => row.direction === 'out').map((row) => row.signed);
  const last = sent.at(-1);
  const message: Message = {
    v: 1,
    thread,
    kind,
    from: 'b' as PartyId,
    to: 'a' as PartyId,
    seq: sent.length + 1,
    prev: last === undefined ? null : messageHash(last, nodePlatform),
    seen: rows.filter((row) => row.direction === 'in').length,
    issued: formatMicros(pair.node('b').clock.now()),
    expires: ['table', 'counter', 'accept'].includes(kind)
      ? formatMicros(pair.node('b').clock.now() + limits.accordMessageLifeMicros)
      : null,
    body,
    ...more,
  };
  const signed = signMessage(message, pair.state('b').signer.current, nodePlatform);
  return { answer: await pair.peers.desk('a').receive('b' as PartyId, bytes(signed)), signed };
}

describe('messages of accords from a partner that means ill', () => {
  it('T-NEG-01, E 1791, I6 an acceptance is only for the version and the hash on the table; any other writes nothing', async () => {
    pair = await AccordPair.open();
    must(await pair.table('a', legs()));
    await pair.deliver();
    const { hash } = pair.record('a').state.table!;
    const digits = [0, 31, 63].map((i) => hash.slice(0, i) + (hash[i] === 'a' ? 'b' : 'a') + hash.slice(i + 1));
    const bodies: JsonObject[] = [
      ...digits.map((wrong) => ({ version: 1, hash: wrong })),
      { version: 2, hash },
      { version: 0, hash },
      { version: 1, hash: hash.toUpperCase() },
      { version: 1, hash: `${hash}0` },
      { version: 1 },
      { version: '1', hash },
      { version: 1, hash, text: {} },
    ];
    for (const body of bodies) {
      const before = kept('a');
      const { answer } = await fromB('accept', body);
      expect([body, answer.kind]).toEqual([body, 'refused']);
      expect(kept('a')).toBe(before);
      // The desk has it on record; the next one of b follows that number.
      await pair.close();
      pair = await AccordPair.open();
      must(await pair.table('a', legs()));
      await pair.deliver();
    }
    expect((await fromB('accept', { version: 1, hash })).answer.kind).toBe('taken');
  });

  it('T-NEG-01 an acceptance says when it expires, and not longer than it may', async () => {
    const later = (micros: number): string => formatMicros(pair.node('b').clock.now() + micros);
    for (const expires of [
      () => null,
      () => later(limits.accordMessageLifeMicros + 1),
      () => later(limits.accordMessageLifeMicros),
    ]) {
      pair = await AccordPair.open();
      must(await pair.table('a', legs()));
      await pair.deliver();
      const { hash } = pair.record('a').state.table!;
      const before = kept('a');
      const { answer } = await fromB('accept', { version: 1, hash }, { expires: expires() });
      if (answer.kind === 'taken') return;
      expect(answer).toMatchObject({ kind: 'refused', faults: [{ at: 'message.expires' }] });
      expect(kept('a')).toBe(before);
      await pair.close();
    }
    throw new Error('the longest time is not taken');
  });

  it('T-NEG-04 a text is what its hash says and holds nothing unknown; another is refused by name', async () => {
    pair = await AccordPair.open();
    must(await pair.table('a', legs()));
    await pair.deliver();
    const good = pair.record('a').versions[0]!.document;
    const wrong: JsonObject[] = [
      { version: 2, hash: '0'.repeat(64), text: good },
      { version: 2, hash: pair.record('a').versions[0]!.hash, text: { ...good, extra: 'field' } },
    ];
    const before = kept('a');
    const { answer } = await fromB('counter', wrong[0]!);
    expect(answer).toMatchObject({ kind: 'refused', faults: [{ at: 'body.hash' }] });
    expect(kept('a')).toBe(before);
    await pair.close();
    pair = await AccordPair.open();
    must(await pair.table('a', legs()));
    await pair.deliver();
    const unknown = await fromB('counter', wrong[1]!);
    expect(unknown.answer).toMatchObject({ kind: 'refused', faults: [{ at: expect.stringContaining('extra') }] });
  });

  it('T-NEG-02, I7 every recorded message, sent again at every later state, is answered as before and changes nothing', async () => {
    pair = await AccordPair.open();
    const replay = async (): Promise<void> => {
      for (const side of ['a', 'b'] as const) {
        const from: Side = side === 'a' ? 'b' : 'a';
        const before = kept(side);
        for (const row of pair.peers.desk(side).rows(thread, from as PartyId)) {
          if (row.direction !== 'in') continue;
          const answer = await pair.peers.desk(side).receive(from as PartyId, bytes(row.signed));
          expect(answer).toEqual({ kind: 'taken', seq: row.signed.message.seq });
        }
        expect(kept(side)).toBe(before);
      }
    };
    must(await pair.table('a', legs()));
    await pair.deliver();
    for (const [side, move] of [
      ['b', 'counter'],
      ['a', 'accept'],
      ['b', 'confirm'],
      ['a', 'suspend'],
      ['a', 'resume'],
      ['b', 'revoke'],
    ] as const) {
      must(move === 'counter' ? await pair.counter(side, legs()) : await pair.move(side, move));
      await pair.deliver();
      await replay();
      pair.agreed();
    }
  });

  it('T-NEG-02 an acceptance of one negotiation is none of another', async () => {
    pair = await AccordPair.open();
    must(await pair.table('a', legs()));
    await pair.deliver();
    must(await pair.move('b', 'accept'));
    const signed = pair.peers
      .desk('b')
      .transcript(thread, 'a' as PartyId)
      .at(-1)!;
    const other = 'urn:uuid:00000901-0000-4000-8000-000000000901';
    must(await pair.table('a', legs(), { id: other }));
    const moved = { ...signed, message: { ...signed.message, thread: `accord/${other}` } };
    expect((await pair.peers.desk('a').receive('b' as PartyId, bytes(moved))).kind).toBe('unreadable');
    expect(pair.phase('a', other)).toBe('tabled');
    expect((await pair.peers.desk('a').receive('c' as PartyId, bytes(signed))).kind).toBe('unreadable');
    expect(pair.phase('a')).toBe('tabled');
  });

  it('T-NEG-03 two messages with one number freeze it: nothing flows, and staff are told', async () => {
    pair = await AccordPair.open();
    await pair.inForce(legs());
    const { hash, number: version } = pair.record('a').state.table!;
    must(await pair.move('b', 'suspend'));
    must(await pair.move('b', 'resume'));
    await pair.deliver();
    const seq = pair.peers
      .desk('b')
      .rows(thread, 'a' as PartyId)
      .filter((row) => row.direction === 'out').length;
    const prev = pair.peers
      .desk('b')
      .transcript(thread, 'a' as PartyId)
      .filter((m) => m.message.from === 'b')
      .at(-2)!;
    const second = await fromB('revoke', { version, hash }, { seq, prev: messageHash(prev, nodePlatform) });
    expect(second.answer.kind).toBe('frozen');
    expect(pair.phase('a')).toBe('frozen');
    expect(await pair.pull('b')).toBeNull();
    expect(
      pair
        .node('a')
        .operator.doctor()
        .find((f) => f.check === 'accords')?.state,
    ).toBe('warning');
    must(await pair.move('a', 'revoke'));
    expect(pair.record('a').state.stage).toMatchObject({ name: 'ended', kind: 'revoked' });
  });

  describe('T-NEG-03 the way out of a frozen accord', () => {
    /** In force, b sends two revokes with one number, and hears at its next message that it is frozen. */
    async function freeze(): Promise<void> {
      pair = await AccordPair.open();
      await pair.inForce(legs());
      const { hash, number: version } = pair.record('a').state.table!;
      must(await pair.move('b', 'suspend'));
      must(await pair.move('b', 'resume'));
      await pair.deliver();
      const sent = pair.peers
        .desk('b')
        .transcript(thread, 'a' as PartyId)
        .filter((m) => m.message.from === 'b');
      const more = { seq: sent.length, prev: messageHash(sent.at(-2)!, nodePlatform) };
      expect((await fromB('revoke', { version, hash }, more)).answer.kind).toBe('frozen');
      must(await pair.move('b', 'suspend'));
      await pair.peers.deliver('b');
    }

    const evidenceHolds = (): boolean => {
      const kept = pair.peers.desk('a').frozen();
      const copy: unknown = JSON.parse(JSON.stringify(kept[0]?.evidence?.evidence));
      return kept.length === 1 && checkEquivocation(copy, nodePlatform, nodePlatform.verifySignature).ok;
    };

    it('in force, it lets nothing flow either way, both sides see it, and nothing but an end is left', async () => {
      await freeze();
      for (const side of ['a', 'b'] as const) {
        expect(pair.phase(side)).toBe('frozen');
        expect(await pair.pull(side)).toBeNull();
        const { moves, trouble, legs: shown } = pair.node(side).operator.accords()[0]!;
        expect(moves).toEqual(side === 'a' ? ['revoke', 'amend'] : ['revoke']);
        expect(trouble[0]?.problem).toContain('two histories');
        expect(shown.map(({ state }) => state)).toEqual(['suspended', 'suspended']);
        const doctor = pair.node(side).operator.doctor();
        expect(doctor.find(({ check }) => check === 'accords')?.detail).toContain('lets nothing flow');
        for (const move of ['resume', 'suspend', 'accept', 'confirm'])
          expect((await pair.move(side, move)).ok).toBe(false);
      }
    });

    it('each ends it at its own node, and the same text is tabled anew; the evidence stays and verifies offline', async () => {
      await freeze();
      for (const side of ['a', 'b'] as const) {
        must(await pair.move(side, 'revoke'));
        expect([pair.phase(side), await pair.pull(side)]).toEqual(['revoked', null]);
      }
      expect(pair.peers.desk('a').waitingFor()).toEqual([]);
      const id = 'urn:uuid:00000902-0000-4000-8000-000000000902';
      must(await pair.table('b', legs(), { id }));
      await pair.deliver();
      must(await pair.move('a', 'accept', { id }));
      await pair.deliver();
      must(await pair.move('b', 'confirm', { id }));
      await pair.deliver();
      expect(pair.agreed(id).stage.name).toBe('in-force');
      for (const side of ['a', 'b'] as const) expect(await pair.pull(side)).toHaveLength(3);
      expect(evidenceHolds()).toBe(true);
    });

    it('an amendment takes its place in one moment, on both sides', async () => {
      await freeze();
      const { record } = must(await pair.amend('a', legs()));
      await pair.deliver();
      must(await pair.move('b', 'accept', { id: record.id }));
      await pair.deliver();
      must(await pair.move('a', 'confirm', { id: record.id }));
      await pair.deliver();
      // What b had suspended before it heard stays so, until b says otherwise.
      expect(pair.agreed(record.id).stage).toMatchObject({ name: 'in-force', suspensions: [{ party: 'b' }] });
      must(await pair.move('b', 'resume', { id: record.id }));
      await pair.deliver();
      for (const side of ['a', 'b'] as const) {
        expect([pair.phase(side), pair.phase(side, record.id)]).toEqual(['superseded', 'in-force']);
        expect(await pair.pull(side)).toHaveLength(3);
      }
      expect(evidenceHolds()).toBe(true);
    });
  });

  it('an accord with somebody else is to this partner none at all', async () => {
    pair = await AccordPair.open();
    const hash = '0'.repeat(64);
    const { answer } = await fromB('accept', { version: 1, hash });
    expect(answer).toMatchObject({ kind: 'refused', faults: [{ at: 'message.thread' }] });
    expect(pair.state('a').accords.list()).toEqual([]);
  });

  it('a text the other side cannot take is put back where it stood, and staff hear why', async () => {
    pair = await AccordPair.open();
    must(await pair.table('a', legs()));
    await pair.deliver();
    must(await pair.counter('b', legs()));
    pair.peers.meddle = (request, from) => {
      if (from !== 'b' || request.body === null) return null;
      const body = JSON.parse(new TextDecoder().decode(request.body)) as { message: { seq: number } };
      const refusal = { refused: body.message.seq, faults: [{ at: 'text', problem: 'is too wide' }] };
      return { kind: 'answered', status: 422, headers: new Map(), body: bytes(refusal) };
    };
    await pair.peers.deliver('b');
    const [accord] = pair.node('b').operator.accords();
    expect(accord).toMatchObject({ phase: 'tabled', version: 1, author: 'a' });
    expect(accord?.trouble[0]?.problem).toContain('too wide');
    expect(accord?.moves).toContain('accept');
  });
});

describe('a node that dies', () => {
  it('I8, T-NEG-05 between receive and effect: message and effect are there together or not at all', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'proviso-accord-'));
    dirs.push(dir);
    let armed = false;
    /** From then on nothing reaches the disk, as if the process had been killed before its commit. */
    const around = (store: Store): Store =>
      new Proxy(store, {
        get: (target, name) => {
          if (armed && name === 'flush') return () => Promise.reject(new Error('this process has died'));
          if (armed && name === 'write') return new Proxy({}, { get: () => () => {} });
          const value = Reflect.get(target, name) as unknown;
          // The next run is whole again.
          if (armed && name === 'close')
            return () => {
              armed = false;
              return target.close();
            };
          return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
        },
      });
    pair = await AccordPair.open({ b: { file: join(dir, 'b.sqlite'), around } });
    must(await pair.table('a', legs(), {}, 'auto'));
    await pair.deliver();
    must(await pair.move('b', 'accept'));
    await pair.peers.deliver('b');
    expect(pair.phase('a')).toBe('in-force');
    armed = true;
    await expect(pair.peers.deliver('a')).rejects.toThrow('died');
    await pair.node('b').restart();
    expect(pair.phase('b')).toBe('accepted');
    expect(await pair.pull('a')).toBeNull();
    expect(
      pair.peers
        .desk('b')
        .rows(thread, 'a' as PartyId)
        .filter((row) => row.direction === 'in'),
    ).toHaveLength(1);
    await pair.deliver();
    expect(pair.agreed().stage.name).toBe('in-force');
    expect(await pair.pull('a')).toHaveLength(3);
    await pair.node('b').restart();
    expect(pair.agreed().stage.name).toBe('in-force');
    expect(await pair.pull('a')).toHaveLength(3);
  });
});

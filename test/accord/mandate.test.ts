import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { documentHash, documentOf } from '../../src/app/accord/accord-document.ts';
import { ownMove } from '../../src/app/accord/accord-step.ts';
import { newRecord } from '../../src/app/accord/take-message.ts';
import { signMessage } from '../../src/app/messages/sign-message.ts';
import type { AccordId, PartyId, TextId } from '../../src/core/ids.ts';
import { isSignedBy } from '../../src/core/message/index.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { day, MandateNet, thread } from '../lab/mandate-net.ts';
import { type LabOptions, must } from '../lab/whole-node-lab.ts';

let net: MandateNet;
const dirs: string[] = [];
afterEach(async () => {
  await net.close();
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

const open = async (options: Readonly<Record<string, LabOptions>> = {}): Promise<void> => {
  net = await MandateNet.open(options);
};
const none = 'body.offer is none that the sender answers for here';

describe('T-NEG-13 a lead', () => {
  it('answers for the members that mandated it, in their names, and for nobody else', async () => {
    await open();
    for (const member of ['m', 'n']) await net.mandate(member);
    const ids = await net.table();
    must(await net.operator('l').moveAccord({ id: ids['l']!, move: 'accept', by: 'Lea' }));
    const said = must(await net.say(ids['l']!, 'accept'));
    expect(said).toMatchObject({ told: ['m', 'n'], leftOut: [{ party: 'o' }] });
    await net.settle();
    const phases = () => ['l', 'm', 'n', 'o'].map((member) => net.phase('a', ids[member]!));
    expect(phases()).toEqual(['in-force', 'in-force', 'in-force', 'tabled']);
    must(await net.operator('o').moveAccord({ id: ids['o']!, move: 'refuse', by: 'Ola' }));
    await net.settle();
    expect(phases()).toEqual(['in-force', 'in-force', 'in-force', 'refused']);
    for (const member of ['m', 'n', 'o'])
      expect(net.record('a', ids[member]!).state).toEqual(net.record(member, ids[member]!).state);

    // The side that tabled sees an answer of the member, signed by its own node, and nothing of a mandate.
    const answers = net.peers.desk('a').rows(`accord/${ids['m']}`, 'm' as PartyId);
    const answer = answers.find(({ direction }) => direction === 'in')!.signed;
    expect(answer.message).toMatchObject({ kind: 'accept', from: 'm' });
    expect(Object.keys(answer.message.body).sort()).toEqual(['hash', 'version']);
    expect(JSON.stringify(answer)).not.toContain('"l"');

    // At the member and at the lead the signed word stays as evidence.
    const shown = must(await net.operator('m').accord(ids['m']!)).byMandate;
    expect(shown).toMatchObject([{ lead: 'l', member: 'm', move: 'accept', state: 'made', thread }]);
    const word = net.peers.desk('m').row(thread, 'l' as PartyId, 'in', shown[0]!.seq)!.signed;
    const { publicKey } = net.state('l').signer.current;
    expect(isSignedBy(word, publicKey, nodePlatform, nodePlatform.verifySignature)).toBe(true);
    expect(must(await net.operator('l').accord(ids['l']!)).byMandate).toMatchObject([
      { lead: 'l', member: 'm', state: 'taken' },
      { lead: 'l', member: 'n', state: 'taken' },
    ]);
  });

  it('that a text names has no right by it, and hears no more than of an offer or a coalition that nobody knows', async () => {
    await open();
    await net.mandate('n');
    const ids = await net.table();
    const link = net.record('m', ids['m']!).state.table!.text.coalition!;
    expect(link.members).toContain('party:l');
    const before = net.kept('m');
    must(await net.say(ids['l']!, 'accept', ['n']));
    await net.deliver();
    const [sent] = net.peers
      .desk('n')
      .rows(thread, 'l' as PartyId)
      .slice(-1);
    const { body } = sent!.signed.message;
    await net.craft('l', 'm', 'lead-answer', body);
    expect(net.answer('m')).toBe(none);
    await net.mandate('m');
    const mandated = net.kept('m');
    await net.craft('l', 'm', 'lead-answer', { ...body, offer: 'urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000aa' });
    expect(net.answer('m')).toBe(none);
    expect([before === mandated, net.kept('m')]).toEqual([false, mandated]);
    await net.craft('l', 'm', 'lead-answer', body);
    expect([net.answer('m'), net.words('m', ids['m']!)]).toEqual([null, ['accept waiting']]);
  });
});

describe('T-NEG-13 a mandate', () => {
  it('is half-open by the clock of the member, also between the word and the move', async () => {
    await open();
    const until = net.now() + day;
    await net.mandate('m', { until });
    await net.mandate('n', { until: until + 2 * day });
    const ids = await net.table();
    net.wait(until - net.now() - 1_001_000);
    must(await net.say(ids['l']!, 'hold', ['m'], 'not this week'));
    // One microsecond before its end the word is taken; it is over when the move would be made.
    net.wait(999);
    await net.peers.deliver('l');
    expect([net.now() < until, net.words('m', ids['m']!)]).toEqual([true, ['hold waiting']]);
    net.wait(until - net.now());
    await net.look('m');
    expect(net.words('m', ids['m']!)).toEqual(['hold not-made']);
    expect(net.phase('m', ids['m']!)).toBe('tabled');
    const before = net.kept('m');
    const { offer } = net.record('m', ids['m']!).state.table!.text.coalition!;
    const { common } = net.record('m', ids['m']!).leadWords![0]!;
    await net.craft('l', 'm', 'lead-answer', { coalition: 'coalition:pool', offer, common, move: 'hold' });
    expect([net.answer('m'), net.kept('m') === before]).toEqual([none, true]);
    expect(await net.say(ids['l']!, 'hold', ['m'])).toMatchObject({ ok: false, error: [{ at: 'for' }] });
    must(await net.say(ids['l']!, 'hold', ['n']));
    await net.settle();
    expect(net.phase('n', ids['n']!)).toBe('held');
  });

  it('that is revoked counts no more, whether the word was under way or had been taken', async () => {
    await open();
    for (const member of ['m', 'n']) await net.mandate(member);
    const ids = await net.table();
    must(await net.say(ids['l']!, 'accept'));
    await net.revoke('m');
    const before = net.kept('m');
    await net.deliver();
    expect([net.answer('m'), net.kept('m') === before]).toEqual([none, true]);
    expect(net.words('n', ids['n']!)).toEqual(['accept waiting']);
    await net.revoke('n');
    await net.settle();
    expect(net.words('n', ids['n']!)).toEqual(['accept not-made']);
    expect(must(await net.operator('n').accord(ids['n']!)).byMandate[0]?.faults).toMatchObject([{ at: 'mandate' }]);
    expect(JSON.stringify(await net.operator('n').doctor())).toContain('accept for us by l was not made');
    for (const member of ['m', 'n']) expect(net.phase('a', ids[member]!)).toBe('tabled');
    expect(must(await net.operator('l').accord(ids['l']!)).byMandate).toMatchObject([
      { member: 'm', state: 'refused' },
      { member: 'n', state: 'taken' },
    ]);
    expect(must(net.operator('l').coalitions({}))[0]).toMatchObject({ mandate: null, mandatedBy: [] });
    expect(await net.say(ids['l']!, 'accept')).toMatchObject({ ok: false, error: [{ at: 'for' }] });
    await net.mandate('n');
    must(await net.say(ids['l']!, 'accept'));
    await net.settle();
    expect(net.phase('a', ids['n']!)).toBe('in-force');
  });

  it('covers the answers it names and no others', async () => {
    await open();
    await net.mandate('m', { moves: ['refuse', 'hold'] });
    const ids = await net.table();
    expect(must(net.operator('m').coalitions({}))[0]?.mandate).toMatchObject({ party: 'l', moves: ['hold', 'refuse'] });
    expect(await net.say(ids['l']!, 'accept', ['m'])).toMatchObject({ ok: false, error: [{ at: 'for' }] });
    must(await net.say(ids['l']!, 'refuse', ['m'], 'too wide'));
    const body = net.peers
      .desk('l')
      .rows(thread, 'm' as PartyId)
      .at(-1)!.signed.message.body;
    const { note: _note, ...bare } = body as { readonly note: string };
    await net.craft('l', 'm', 'lead-answer', { ...bare, move: 'accept' });
    expect(net.answer('m')).toBe(none);
    expect(net.words('m', ids['m']!)).toEqual(['refuse waiting']);
    await net.settle();
    expect(net.phase('a', ids['m']!)).toBe('refused');
    const refused = must(await net.operator('a').accord(ids['m']!)).messages.at(-1);
    expect(refused).toMatchObject({ from: 'm', kind: 'refuse', reason: 'too wide' });
  });

  it('is not passed on: neither by a mandate of the lead, nor by a message about others', async () => {
    await open();
    await net.mandate('m');
    await net.mandate('l', { to: 'o' });
    const ids = await net.table();
    must(await net.say(ids['l']!, 'accept', ['m']));
    const body = net.peers
      .desk('l')
      .rows(thread, 'm' as PartyId)
      .at(-1)!.signed.message.body;
    const before = net.kept('m');
    await net.craft('o', 'm', 'lead-answer', body);
    expect(net.answer('m', 'o')).toBe(none);
    expect(await net.operator('o').answerFor({ id: ids['o']!, move: 'accept', for: ['m'] })).toMatchObject({
      ok: false,
      error: [{ at: 'for' }],
    });
    // The lead says that the member mandated somebody else, and that it mandated the member.
    for (const lead of ['party:o', 'party:l', 'o', 'coalition:pool']) {
      const moves = ['accept'];
      await net.craft('l', 'o', 'mandate', { coalition: 'coalition:pool', lead, moves, until: null });
      expect(net.answer('o')).toContain('body.');
    }
    expect(must(net.operator('o').coalitions({}))[0]?.mandatedBy.map(({ party }) => party)).toEqual(['l']);
    expect(net.words('m', ids['m']!)).toEqual(['accept waiting']);
    expect(before).not.toBe(net.kept('m'));
  });

  it('stands with what it was given to: a lead that left, or was enrolled anew, has none', async () => {
    await open();
    for (const member of ['m', 'n']) await net.mandate(member);
    const ids = await net.table();
    must(await net.operator('m').leaveCoalition({ id: 'pool', party: 'l' }));
    const { peers, store } = net.state('n');
    net.wait();
    peers.put({ ...peers.get('l')!, enrolledAt: net.now() });
    await store.flush();
    must(await net.say(ids['l']!, 'accept'));
    await net.settle();
    for (const member of ['m', 'n']) {
      expect([net.answer(member), net.phase(member, ids[member]!)]).toEqual([none, 'tabled']);
      expect(must(net.operator(member).coalitions({}))[0]?.mandate).toBeNull();
    }
  });

  it('T-NEG-03 stops with a second history of the lead, also for a word that was taken just before', async () => {
    await open();
    for (const member of ['m', 'n']) await net.mandate(member);
    const ids = await net.table();
    must(await net.say(ids['l']!, 'accept'));
    await net.deliver();
    expect(net.words('m', ids['m']!)).toEqual(['accept waiting']);
    const { signed } = net.peers.desk('m').row(thread, 'l' as PartyId, 'in', 1)!;
    const other = { ...signed.message, body: { ...signed.message.body, move: 'refuse' } };
    const bytes = JSON.stringify(signMessage(other, net.state('l').signer.current, nodePlatform));
    const answer = await net.peers.desk('m').receive('l' as PartyId, new TextEncoder().encode(bytes));
    expect(answer.kind).toBe('frozen');
    await net.settle();
    expect([net.words('m', ids['m']!), net.phase('a', ids['m']!)]).toEqual([['accept not-made'], 'tabled']);
    expect([net.words('n', ids['n']!), net.phase('a', ids['n']!)]).toEqual([['accept made'], 'in-force']);
    // Enrolled anew the thread goes on in the next of its line, and the mandate has to be given anew.
    const { peers, messages, engine, store } = net.state('m');
    net.wait();
    engine.change((moment) => {
      peers.put({ ...peers.get('l')!, enrolledAt: moment.at });
      messages.lines.settle('l' as PartyId, moment);
    });
    await store.flush();
    expect(must(net.operator('m').coalitions({}))[0]?.mandate).toBeNull();
    await net.mandate('m');
    expect(must(net.operator('l').coalitions({}))[0]?.mandatedBy.map(({ party }) => party)).toEqual(['m', 'n']);
    expect(net.peers.desk('l').rows(`${thread}:2`, 'm' as PartyId)).toHaveLength(1);
  });

  it('is given by own staff with a name, to one member that is a peer, for a time within bounds', async () => {
    await open();
    const give = (more: Readonly<Record<string, unknown>>) =>
      net.operator('m').setMandate({ id: 'pool', to: 'l', until: '2026-06-01T00:00:00Z', by: 'Ada', ...more });
    const before = net.kept('m');
    for (const [more, at] of [
      [{ to: 'm' }, 'to'],
      [{ to: 'nobody' }, 'to'],
      [{ id: 'unheard' }, 'id'],
      [{ until: '2026-01-01T00:00:00Z' }, 'until'],
      [{ until: '2028-01-01T00:00:00Z' }, 'until'],
      [{ until: 'soon' }, 'until'],
      [{ moves: ['accept', 'revoke'] }, 'moves'],
      [{ moves: ['accept', 'accept'] }, 'moves'],
      [{ moves: [] }, 'moves'],
      [{ by: ' ' }, 'by'],
    ] as const)
      expect(await give(more), JSON.stringify(more)).toMatchObject({ ok: false, error: [{ at }] });
    must(await net.operator('m').leaveCoalition({ id: 'pool', party: 'o' }));
    expect(await give({ to: 'o' })).toMatchObject({ ok: false, error: [{ at: 'to' }] });
    expect(net.peers.desk('m').waitingFor()).toEqual([]);
    expect(net.kept('m')).toBe(before);
    must(await give({}));
    expect(await give({ revoke: true })).toMatchObject({ ok: false, error: [{ at: 'revoke' }] });
    expect(await give({ to: 'n' })).toMatchObject({ ok: false, error: [{ at: 'to' }] });
    must(await give({ until: '2026-07-01T00:00:00Z' }));
    must(await net.operator('m').setMandate({ id: 'pool', to: 'l', revoke: true, by: 'Ada' }));
    expect(await net.operator('m').setMandate({ id: 'pool', to: 'l', revoke: true, by: 'Ada' })).toMatchObject({
      ok: false,
      error: [{ at: 'to' }],
    });
    must(await give({ to: 'n' }));
  });
});

describe('a word of a lead', () => {
  it('is made once and durably, over a restart in between and however often it comes', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'proviso-mandate-'));
    dirs.push(dir);
    await open({ m: { file: join(dir, 'm.db') }, l: { file: join(dir, 'l.db') } });
    await net.mandate('m');
    await net.peers.restart('m');
    const ids = await net.table();
    must(await net.say(ids['l']!, 'accept', ['m']));
    net.peers.meddle = (request, from) => (from === 'l' && request.peer === 'm' ? 'lose-answer' : null);
    for (let n = 0; n < 3; n++) await net.peers.deliver('l');
    net.peers.meddle = () => null;
    await net.peers.restart('l');
    await net.peers.restart('m');
    expect(net.words('m', ids['m']!)).toEqual(['accept waiting']);
    await net.settle();
    await net.look('m');
    expect(net.words('m', ids['m']!)).toEqual(['accept made']);
    expect(net.phase('a', ids['m']!)).toBe('in-force');
    expect(
      net.peers
        .desk('a')
        .rows(`accord/${ids['m']}`, 'm' as PartyId)
        .filter((row) => row.direction === 'in'),
    ).toHaveLength(1);
    expect(must(await net.operator('l').accord(ids['l']!)).byMandate).toMatchObject([{ state: 'taken' }]);
    const before = net.kept('m');
    must(await net.say(ids['l']!, 'accept', ['m']));
    await net.settle();
    expect([net.answer('m'), net.kept('m') === before]).toEqual([none, true]);
  });

  it('I6 has no effect where the texts differ in one more word than the member', async () => {
    await open();
    for (const member of ['m', 'n']) await net.mandate(member);
    const ids = await net.table();
    must(await net.say(ids['l']!, 'accept'));
    // Another text lies on the table of one of them when the word comes.
    const legs = [
      { from: 'party:a', to: 'party:m', over: 'collection:of-a', allow: [{ do: 'receive' }] },
      { from: 'party:m', to: 'party:a', over: 'collection:of-members', allow: [{ do: 'receive' }, { do: 'relay' }] },
    ];
    must(
      await net
        .operator('m')
        .counterAccord({ id: ids['m']!, value: { legs: [legs[0], { ...legs[1], allow: legs[0]!.allow }] } }),
    );
    for (const name of ['m']) await net.peers.deliver(name);
    must(await net.operator('a').counterAccord({ id: ids['m']!, value: { legs } }));
    await net.peers.deliver('a');
    const before = net.kept('m');
    await net.settle();
    expect([net.answer('m'), net.kept('m') === before, net.phase('m', ids['m']!)]).toEqual([none, true, 'countered']);
    expect(net.phase('a', ids['n']!)).toBe('in-force');
  });

  it('I6 has no effect where two accords would fit, or in the thread of a coalition that nobody knows', async () => {
    await open();
    await net.mandate('m');
    const ids = await net.table();
    // The same offer a second time, as only another author of nodes would table it.
    const a = net.state('a');
    const id = `urn:uuid:${'1f0a4c1e-00aa-4a00-8000-0000000000bb'}` as AccordId;
    const first = net.record('a', ids['m']!).state.table!.text;
    const legs = first.legs.map((leg, no) => {
      return { ...leg, terms: { ...leg.terms, id: `urn:uuid:1f0a4c1e-00aa-4a00-8000-0000000000c${no}` as TextId } };
    });
    const text = { ...first, legs: [legs[0]!, legs[1]!] as const };
    net.wait();
    a.engine.change((moment) => {
      const move = { kind: 'table' as const, version: 1, hash: documentHash(documentOf(text), a.platform), text };
      must(ownMove(a, newRecord(id, 'a' as PartyId, 'm' as PartyId, moment), move, moment));
    });
    await a.store.flush();
    await net.deliver();
    expect(net.phase('m', id)).toBe('tabled');
    const before = net.kept('m');
    must(await net.say(ids['l']!, 'accept', ['m']));
    await net.settle();
    expect([net.answer('m'), net.kept('m') === before]).toEqual([none, true]);
    const { body } = net.peers
      .desk('m')
      .rows(thread, 'l' as PartyId)
      .at(-1)!.signed.message;
    const l = net.state('l');
    const end = net.now() + day;
    l.engine.change(({ at }) => {
      const strange = { ...body, coalition: 'coalition:unheard' };
      l.messages.send('m' as PartyId, 'membership/unheard', 'lead-answer', strange, at, end);
    });
    await l.store.flush();
    await net.deliver();
    const [row] = net.peers.desk('m').rows('membership/unheard', 'l' as PartyId);
    expect(row?.refused?.map(({ at, problem }) => `${at} ${problem}`)).toEqual([none]);
    must(await net.operator('m').moveAccord({ id, move: 'refuse', by: 'Ada' }));
    must(await net.say(ids['l']!, 'accept', ['m']));
    await net.settle();
    expect(net.phase('a', ids['m']!)).toBe('in-force');
  });

  it('counts where a counter-offer brought the common words back, whatever the number of the version', async () => {
    await open();
    await net.mandate('m');
    const ids = await net.table();
    const legs = (over: string) => [
      { from: 'party:a', to: 'party:m', over: 'collection:of-a', allow: [{ do: 'receive' }] },
      { from: 'party:m', to: 'party:a', over, allow: [{ do: 'receive' }] },
    ];
    for (const by of ['m', 'a']) {
      const value = { legs: legs('collection:of-members') };
      must(await net.operator(by).counterAccord({ id: ids['m']!, value, confirm: 'auto' }));
      await net.deliver();
    }
    must(await net.say(ids['l']!, 'accept', ['m']));
    await net.settle();
    expect([net.words('m', ids['m']!), net.phase('a', ids['m']!)]).toEqual([['accept made'], 'in-force']);
    expect(net.record('a', ids['m']!).state.table?.number).toBe(3);
  });

  it('T-NEG-06 never signs what opens much: who gave the mandate is the first person, and another one the second', async () => {
    await open({ m: { secondPersonAbove: 2 }, n: { secondPersonAbove: 2 } });
    for (const member of ['m', 'n']) await net.mandate(member);
    const ids = await net.table();
    must(await net.operator('n').moveAccord({ id: ids['n']!, move: 'accept', by: 'Nia' }));
    must(await net.say(ids['l']!, 'accept'));
    await net.settle();
    for (const [member, by] of [
      ['m', 'Ada'],
      ['n', 'Nia'],
    ] as const) {
      expect(net.words(member, ids[member]!)).toEqual(['accept second-person']);
      expect([net.phase(member, ids[member]!), net.record(member, ids[member]!).awaits]).toMatchObject([
        'tabled',
        { move: 'accept', by, objects: 3 },
      ]);
      must(await net.operator(member).moveAccord({ id: ids[member]!, move: 'accept', by: by.toLowerCase() }));
      expect(net.phase(member, ids[member]!)).toBe('tabled');
      must(await net.operator(member).moveAccord({ id: ids[member]!, move: 'accept', by: 'Grace' }));
    }
    await net.settle();
    for (const member of ['m', 'n']) expect(net.phase('a', ids[member]!)).toBe('in-force');
  });

  it('is left to own staff where the node cannot keep the text; the lead hears nothing of why', async () => {
    await open();
    await net.mandate('m');
    const legs = [{ from: 'coalition:pool', to: 'party:a', over: 'collection:of-l-alone', allow: [{ do: 'receive' }] }];
    const tabled = must(await net.operator('a').tableAccord({ value: { legs }, to: 'coalition:pool' }));
    const idOf = (member: string) => tabled.accords.find(({ peer }) => peer === member)!.id;
    await net.deliver();
    must(await net.say(idOf('l'), 'accept', ['m']));
    await net.settle();
    expect([net.answer('m'), net.phase('m', idOf('m')), net.words('m', idOf('m'))]).toEqual([
      null,
      'tabled',
      ['accept not-made'],
    ]);
    expect(must(await net.operator('m').accord(idOf('m'))).byMandate[0]?.faults).toMatchObject([
      { at: 'legs[0].terms.over' },
    ]);
    expect(must(await net.operator('l').accord(idOf('l'))).byMandate).toMatchObject([{ state: 'taken', faults: [] }]);
  });

  it('opens exactly what the same answer of own staff opens, where classes have to be cut anew as well', async () => {
    await open();
    await net.mandate('m');
    expect(net.state('m').engine.book.cuts.modified).toEqual([]);
    const ids = await net.table([{ modified: { 'at-least': '2026-01-01T00:00:00Z' } }]);
    must(await net.say(ids['l']!, 'accept', ['m']));
    must(await net.operator('n').moveAccord({ id: ids['n']!, move: 'accept', by: 'Nia' }));
    await net.settle();
    const seen = async (member: string): Promise<unknown> => {
      net.wait();
      const path = '/api/collections/of-members/objects/?limit=1000';
      const reply = await net.peers.node(member).ask({ path, as: 'a' });
      return [reply.status, ((JSON.parse(reply.text) as { objects?: unknown[] }).objects ?? []).length];
    };
    expect(net.words('m', ids['m']!)).toEqual(['accept made']);
    expect(net.state('m').engine.book.cuts.modified).toHaveLength(1);
    expect(await seen('m')).toEqual(await seen('n'));
    expect(await seen('o')).not.toEqual(await seen('m'));
  });

  it('holds, puts back on the table and refuses, in the order in which it was said', async () => {
    await open();
    await net.mandate('m');
    const ids = await net.table();
    for (const [move, phase] of [
      ['hold', 'held'],
      ['reopen', 'tabled'],
      ['hold', 'held'],
      ['refuse', 'refused'],
    ] as const) {
      must(await net.say(ids['l']!, move, ['m'], move === 'reopen' ? undefined : `${move} by Lea`));
      await net.settle();
      expect(net.phase('a', ids['m']!)).toBe(phase);
    }
    expect(net.words('m', ids['m']!)).toEqual(['hold made', 'reopen made', 'hold made', 'refuse made']);
    expect(net.record('a', ids['m']!).state).toEqual(net.record('m', ids['m']!).state);
  });

  it('two at once are made as far as the first leaves room for the second', async () => {
    await open();
    await net.mandate('m');
    const ids = await net.table();
    must(await net.say(ids['l']!, 'hold', ['m']));
    must(await net.say(ids['l']!, 'accept', ['m']));
    await net.settle();
    expect(net.words('m', ids['m']!)).toEqual(['hold made', 'accept not-made']);
    expect(net.phase('a', ids['m']!)).toBe('held');
  });

  it('has exactly these fields, a time within bounds, and the coalition of its thread; the rest is refused by name', async () => {
    await open();
    await net.mandate('m');
    const ids = await net.table();
    must(await net.say(ids['l']!, 'hold', ['m']));
    const body = net.peers
      .desk('l')
      .rows(thread, 'm' as PartyId)
      .at(-1)!.signed.message.body;
    await net.settle();
    must(await net.operator('m').moveAccord({ id: ids['m']!, move: 'reopen', by: 'Ada' }));
    await net.settle();
    const before = net.kept('m');
    for (const [more, at] of [
      [{ coalition: 'coalition:other' }, 'body.coalition'],
      [{ coalition: 'pool' }, 'body.coalition'],
      [{ offer: 'x' }, 'body.offer'],
      [{ common: 'ab' }, 'body.common'],
      [{ common: 'ab'.repeat(32) }, 'body.offer'],
      [{ move: 'revoke' }, 'body.move'],
      [{ move: 'reopen' }, 'body.offer'],
      [{ move: 'accept', note: 'why' }, 'body.note'],
      [{ note: ' ' }, 'body.note'],
      [{ note: 'x'.repeat(1_001) }, 'body.note'],
      [{ members: ['party:n'] }, 'body.members'],
    ] as const) {
      await net.craft('l', 'm', 'lead-answer', { ...body, ...more });
      expect(net.answer('m'), JSON.stringify(more)).toContain(at);
    }
    for (const until of [null, net.now() + 31 * day]) {
      await net.craft('l', 'm', 'lead-answer', body, until);
      expect(net.answer('m')).toContain('message.expires');
    }
    expect(net.kept('m')).toBe(before);
  });

  it('is for members of the text that mandated this node, and of a text that was tabled to it as a member', async () => {
    await open();
    await net.mandate('m');
    const ids = await net.table();
    for (const [input, at] of [
      [{ for: ['o'] }, 'for'],
      [{ for: ['l'] }, 'for'],
      [{ for: ['a'] }, 'for'],
      [{ for: ['mandated', 'm'] }, 'for'],
      [{ for: [] }, 'for'],
      [{ move: 'counter' }, 'move'],
      [{ move: 'accept', why: 'x' }, 'why'],
      [{ id: 'ffffffff' }, 'id'],
    ] as const)
      expect(
        await net.operator('l').answerFor({ id: ids['l']!, move: 'accept', for: ['m'], ...input }),
        JSON.stringify(input),
      ).toMatchObject({ ok: false, error: [{ at }] });
    expect(await net.operator('a').answerFor({ id: ids['m']!, move: 'accept', for: ['m'] })).toMatchObject({
      ok: false,
      error: [{ at: 'id' }],
    });
    expect(net.peers.desk('l').waitingFor()).toEqual([]);
  });
});

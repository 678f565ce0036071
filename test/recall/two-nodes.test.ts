import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import { RecallNet } from '../lab/recall-net.ts';
import { clear, green, permit, red, stix } from '../lab/stix-makers.ts';
import { must } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';

const text = `urn:uuid:${uuid(0x71)}`;
const one = stix('indicator', 1, [green]);
const two = stix('malware', 2, [green]);
const why = 'the source withdrew it';

let net: RecallNet;
beforeEach(async () => {
  net = await RecallNet.open(['a', 'b'], {}, ['z']);
  const { operator } = net.node('a');
  must(await operator.addTerms(permit(null, 'main', [{ tlp: { 'at-most': 'green' } }], { id: text, from: 'a' })));
  await net.node('a').bring('main', [one, two]);
  await net.pull('b', 'a');
});
afterEach(() => net.close());

const send = (more: object = {}) =>
  net.node('a').operator.sendRecall({ objects: [one.id], to: ['all-holders'], why, ...more });

describe('a recall by hand', () => {
  it('lists holders and counts in a dry run, and does nothing', async () => {
    const sent = must(await send({ dryRun: true }));
    expect(sent).toEqual({ id: null, holders: [{ party: 'b', versions: 1, askedBefore: 0, how: 'message' }] });
    await net.settle();
    expect([net.rows('a', 'out'), net.sent]).toEqual([[], []]);
  });

  it('takes the copy away at the holder, which answers when it is gone', async () => {
    const { id } = must(await send());
    expect(net.rows('a', 'out')).toMatchObject([{ id, party: 'b', state: 'outstanding', versions: 1, deleted: 0 }]);
    await net.settle();
    expect(await net.held('b', [one.id, two.id])).toEqual([`${two.id} by a`]);
    expect(net.rows('a', 'out')).toMatchObject([{ id, state: 'answered', deleted: 1, kept: 0, notHeld: 0 }]);
    expect(net.rows('b', 'in')).toMatchObject([{ party: 'a', state: 'answered', deleted: 1, text: why }]);
  });

  it('says under which texts it had been given', async () => {
    must(await send());
    await net.settle();
    expect(net.sent.find(({ kind }) => kind === 'recall')?.body).toMatchObject({
      part: 1,
      parts: 1,
      why: 'revoked',
      ask: 'delete',
      texts: [text],
      versions: [[one.id, one['modified']]],
    });
  });

  it('I7 asks nobody twice for the same', async () => {
    must(await send());
    expect(must(await send())).toMatchObject({ id: null, holders: [{ party: 'b', versions: 0, askedBefore: 1 }] });
    await net.settle();
    expect(await send()).toMatchObject({ ok: false });
    expect(net.sent.filter(({ kind }) => kind === 'recall')).toHaveLength(1);
  });
});

const oldest = stix('indicator', 1, [green]);
const version = (n: number, markings: readonly string[], more: object = {}) => ({
  ...oldest,
  object_marking_refs: markings,
  modified: `2025-0${n}-01T00:00:00.000Z`,
  ...more,
});

describe('what recalls by itself', () => {
  it('M 4784 deleting an object asks whoever got it', async () => {
    const foreseen = must(await net.node('a').operator.deleteObject({ object: one.id, dryRun: true }));
    expect(foreseen).toEqual({ versions: 1, holders: [{ party: 'b', versions: 1, askedBefore: 0, how: 'message' }] });
    expect(await net.held('a', [one.id])).toHaveLength(1);
    must(await net.node('a').operator.deleteObject({ object: one.id, why }));
    await net.settle();
    expect([await net.held('a', [one.id]), await net.held('b', [one.id])]).toEqual([[], []]);
    expect(net.rows('a', 'out')).toMatchObject([{ why: 'deleted', party: 'b', text: why, deleted: 1 }]);
  });

  it('M 7409 a newer version for fewer takes the older ones back, and they go out no more', async () => {
    await net.node('a').bring('main', [version(2, [red])]);
    await net.settle();
    expect(net.rows('a', 'out')).toMatchObject([{ why: 'narrowed', party: 'b', versions: 1, deleted: 1 }]);
    expect(await net.held('b', [one.id])).toEqual([]);
    expect(await net.pull('b', 'a', true)).toEqual([`${two.id} ${two['modified']}`]);
    expect(await net.node('a').operator.decide({ party: 'b', object: two.id })).toMatchObject({
      value: { decision: 'permit' },
    });
  });

  it('a newer version for as many, or one that is only not out yet, takes nothing back', async () => {
    await net.node('a').bring('main', [version(2, [clear])]);
    await net.settle();
    expect([net.rows('a', 'out'), await net.held('b', [one.id])]).toEqual([[], [`${one.id} by a`]]);
    must(await net.node('a').operator.endTerms(text));
    await net.node('a').bring('main', [version(3, [clear])]);
    await net.settle();
    expect(net.rows('a', 'out')).toEqual([]);
  });

  it('a version that is marked revoked is delivered, and nothing is deleted', async () => {
    await net.node('a').bring('main', [version(2, [green], { revoked: true })]);
    await net.settle();
    expect(await net.pull('b', 'a')).toEqual([`${one.id} 2025-02-01T00:00:00.000Z`]);
    expect(await net.held('b', [one.id])).toEqual([`${one.id} by a`, `${one.id} by a`]);
    expect(net.rows('a', 'out')).toEqual([]);
  });

  it('a worse grade that closes the text takes back what it had opened, and a better one lets it out again', async () => {
    const { operator } = net.node('a');
    must(await operator.endTerms(text));
    const asks = [{ 'grade-of-object': { 'any-of': ['B2'] } }];
    must(await operator.addTerms(permit('b', 'main', asks, { id: `urn:uuid:${uuid(0x72)}`, from: 'a' })));
    await net.node('a').bring('main', [stix('tool', 9, [green])]);
    const { id } = stix('tool', 9);
    must(await operator.gradeObject({ object: id, grade: 'B2' }));
    expect(await net.pull('b', 'a')).toHaveLength(1);
    must(await operator.gradeObject({ object: id, grade: 'D4' }));
    await net.settle();
    expect(await net.held('b', [id])).toEqual([]);
    must(await operator.gradeObject({ object: id, grade: 'B2' }));
    expect(await net.pull('b', 'a')).toHaveLength(1);
  });
});

describe('the stream after a recall', () => {
  it('does not bring it again, from the old cursor or from the beginning', async () => {
    must(await send());
    await net.settle();
    expect(await net.pull('b', 'a')).toEqual([]);
    expect(await net.pull('b', 'a', true)).toEqual([`${two.id} ${two['modified']}`]);
    expect(must(await net.node('a').operator.decide({ party: 'b', object: one.id }))).toMatchObject({
      decision: 'refuse',
      because: [{ operand: 'recall', why: 'recalled' }],
    });
  });

  it('S1 brings it once more, behind the cursor the holder had, when the recall is lifted', async () => {
    const { id } = must(await send());
    await net.settle();
    expect(await net.pull('b', 'a')).toEqual([]);
    must(await net.node('a').operator.liftRecall({ id: id! }));
    expect(await net.pull('b', 'a')).toEqual([`${one.id} ${one['modified']}`]);
    expect(await net.pull('b', 'a')).toEqual([]);
    expect(await net.held('b', [one.id])).toEqual([`${one.id} by a`]);
    // It is held again, and so can be recalled again.
    expect(must(await send({ dryRun: true })).holders).toMatchObject([{ party: 'b', versions: 1 }]);
  });

  it('keeps nothing back that the terms keep back: new terms announce it anew', async () => {
    const { operator } = net.node('a');
    must(await operator.endTerms(text));
    must(await send());
    await net.settle();
    must(await operator.addTerms(permit('b', 'main', [], { id: `urn:uuid:${uuid(0x73)}`, from: 'a' })));
    expect((await net.pull('b', 'a')).sort()).toEqual([one, two].map((o) => `${o.id} ${o['modified']}`).sort());
  });

  it('a corrected object keeps its newest version with the holder', async () => {
    await net.node('a').bring('main', [version(2, [green])]);
    await net.pull('b', 'a');
    must(await send({ cause: 'corrected' }));
    await net.settle();
    expect(net.sent.find(({ kind }) => kind === 'recall')?.body).toMatchObject({
      ask: 'replace',
      versions: [[one.id, one['modified']]],
    });
    expect(await net.held('b', [one.id])).toEqual([`${one.id} by a`]);
    expect(await net.pull('b', 'a', true)).toContain(`${one.id} 2025-02-01T00:00:00.000Z`);
  });
});

describe('what a recall may touch at the holder', () => {
  it('O 6951 O 2215 leaves what own staff brought, and what is held from elsewhere', async () => {
    await net.node('b').bring('main', [one]);
    must(await send());
    await net.settle();
    expect(await net.held('b', [one.id])).toEqual([`${one.id} by b`]);
    expect(net.rows('a', 'out')).toMatchObject([{ deleted: 1, notHeld: 0 }]);
  });

  it('T-FED-04 answers a recall of what it never had from the asker alike, whether it holds it or not', async () => {
    const answers: unknown[] = [];
    for (const holds of [true, false]) {
      const other = stix('campaign', holds ? 5 : 6, [green]);
      if (holds) await net.node('b').bring('main', [other]);
      const { engine, messages, store, platform } = net.node('a').node.state;
      const body = {
        part: 1,
        parts: 1,
        why: 'deleted',
        text: null,
        ask: 'delete',
        until: null,
        accord: null,
        texts: [],
        versions: [[other.id, String(other['modified'])]],
      } as const;
      engine.change(({ at }) => messages.send('b' as never, `recall/urn:uuid:${platform.uuid()}`, 'recall', body, at));
      await store.flush();
      await net.settle();
      answers.push(net.sent.filter(({ kind }) => kind === 'recall-ack').at(-1)?.body);
      if (holds) expect(await net.held('b', [other.id])).toEqual([`${other.id} by b`]);
    }
    expect(answers[0]).toEqual({ part: 1, deeds: [{ did: 'not-held', places: '0', why: null }], forwarded: [] });
    expect(answers[1]).toEqual(answers[0]);
  });

  it('a copy that waits in quarantine or aside is a copy as well', async () => {
    const { store, federation } = net.node('b').node.state;
    const { quarantine } = federation.deps;
    const row = { source: 's', party: 'a' as never, collection: 1, object: one.id, version: String(one['modified']) };
    quarantine.put({ ...row, faults: [], at: 1, tries: 1 }, new Uint8Array([1]));
    quarantine.put({ ...row, party: 'z' as never, faults: [], at: 1, tries: 1 }, new Uint8Array([2]));
    await store.flush();
    must(await send());
    await net.settle();
    expect((await quarantine.rows()).map(({ party }) => party)).toEqual(['z']);
  });
});

describe('messages that do not fit', () => {
  const good = {
    part: 1,
    parts: 1,
    why: 'deleted',
    text: null,
    ask: 'delete',
    until: null,
    accord: null,
    texts: [],
    versions: [[one.id, '2025-01-01T00:00:00.000Z']],
  };
  it.each([
    ['body.part', { ...good, part: 2 }],
    ['body.why', { ...good, why: 'because' }],
    ['body.ask', { ...good, ask: 'burn' }],
    ['body.until', { ...good, until: 'soon' }],
    ['body.versions', { ...good, versions: [] }],
    ['body.versions[0]', { ...good, versions: [[one.id]] }],
    ['body.versions[1]', { ...good, versions: [...good.versions, ...good.versions] }],
    ['body.text', { ...good, text: 'x'.repeat(limits.recallTextMax + 1) }],
  ])('I6 %s: is put on record without effect, and the asker is told that it has to ask by hand', async (at, body) => {
    const { engine, messages, store } = net.node('a').node.state;
    engine.change((moment) =>
      messages.send('b' as never, `recall/urn:uuid:${uuid(0xff)}`, 'recall', body as never, moment.at),
    );
    await store.flush();
    await net.settle();
    const rows = net.node('b').node.state.messages.rows(`recall/urn:uuid:${uuid(0xff)}`, 'a' as never);
    expect(rows.map(({ refused }) => refused?.[0]?.at)).toEqual([at]);
    expect([net.rows('b', 'in'), await net.held('b', [one.id])]).toEqual([[], [`${one.id} by a`]]);
  });

  it.each([
    ['names a version twice', [{ did: 'deleted', places: '0,0', why: null }]],
    ['is silent about one', []],
    ['keeps without a reason', [{ did: 'kept', places: '0', why: null }]],
    ['speaks of more than was asked', [{ did: 'deleted', places: '0-1', why: null }]],
  ])('an answer that %s has no effect', async (_, deeds) => {
    must(await send());
    const { thread } = [...net.node('a').node.state.recalls.book.threadsOf(net.rows('a', 'out')[0]!.id)][0]!;
    const { engine, messages, store } = net.node('b').node.state;
    engine.change(({ at }) =>
      messages.send('a' as never, thread, 'recall-ack', { part: 1, deeds, forwarded: [] } as never, at),
    );
    await store.flush();
    net.meddle = (_request, from) => (from === 'a' ? { kind: 'unreachable', why: 'cut' } : null);
    await net.settle();
    expect(net.rows('a', 'out')).toMatchObject([{ state: 'outstanding', deleted: 0 }]);
  });
});

describe('what goes wrong with one recall', () => {
  it('holds up no other, is told, and is done the next time', async () => {
    const { recalls, shelf, store } = net.node('b').node.state;
    const remove = shelf.remove.bind(shelf);
    shelf.remove = async (rows, alongside) => {
      if (rows.some(({ id }) => id === one.id)) throw new Error('a broken page');
      return remove(rows, alongside);
    };
    must(await send());
    must(await send({ objects: [two.id] }));
    await expect(net.settle()).rejects.toThrow('a broken page');
    await store.flush();
    expect(await net.held('b', [one.id, two.id])).toEqual([`${one.id} by a`]);
    shelf.remove = remove;
    await recalls.work();
    await net.settle();
    expect(await net.held('b', [one.id, two.id])).toEqual([]);
    expect(net.rows('a', 'out').map(({ state }) => state)).toEqual(['answered', 'answered']);
  });

  it('T-FED-04 nobody answers in the thread of another', async () => {
    await net.close();
    net = await RecallNet.open(['a', 'b', 'c']);
    must(await net.node('a').operator.addTerms(permit(null, 'main', [], { id: text, from: 'a' })));
    await net.node('a').bring('main', [one]);
    await net.pull('b', 'a');
    net.meddle = ({ peer }) => (peer === 'b' ? { kind: 'unreachable', why: 'cut' } : null);
    const { id } = must(await send());
    const [asked] = net.node('a').node.state.recalls.book.threadsOf(id!);
    const { engine, messages, store } = net.node('c').node.state;
    const body = { part: 1, deeds: [{ did: 'deleted', places: '0', why: null }], forwarded: [] };
    engine.change(({ at }) => messages.send('a' as never, asked!.thread, 'recall-ack', body, at));
    await store.flush();
    await net.settle();
    expect(net.rows('a', 'out')).toMatchObject([{ party: 'b', state: 'outstanding', deleted: 0 }]);
  });
});

describe('holders without a node', () => {
  it('are listed for own staff, who note what they answer', async () => {
    await net.node('a').ask({ path: '/api/collections/main/objects/', as: 'z' });
    const { id } = must(await send());
    await net.settle();
    expect(
      net
        .rows('a', 'out')
        .map(({ party, state }) => `${party} ${state}`)
        .sort(),
    ).toEqual(['b answered', 'z by-hand']);
    const { operator } = net.node('a');
    expect(await operator.noteRecall({ id: id!, party: 'y', answer: 'deleted' })).toMatchObject({ ok: false });
    expect(await operator.noteRecall({ id: id!, party: 'z', answer: 'kept' })).toMatchObject({ ok: false });
    must(await operator.noteRecall({ id: id!, party: 'z', answer: 'kept', why: 'their archive', by: 'kim' }));
    expect(net.rows('a', 'out').find(({ party }) => party === 'z')).toMatchObject({ state: 'answered', kept: 1 });
    // Whoever keeps it holds it, and may be asked again.
    expect(must(await send({ dryRun: true })).holders).toMatchObject([{ party: 'z', versions: 1, how: 'by-hand' }]);
  });
});

describe('input of own staff', () => {
  it.each([
    ['cause', { cause: 'whim' }],
    ['why', { why: ' ' }],
    ['until', { until: '2020-01-01T00:00:00Z' }],
    ['to', { to: ['nobody'] }],
    ['recall', { collection: 'main' }],
    ['object', { objects: ['indicator--00000000-0000-4000-8000-000000000000'] }],
    ['to z', { to: ['z'] }],
  ])('names %s as what is wrong', async (at, more) => {
    expect(await send(more)).toMatchObject({ ok: false, error: [{ at }] });
    expect(net.rows('a', 'out')).toEqual([]);
  });

  it('takes a whole collection, and what was given under one text', async () => {
    const all = { objects: undefined, dryRun: true };
    expect(must(await send({ ...all, collection: 'main' })).holders).toMatchObject([{ party: 'b', versions: 2 }]);
    expect(must(await send({ ...all, accord: text })).holders).toMatchObject([{ party: 'b', versions: 2 }]);
    expect(await send({ ...all, accord: 'urn:uuid:none' })).toMatchObject({ ok: false, error: [{ at: 'accord' }] });
  });

  it('shows an outstanding recall in days, then overdue, in the list, the doctor and the metrics', async () => {
    must(await send({ until: '2026-03-03T00:00:00Z' }));
    const { operator } = net.node('a');
    net.advance(86_400_000_000);
    expect(net.rows('a', 'out')).toMatchObject([{ state: 'outstanding', days: 1 }]);
    net.advance(86_400_000_000);
    expect(net.rows('a', 'out')).toMatchObject([{ state: 'overdue', days: 2 }]);
    expect(operator.doctor().find(({ check }) => check === 'recalls')).toMatchObject({ state: 'warning' });
    const gauge = operator.metrics().find(({ name }) => name === 'proviso_recalls_open')!;
    expect(
      gauge.samples.find(({ labels }) => labels['direction'] === 'out' && labels['overdue'] === 'true')?.value,
    ).toBe(1);
  });
});

describe('more than one message', () => {
  it('goes in parts of one thread, each answered by itself', async () => {
    const many = Array.from({ length: limits.recallVersionsPerMessageMax + 1 }, (_, n) =>
      stix('tool', 10_000 + n, [green]),
    );
    await net.node('a').bring('main', many);
    for (let came = 1; came > 0; ) came = (await net.pull('b', 'a')).length;
    must(await net.node('a').operator.sendRecall({ collection: 'main', to: ['b'], why }));
    await net.settle();
    const parts = net.sent.filter(({ kind }) => kind === 'recall').map(({ body }) => [body['part'], body['parts']]);
    expect(parts).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(net.rows('a', 'out')).toMatchObject([
      { state: 'answered', versions: many.length + 2, deleted: many.length + 2 },
    ]);
    expect(net.node('b').node.state.engine.collections.get(1)!.objects).toBe(0);
  });
});

describe('a writer that deletes by TAXII', () => {
  it('M 4784 takes back what it brought from everybody but itself, and O 2215 nothing of others', async () => {
    const lab = net.node('a');
    await lab.addCollection(uuid(0xc1), 'open', { writers: ['z'] });
    must(await lab.operator.addTerms(permit(null, 'open', [], { id: `urn:uuid:${uuid(0x74)}`, from: 'a' })));
    const theirs = stix('campaign', 7, [green]);
    const ours = stix('tool', 8, [green]);
    await lab.post('z', 'open', [theirs]);
    await lab.bring('open', [ours]);
    lab.clock.advance(1_000_000);
    // Its own node reads as an ordinary client here; what counts is that it got them.
    await lab.addParty('y');
    for (const as of ['y', 'z']) await lab.ask({ path: '/api/collections/open/objects/', as });
    const gone = await lab.ask({ method: 'DELETE', path: `/api/collections/open/objects/${theirs.id}/`, as: 'z' });
    const refused = await lab.ask({ method: 'DELETE', path: `/api/collections/open/objects/${ours.id}/`, as: 'z' });
    expect([gone.status, refused.status]).toEqual([200, 403]);
    await net.settle();
    expect(net.rows('a', 'out').map((row) => [row.party, row.why, row.state])).toEqual([['y', 'deleted', 'by-hand']]);
  });
});

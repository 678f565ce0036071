import { describe, expect, it } from 'vitest';
import {
  type AccordState,
  type AccordText,
  freezeAccord,
  legState,
  type Move,
  movesOf,
  newAccord,
  nextChangeAfter,
  nextMessage,
  phaseAt,
} from '../../src/core/accord/index.ts';
import { limits } from '../../src/core/limits.ts';
import { a, accordId, b, moment, naming, oneLeg, party, Side, twoLegs } from './made-accords.ts';

const id = accordId(1);
const text = twoLegs();
const table = (version = 1, of: AccordText = text): Move => ({
  kind: version === 1 ? 'table' : 'counter',
  ...naming(version),
  text: of,
});
const plain = (kind: 'accept' | 'confirm' | 'reopen' | 'resume', version = 1): Move => ({ kind, ...naming(version) });
const close = (kind: 'refuse' | 'withdraw' | 'suspend' | 'revoke', version = 1): Move => ({
  kind,
  ...naming(version),
});
const hold: Move = { kind: 'hold', ...naming(1), hold: { conditions: [], reopens: 'hand' } };

const pair = (): [Side, Side] => [new Side(a, newAccord(id, a, b)), new Side(b, newAccord(id, b, a))];

/** a tabled; b knows. */
function tabled(of: AccordText = text): [Side, Side] {
  const [left, right] = pair();
  right.take(left.send(table(1, of)));
  return [left, right];
}

function accepted(of: AccordText = text): [Side, Side] {
  const [left, right] = tabled(of);
  left.take(right.send(plain('accept')));
  return [left, right];
}

function inForce(of: AccordText = text): [Side, Side] {
  const [left, right] = accepted(of);
  right.take(left.send(plain('confirm')));
  return [left, right];
}

describe('the accord machine', () => {
  it('comes into force when the author confirms what the other party accepted', () => {
    const [left, right] = inForce();
    expect(left.state).toEqual(right.state);
    expect(phaseAt(left.state, 0)).toBe('in-force');
    expect(legState(left.state, 0, 0)).toBe('in-force');
  });

  it('gives the turn to the party that did not write the version on the table', () => {
    const [left, right] = tabled();
    expect(movesOf(left.state, a, 0)).toEqual(['withdraw']);
    expect(movesOf(left.state, b, 0)).toEqual(['accept', 'counter', 'refuse', 'hold']);
    left.take(right.send(table(2)));
    expect(phaseAt(left.state, 0)).toBe('countered');
    expect(movesOf(left.state, b, 0)).toEqual(['withdraw']);
  });

  it('answers "stale" to an acceptance of another version or hash (rule 1, T-NEG-01)', () => {
    const [left, right] = tabled();
    for (const wrong of [{ version: 2 }, { hash: naming(2).hash }]) {
      const message = nextMessage(right.state, b, { ...plain('accept'), ...wrong } as Move, 0);
      const answer = left.offer(message);
      expect(answer.ok ? 'taken' : answer.error.code).toBe('stale');
    }
  });

  it('holds with named conditions and reopens with the turn unchanged', () => {
    const [left, right] = tabled();
    left.take(right.send(hold));
    expect(phaseAt(left.state, 0)).toBe('held');
    expect(movesOf(left.state, b, 0)).toEqual(['reopen', 'refuse']);
    expect(movesOf(left.state, a, 0)).toEqual(['withdraw']);
    left.take(right.send(plain('reopen')));
    expect(movesOf(left.state, b, 0)).toContain('accept');
    expect(left.state).toEqual(right.state);
  });

  it('ends the whole negotiation by a withdraw that crossed a counter-offer (rule 3)', () => {
    const [left, right] = tabled();
    const counter = right.send(table(2));
    const withdraw = left.send(close('withdraw'));
    expect(right.take(withdraw).effects).toMatchObject([{ what: 'ended', kind: 'withdrawn' }]);
    expect(left.take(counter).effects).toMatchObject([{ what: 'crossed', kind: 'counter' }]);
    expect(left.state.stage).toEqual(right.state.stage);
  });

  it('ranks refused over withdrawn when both crossed (rule 4)', () => {
    const [left, right] = tabled();
    const refuse = right.send(close('refuse'));
    const withdraw = left.send(close('withdraw'));
    left.take(refuse);
    right.take(withdraw);
    expect(left.state.stage).toMatchObject({ kind: 'refused', by: [{ party: b }] });
    expect(right.state.stage).toEqual(left.state.stage);
  });

  it('refuses a message written after its sender knew of the end', () => {
    const [left, right] = tabled();
    right.take(left.send(close('withdraw')));
    const late = nextMessage(right.state, b, close('refuse'), 0);
    const answer = left.offer(late);
    expect(answer.ok ? 'taken' : answer.error.code).toBe('ended');
  });

  it('records who suspends; each lifts its own', () => {
    const [left, right] = inForce();
    const crossing = [left.send(close('suspend')), right.send(close('suspend'))];
    right.take(crossing[0]!);
    left.take(crossing[1]!);
    expect(left.state).toEqual(right.state);
    expect(right.take(left.send(plain('resume'))).effects).toEqual([{ what: 'resumed', by: a, flows: false }]);
    expect(legState(right.state, 0)).toBe('suspended');
    expect(left.take(right.send(plain('resume'))).effects).toEqual([{ what: 'resumed', by: b, flows: true }]);
    expect(legState(left.state, 0)).toBe('in-force');
  });

  it('lets a revoke of the accepted side wait behind the confirm (rule 6)', () => {
    const [left, right] = accepted();
    const confirm = left.send(plain('confirm'));
    const revoke = right.send(close('revoke'));
    expect(legState(right.state, 0)).toBe('proposed');
    expect(right.take(confirm).effects.map((effect) => effect.what)).toEqual(['in-force', 'ended']);
    left.take(revoke);
    expect(left.state).toEqual(right.state);
    expect(left.state.stage).toMatchObject({ name: 'ended', kind: 'revoked', by: [{ party: b }] });
  });

  it('leaves an author only withdraw once the acceptor revoked', () => {
    const [left, right] = accepted();
    left.take(right.send(close('revoke')));
    expect(movesOf(left.state, a, 0)).toEqual(['withdraw']);
    right.take(left.send(close('withdraw')));
    expect(left.state).toEqual(right.state);
  });

  it('lapses by the clock, and the clock of the author decides whether an acceptance was in time (rule 5)', () => {
    const [left, right] = tabled(oneLeg({}, { openUntil: '2026-06-01T00:00:00Z' }));
    const last = moment('2026-06-01T00:00:00Z');
    expect(phaseAt(left.state, last)).toBe('tabled');
    expect(phaseAt(left.state, last + 1)).toBe('lapsed');
    expect(movesOf(right.state, b, last + 1)).toEqual([]);
    left.at = last + 1;
    const { effects } = left.take(right.send(plain('accept')));
    expect(movesOf(left.state, a, left.at)).toEqual(['withdraw']);
    const [answer] = effects;
    if (answer?.what !== 'answer') throw new Error('no answer');
    right.take(left.send(answer.move));
    expect(right.state).toEqual(left.state);
    expect(phaseAt(right.state, 0)).toBe('lapsed');
  });

  it('expires by the clock when every leg is over, and each leg for itself', () => {
    const [left] = inForce(twoLegs({ valid: { until: '2026-06-01T00:00:00Z' } }));
    const after = moment('2026-06-01T00:00:01Z');
    expect(phaseAt(left.state, after)).toBe('in-force');
    expect([legState(left.state, after, 0), legState(left.state, after, 1)]).toEqual(['ended', 'in-force']);
  });

  it('ignores a repeated message and freezes at another one with its number (T-NEG-03)', () => {
    const [left, right] = inForce();
    const first = { ...right.sent[0]!, digest: 'one' };
    left.context = { digestOf: () => 'one' };
    expect(left.take(first)).toEqual({ state: left.state, effects: [] });
    expect(left.take({ ...first, digest: 'two' }).effects).toEqual([{ what: 'frozen', frozen: { party: b, seq: 1 } }]);
    expect(legState(left.state, 0)).toBe('suspended');
    expect(movesOf(left.state, a, 0)).toEqual(['revoke', 'amend']);
    expect(movesOf(left.state, b, 0)).toEqual(['revoke']);
    const answer = left.offer(nextMessage(right.state, b, close('suspend'), 0));
    expect(answer.ok ? 'taken' : answer.error.code).toBe('frozen');
    right.take(left.send(close('revoke')));
    expect(phaseAt(right.state, 0)).toBe('revoked');
    expect(legState(freezeAccord(tabled()[0].state, b, 1).state, 0)).toBe('ended');
  });

  it('refuses messages out of order, of others, and of what was never sent', () => {
    const [left, right] = tabled();
    const next = nextMessage(right.state, b, plain('accept'), 0);
    const code = (message: typeof next): string => {
      const answer = left.offer(message);
      return answer.ok ? 'taken' : answer.error.code;
    };
    expect(code({ ...next, seq: 2 })).toBe('gap');
    expect(code({ ...next, seen: 2 })).toBe('unseen');
    expect(code({ ...next, from: party('c') })).toBe('not-ours');
    expect(code({ ...next, accord: accordId(2) })).toBe('not-ours');
    expect(code(next)).toBe('taken');
  });

  it('takes only texts whose legs join the two parties, one each way', () => {
    const [left] = pair();
    const refused = (of: AccordText): string => {
      const answer = left.offer(nextMessage(left.state, a, table(1, of), 0));
      return answer.ok ? 'taken' : answer.error.code;
    };
    expect(refused(twoLegs({ to: 'party:c' }))).toBe('text');
    expect(refused(twoLegs({}, { from: 'party:a', to: 'party:b' }))).toBe('text');
    expect(refused(oneLeg({ from: 'party:b', to: 'party:a' }))).toBe('taken');
  });

  it('bounds versions and open negotiations', () => {
    const [left, right] = tabled();
    for (let version = 2; version <= limits.versionsPerAccordMax; version++) {
      const [from, to] = version % 2 === 0 ? [right, left] : [left, right];
      to.take(from.send(table(version)));
    }
    expect(movesOf(left.state, a, 0)).toEqual(['accept', 'refuse', 'hold']);
    const [one] = pair();
    one.context = { openAccords: limits.openAccordsPerPartnerMax - 1 };
    expect(one.offer(nextMessage(one.state, a, table(), 0)).ok).toBe(true);
    one.context = { openAccords: limits.openAccordsPerPartnerMax };
    expect(one.offer(nextMessage(one.state, a, table(), 0)).ok).toBe(false);
    // Ends of other accords may still be under way to the receiver.
    const [author, receiver] = pair();
    const message = author.send(table());
    receiver.context = { openAccords: 2 * limits.openAccordsPerPartnerMax - 1 };
    expect(receiver.offer(message).ok).toBe(true);
    receiver.context = { openAccords: 2 * limits.openAccordsPerPartnerMax };
    expect(receiver.offer(message).ok).toBe(false);
  });

  it('names the next moment at which time alone changes anything', () => {
    const dates = ['2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z', '2026-08-01T00:00:00Z'] as const;
    const [open, there, back] = dates;
    const dated = twoLegs({ valid: { until: there } }, { valid: { until: back } }, { openUntil: open });
    const ends = (state: AccordState): number[] => {
      const found: number[] = [];
      for (let at: number | null = 0; at !== null; at = nextChangeAfter(state, at)) if (at > 0) found.push(at);
      return found;
    };
    expect(ends(tabled(dated)[0].state)).toEqual([moment(open) + 1]);
    expect(ends(accepted(dated)[0].state)).toEqual([]);
    const { state } = inForce(dated)[0];
    expect(ends(state)).toEqual([moment(there) + 1, moment(back) + 1]);
    const seen = (at: number): unknown => [
      phaseAt(state, at),
      legState(state, at),
      legState(state, at, 0),
      legState(state, at, 1),
    ];
    expect(seen(moment(there))).toEqual(['in-force', 'in-force', 'in-force', 'in-force']);
    expect(seen(moment(there) + 1)).toEqual(['in-force', 'in-force', 'ended', 'in-force']);
    expect(seen(moment(back) + 1)).toEqual(['expired', 'ended', 'ended', 'ended']);
    expect(movesOf(state, a, moment(back) + 1)).toEqual([]);
  });

  it('keeps the text of a counter-offer that crossed its end, if it is one between these parties', () => {
    const [left, right] = tabled();
    const counter = right.send(table(2));
    left.send(close('withdraw'));
    const wrong = { ...counter, move: table(2, twoLegs({ to: 'party:c' })) };
    expect(left.take(wrong).state.table?.number).toBe(1);
    const [again, other] = tabled();
    again.send(close('withdraw'));
    expect(again.take(other.send(table(2))).state.table?.number).toBe(2);
  });
});

describe('an amendment', () => {
  const second = accordId(2);
  const amended = (): [Side, Side, Side, Side] => {
    const [left, right] = inForce();
    const left2 = new Side(a, newAccord(second, a, b));
    const right2 = new Side(b, newAccord(second, a, b));
    left2.context = { replaced: left.state };
    right2.context = { replaced: right.state };
    right2.take(left2.send(table(1, twoLegs({}, {}, { replaces: id }))));
    left2.take(right2.send(plain('accept')));
    return [left, right, left2, right2];
  };

  it('ends what it replaces in the step that brings it into force', () => {
    const [left, , left2, right2] = amended();
    const confirm = nextMessage(left2.state, a, plain('confirm'), 0);
    const { replaced, effects } = left2.take(confirm);
    expect(effects.map((effect) => effect.what)).toEqual(['in-force', 'superseded']);
    expect(replaced?.stage).toMatchObject({ kind: 'superseded', next: second });
    expect(right2.take(confirm).replaced).toEqual({ ...replaced, taken: left.state.taken });
  });

  it('takes a suspension over that its confirm crossed', () => {
    const [, right, left2, right2] = amended();
    const confirm = left2.send(plain('confirm'));
    right.send(close('suspend'));
    right2.context = { replaced: right.state };
    const { effects } = right2.take(confirm);
    expect(effects.at(-1)).toMatchObject({ what: 'answer', move: { kind: 'suspend' } });
  });

  it('takes a revoke over that its confirm crossed', () => {
    const [, right, left2, right2] = amended();
    const confirm = left2.send(plain('confirm'));
    right.send(close('revoke'));
    right2.context = { replaced: right.state };
    expect(right2.take(confirm).effects.at(-1)).toMatchObject({ what: 'answer', move: { kind: 'revoke' } });
  });

  it('cannot be confirmed once its ground is gone, or while we accepted another one', () => {
    const [left, , left2] = amended();
    left.send(close('revoke'));
    left2.context = { replaced: left.state };
    expect(left2.offer(nextMessage(left2.state, a, plain('confirm'), 0)).ok).toBe(false);
    const [first, , author] = amended();
    const rival = new Side(a, newAccord(accordId(3), a, b));
    rival.context = { replaced: first.state };
    const other = new Side(b, newAccord(accordId(3), a, b));
    other.context = { replaced: first.state };
    rival.take(other.send(table(1, twoLegs({}, {}, { replaces: id }))));
    rival.send(plain('accept'));
    author.context = { replaced: first.state, rivals: [rival.state] };
    expect(author.offer(nextMessage(author.state, a, plain('confirm'), 0)).ok).toBe(false);
    author.context = { replaced: first.state, rivals: [] };
    expect(author.offer(nextMessage(author.state, a, plain('confirm'), 0)).ok).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { confirm, plainStatement } from '../../../test/lab/made-statements.ts';
import { takesEffect, type Waits } from './takes-effect.ts';

const of = plainStatement('s', 'b', 'leave', 0);
const act = (more: Partial<Waits> = {}): Waits => ({ recorded: 10, by: 'ann', awaits: 500, ...more });

describe('when an act takes effect', () => {
  it('at once when nothing waits for a second person', () => {
    expect(takesEffect(act({ awaits: null }), [])).toBe(10);
    expect(takesEffect(act({ awaits: null }), [confirm(of, 'bob', 20)])).toBe(10);
  });

  it('T-NEG-06 when the first other person confirms, not before it was done, and never by who did it', () => {
    expect(takesEffect(act(), [])).toBeNull();
    expect(takesEffect(act(), [confirm(of, 'bob', 30), confirm(of, 'eve', 20)])).toBe(20);
    expect(takesEffect(act(), [confirm(of, 'bob', 9)])).toBeNull();
    expect(takesEffect(act(), [confirm(of, ' Ann ', 20)])).toBeNull();
  });

  it('is confirmed by anybody where nobody is named for it', () => {
    expect(takesEffect(act({ by: null }), [confirm(of, 'ann', 20)])).toBe(20);
  });
});

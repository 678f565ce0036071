import { describe, expect, it } from 'vitest';
import { logOf, plainStatement, relate, via } from '../../../test/lab/made-statements.ts';
import { buildPositionBook } from './build-position-book.ts';
import type { Statement } from './statement.ts';
import type { Topic } from './topic.ts';

const topic: Topic = {
  id: 't',
  title: 'Who governs',
  scale: { values: ['stay', 'leave'], ordered: true },
  policy: { kind: 'unanimous' },
};
const says = (
  id: string,
  chain: readonly string[],
  speaker: string | null,
  more: Partial<Statement> = {},
): Statement => ({
  ...plainStatement(id, 'b', 'leave', 10),
  chain: via(...chain),
  speaker,
  ...more,
});

/** What two paths open, of records of one event. */
function answer(...records: readonly Statement[]): string {
  const first = records[0]!;
  const log = logOf(...records, { relations: records.slice(1).map((r) => relate(r, first, 'same-event', 10)) });
  const found = buildPositionBook([topic], log).answer({ topic: 't', of: first.party, paths: 2 }, 20, 20);
  return found.known ? found.value : found.why;
}

describe('T-NEG-06 a relay that one record names as the speaker', () => {
  it.each<[string, readonly Statement[]]>([
    ['alone in its chain', [says('a', ['blog'], null), says('z', ['blog'], 'Blog')]],
    ['before another relay', [says('a', ['blog'], null), says('z', ['blog', 'wire'], 'blog')]],
    [
      'spelled otherwise',
      [says('a', ['blog'], null), says('z', ['blog', 'wire'], null, { organ: 'mfa', speaker: ' BLOG ' })],
    ],
  ])('is still the relay that both share: %s', (_, records) => {
    expect(answer(...records)).toBe('too-few-paths');
  });

  it('the speaker whom all records name makes no two paths one', () => {
    expect(answer(says('a', ['Jane', 'agency'], 'Jane'), says('z', ['jane', 'rival'], 'Jane'))).toBe('leave');
  });

  it('records that share nothing else stay two paths', () => {
    expect(answer(says('a', ['agency'], 'Jane'), says('z', ['rival'], 'agency desk'))).toBe('leave');
  });
});

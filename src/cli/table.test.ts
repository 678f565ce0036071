import { describe, expect, it } from 'vitest';
import { recordLines, recordTable } from './table.ts';

describe('table', () => {
  it('aligns columns by characters and leaves no blanks at line ends', () => {
    const table = recordTable(
      [
        { id: 'a', name: 'Ελλάδα' },
        { id: 'long-id', name: null },
      ],
      ['id', 'name'],
      'none',
    );
    expect(table).toBe('ID       NAME\na        Ελλάδα\nlong-id  -');
  });

  it('says in words that there is nothing', () => {
    expect(recordTable([], ['id'], 'no parties')).toBe('no parties');
  });

  it('T-CLI-01 keeps a value with line ends inside its own row', () => {
    expect(recordTable([{ id: 'a\nFAKE  row' }], ['id'], '').split('\n')).toHaveLength(2);
    expect(recordLines({ 'key\n': 'v\u001b[2J' })).toBe('key\\n  v\\u{1b}[2J');
  });

  it('T-IMP-04 reads only own fields of a record', () => {
    expect(recordTable([JSON.parse('{"__proto__": {"id": "inherited"}}')], ['id'], '')).toBe('ID\n-');
  });
});

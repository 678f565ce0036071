import type { CoalitionRecord } from '../app/operator-api.ts';
import { said } from './records.ts';
import { withStamps } from './stamps.ts';
import { recordTable } from './table.ts';

/** Times as text in UTC, those of the members too. */
export const coalitionJson = (coalition: CoalitionRecord): Record<string, unknown> => ({
  ...withStamps(coalition, ['addedAt']),
  members: coalition.members.map((member) => withStamps(member, ['from', 'to'])),
});

/** A line per member, since people look for who is in it; a coalition without any has a line too. */
export function coalitionTable(list: readonly CoalitionRecord[]): string {
  const rows = list.flatMap(({ id, name, members }) =>
    members.length === 0
      ? [{ id, name }]
      : members.map((member) => ({ id, name, ...withStamps(member, ['from', 'to']) })),
  );
  return recordTable(rows, ['id', 'name', 'party', 'from', 'to'], 'no coalitions');
}

/** What follows a change: the coalition with its members as they stand now. */
export const coalitionChanged = (coalition: CoalitionRecord): { value: unknown; text: string } => ({
  value: coalitionJson(coalition),
  text: `coalition:${said([
    ['', coalition.id],
    ['members now', coalition.members.map(({ party }) => party)],
  ]).trim()}`,
});

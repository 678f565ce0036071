import type { CoalitionRecord, MandateView } from '../app/operator-api.ts';
import { formatMicros } from '../core/time.ts';
import { said } from './records.ts';
import { stamped } from './stamped.ts';
import { withStamps } from './stamps.ts';
import { recordTable } from './table.ts';

/** Times as text in UTC, those of the members too. */
export const coalitionJson = (coalition: CoalitionRecord): Record<string, unknown> => ({
  ...withStamps(coalition, ['addedAt']),
  members: coalition.members.map((member) => withStamps(member, ['from', 'to'])),
  mandate: stamped(coalition.mandate),
  mandatedBy: stamped(coalition.mandatedBy),
});

/**
 * A line per member, since people look for who is in it, and for whoever else a mandate names; a coalition without any has a
 * line too.
 */
export function coalitionTable(list: readonly CoalitionRecord[]): string {
  const rows = list.flatMap((coalition) => {
    const { id, name, members, mandate, mandatedBy } = coalition;
    const named = [...(mandate === null ? [] : [mandate]), ...mandatedBy].map(({ party }) => party);
    const others = [...new Set(named)].filter((party) => members.every((member) => member.party !== party));
    const lines = [
      ...members.map((member) => ({
        ...withStamps(member, ['from', 'to']),
        answers: answersText(coalition, member.party),
      })),
      ...others.map((party) => ({ party, answers: answersText(coalition, party) })),
    ];
    return lines.length === 0 ? [{ id, name }] : lines.map((line) => ({ id, name, ...line }));
  });
  const keys = ['id', 'name', 'party', 'from', 'to'];
  const isAnswered = list.some(({ mandate, mandatedBy }) => mandate !== null || mandatedBy.length > 0);
  return recordTable(rows, isAnswered ? [...keys, 'answers'] : keys, 'no coalitions');
}

/** Who answers for whom, by party. */
function answersText({ mandate, mandatedBy }: CoalitionRecord, party: string): string {
  const text = (how: string, { moves, until }: MandateView): string =>
    `${how} until ${formatMicros(until)}: ${moves.join(', ')}`;
  return [
    ...(mandate?.party === party ? [text('for us', mandate)] : []),
    ...mandatedBy.filter((one) => one.party === party).map((one) => text('by us', one)),
  ].join('; ');
}

/** What follows a change: the coalition with its members as they stand now. */
export const coalitionChanged = (coalition: CoalitionRecord): { value: unknown; text: string } => ({
  value: coalitionJson(coalition),
  text: `coalition:${said([
    ['', coalition.id],
    ['members now', coalition.members.map(({ party }) => party)],
  ]).trim()}`,
});

import { type PartyId, parsePartyId } from '../ids.ts';
import type { JsonObject } from '../json-value.ts';
import { limits } from '../limits.ts';
import { type Fault, fail, ok, type Result } from '../result.ts';
import { formatMicros, type Micros, parseTimestamp } from '../time.ts';
import { unknownFields } from './unknown-fields.ts';

/** What a party signs of one member of one coalition. It says nothing of members of that member. */
export interface MembershipStatement {
  /** Slug, without `coalition:`. */
  readonly coalition: string;
  readonly party: PartyId;
  readonly from: Micros;
  /** The party belongs until then and not from then on; null: it has left at `from`. */
  readonly until: Micros | null;
}

const fields = ['coalition', 'party', 'from', 'until'] as const;
const slugPattern = /^coalition:[a-z0-9][a-z0-9-]{0,63}$/;

export const statementBody = ({ coalition, party, from, until }: MembershipStatement): JsonObject => ({
  coalition: `coalition:${coalition}`,
  party: `party:${party}`,
  from: formatMicros(from),
  until: until === null ? null : formatMicros(until),
});

/** Exactly these fields, each in one spelling; `issued` bounds how long a statement may last. */
export function readMembershipStatement(
  body: Readonly<Record<string, unknown>>,
  issued: Micros,
): Result<MembershipStatement, Fault[]> {
  const faults = unknownFields(body, fields);
  const { coalition, party, from, until } = body as Readonly<Record<(typeof fields)[number], unknown>>;
  if (typeof coalition !== 'string' || !slugPattern.test(coalition))
    faults.push({ at: 'body.coalition', problem: 'is not the id of a coalition', valid: 'coalition:finance-isac' });
  const member = typeof party === 'string' && party.startsWith('party:') ? parsePartyId(party) : null;
  if (member?.ok !== true)
    faults.push({
      at: 'body.party',
      problem: 'is not one party',
      valid: 'party:energy-isac; no coalition is a member',
    });
  const since = typeof from === 'string' ? parseTimestamp(from) : null;
  if (since === null) faults.push({ at: 'body.from', problem: 'is no moment', valid: formatMicros(issued) });
  const end = typeof until === 'string' ? parseTimestamp(until) : null;
  const latest = issued + limits.membershipStatementMicros;
  if (until !== null && (end === null || end > latest || (since !== null && end <= since)))
    faults.push({
      at: 'body.until',
      problem: 'is no moment after "from" within the time that a statement may last',
      valid: `until ${formatMicros(latest)}, or null for a party that has left`,
    });
  if (faults.length > 0 || member?.ok !== true || since === null) return fail(...faults);
  return ok({ coalition: String(coalition).slice('coalition:'.length), party: member.value, from: since, until: end });
}

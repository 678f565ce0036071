import { parsePartyId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { PartyRecord } from '../operator-api.ts';
import type { Parties } from '../parties.ts';

/** A party of ours by id, with or without `party:`; otherwise the fault names those that are. */
export function findParty(
  parties: Pick<Parties, 'get' | 'list'>,
  ref: string,
  at = 'party',
): Result<PartyRecord, Fault[]> {
  const id = parsePartyId(ref, at);
  if (!id.ok) return id;
  const party = parties.get(id.value);
  if (party !== undefined) return ok(party);
  return fail({
    at,
    problem: `no party "${id.value}"`,
    valid: parties
      .list()
      .map((p) => p.id)
      .join(', '),
  });
}

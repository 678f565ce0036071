import { coalitionSlug, type Mandate, mandateBody, mandateMoves, orderedMoves } from '../../core/coalition/index.ts';
import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { formatMicros, type Micros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';
import { findMember } from '../operate/coalitions.ts';
import { readTime } from '../operate/record-statement.ts';
import type { MandateChanged, OperatorApi } from '../operator-api.ts';
import { belongs, mandateInForce } from './mandate-in-force.ts';
import { mandateKind, membershipThread } from './membership-thread.ts';

type Deps = Pick<
  NodeState,
  'engine' | 'store' | 'parties' | 'coalitions' | 'peers' | 'messages' | 'mandates' | 'settings'
>;
type Input = Parameters<OperatorApi['setMandate']>[0];

/**
 * Own staff say that a lead answers for this node what is tabled to a coalition, or that it does so no more. It holds from
 * this answer on, whether the lead has heard of it or not.
 */
export async function setMandate(deps: Deps, input: Input): Promise<Result<MandateChanged, Fault[]>> {
  const { engine, store, mandates, messages } = deps;
  return engine.exclusive(async () => {
    const found = findMember(deps, { id: coalitionSlug(input.id), party: input.to });
    if (!found.ok) return fail(...found.error.map((f) => (f.at === 'party' ? { ...f, at: 'to' } : f)));
    const { coalition, party: lead } = found.value;
    const now = engine.now();
    const by = input.by?.trim() ?? '';
    const read =
      input.revoke === true
        ? readRevoke(deps, input, coalition.id, lead)
        : readGrant(deps, input, coalition.id, lead, now);
    const faults = read.ok ? [] : [...read.error];
    if (by === '')
      faults.push({ at: 'by', problem: 'who gives or takes it is not named', valid: 'a name of own staff: --by NAME' });
    if (!read.ok || faults.length > 0) return fail(...faults);
    const told = engine.change(({ at }) => {
      mandates.give({ ...read.value, by, recorded: at });
      const thread = messages.lines.inUse(lead, membershipThread(coalition.id));
      const { until } = read.value;
      const isOver = until !== null && until <= at;
      if (isOver || deps.peers.enrolled(lead) === null || thread === null) return false;
      messages.send(lead, thread, mandateKind, mandateBody(read.value), at, until ?? undefined);
      return true;
    });
    await store.flush();
    return ok({ ...read.value, told });
  });
}

function readGrant(deps: Deps, input: Input, coalition: string, lead: PartyId, now: Micros): Result<Mandate, Fault[]> {
  const faults: Fault[] = [];
  if (lead === deps.settings.party || deps.peers.enrolled(lead) === null)
    faults.push({ at: 'to', problem: `${lead} is no enrolled peer`, valid: 'proviso peer enrol' });
  // Who is no member must not hear of the coalition (CSP 22).
  else if (!belongs(deps, coalition, lead, now))
    faults.push({ at: 'to', problem: `${lead} does not belong to ${coalition} here`, valid: 'a member' });
  const other = deps.mandates
    .leads(coalition)
    .find((one) => one !== lead && mandateInForce(deps, coalition, one, now) !== null);
  if (other !== undefined)
    faults.push({ at: 'to', problem: `${other} answers for this node already`, valid: `--to ${other} --revoke first` });
  const latest = formatMicros(now + limits.membershipStatementMicros);
  const until = readTime(input.until, 'until', now, faults);
  if (faults.every(({ at }) => at !== 'until') && (until <= now || until > now + limits.membershipStatementMicros))
    faults.push({ at: 'until', problem: 'is missing, over or too far', valid: `a moment until ${latest}` });
  const moves = orderedMoves(input.moves ?? mandateMoves);
  if (moves === null || moves.length === 0)
    faults.push({ at: 'moves', problem: 'name no answers, each once', valid: mandateMoves.join(', ') });
  return faults.length > 0 || moves === null ? fail(...faults) : ok({ coalition, lead, moves, until });
}

function readRevoke(deps: Deps, input: Input, coalition: string, lead: PartyId): Result<Mandate, Fault[]> {
  const faults: Fault[] = [];
  if (input.until !== undefined || input.moves !== undefined)
    faults.push({ at: 'revoke', problem: 'takes no time and no answers', valid: '--to LEAD --revoke' });
  if ((deps.mandates.given(coalition, lead)?.until ?? null) === null)
    faults.push({ at: 'to', problem: `${lead} has no mandate for ${coalition}`, valid: 'a lead that has one' });
  return faults.length > 0 ? fail(...faults) : ok({ coalition, lead, moves: [], until: null });
}

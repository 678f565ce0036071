import { type MembershipStatement, statementBody, stretchAt } from '../../core/coalition/index.ts';
import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { formatMicros } from '../../core/time.ts';
import type { NodeState } from '../node-state.ts';
import { coalitionRecord, findMember } from '../operate/coalitions.ts';
import { readTime } from '../operate/record-statement.ts';
import type { CoalitionRecord, OperatorApi } from '../operator-api.ts';
import { membershipKind, membershipThread } from './membership-thread.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'parties' | 'coalitions' | 'mandates' | 'peers' | 'messages'>;

/** Own staff say which party speaks for a coalition here: its statements of members are followed from now on. */
export async function setSpeaker(
  deps: Deps,
  input: Parameters<OperatorApi['setSpeaker']>[0],
): Promise<Result<CoalitionRecord, Fault[]>> {
  const { engine, store, coalitions, peers } = deps;
  return engine.exclusive(async () => {
    const found = findMember(deps, input);
    if (!found.ok) return found;
    const { coalition, party } = found.value;
    const ends = input.ends ?? false;
    if (!ends && peers.enrolled(party) === null)
      return fail({
        at: 'party',
        problem: `${party} is no enrolled peer, so it signs nothing here`,
        valid: 'proviso peer enrol',
      });
    const others = (coalition.speakers ?? []).filter((one) => one !== party);
    const set = { ...coalition, speakers: ends ? others : [...others, party] };
    engine.change(() => coalitions.add(set));
    await store.flush();
    return ok(coalitionRecord(deps, set));
  });
}

/** Signs what is on record here of one party, and tells the members that are peers; nobody else hears of a coalition (CSP 22). */
export async function stateMembership(
  deps: Deps,
  input: Parameters<OperatorApi['stateMembership']>[0],
): ReturnType<OperatorApi['stateMembership']> {
  const { engine, store, messages } = deps;
  return engine.exclusive(async () => {
    const found = findMember(deps, input);
    if (!found.ok) return found;
    const { coalition, party } = found.value;
    const now = engine.now();
    const faults: Fault[] = [];
    const wanted =
      input.until === undefined ? now + limits.membershipStatementMicros : readTime(input.until, 'until', now, faults);
    if (faults.length === 0 && (wanted <= now || wanted > now + limits.membershipStatementMicros))
      faults.push({
        at: 'until',
        problem: 'is over or too far',
        valid: `until ${formatMicros(now + limits.membershipStatementMicros)}`,
      });
    const to = recipients(deps, coalition.id, party);
    if (to.length === 0)
      faults.push({ at: 'id', problem: `no other member of ${coalition.id} is a peer`, valid: 'proviso peer enrol' });
    if (faults.length > 0) return fail(...faults);
    const stands = stretchAt(deps.coalitions.book!.stretches(coalition.id, party, now), now);
    const said: MembershipStatement = {
      coalition: coalition.id,
      party,
      from: stands?.from ?? now,
      until: stands === null ? null : Math.min(wanted, stands.to ?? wanted),
    };
    const told = engine.change(({ at }) =>
      to.filter((peer) => {
        const thread = messages.lines.inUse(peer, membershipThread(coalition.id));
        if (thread === null) return false;
        messages.send(peer, thread, membershipKind, statementBody(said), at, said.until ?? undefined);
        return true;
      }),
    );
    await store.flush();
    return ok({ coalition: coalition.id, party, from: said.from, until: said.until, told });
  });
}

/** Members that are peers, and the party itself, also once it has left. */
function recipients({ peers, coalitions, engine }: Deps, coalition: string, party: PartyId): readonly PartyId[] {
  const now = engine.now();
  const { book } = coalitions;
  return peers
    .list()
    .filter((peer) => peer.revokedAt === null)
    .map((peer) => peer.party)
    .filter((one) => one === party || (book !== null && stretchAt(book.stretches(coalition, one, now), now) !== null));
}

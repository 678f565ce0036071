import { type Membership, type MembershipStatement, readMembershipStatement } from '../../core/coalition/index.ts';
import type { SignedMessage } from '../../core/message/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import { formatMicros, parseTimestamp } from '../../core/time.ts';
import { lineOf } from '../messages/thread-lines.ts';
import type { NodeState } from '../node-state.ts';
import { leadWordKind, mandateKind, membershipKind, membershipPrefix, membershipThread } from './membership-thread.ts';
import { takeLeadWord, wordAnswered } from './take-lead-word.ts';
import { takeMandate } from './take-mandate.ts';

type Deps = Pick<
  NodeState,
  'messages' | 'coalitions' | 'engine' | 'mandates' | 'peers' | 'accords' | 'settings' | 'platform'
>;

const takers = new Map([
  [membershipKind, takeStatement],
  [mandateKind, takeMandate],
  [leadWordKind, takeLeadWord],
]);

/** From now on statements of members, mandates and what leads say under them are taken (T-NEG-13). */
export function attendMemberships(deps: Deps): void {
  deps.messages.handle(
    membershipPrefix,
    (signed, moment) => {
      const { kind } = signed.message;
      const take = takers.get(kind);
      if (take !== undefined) return take(deps, signed, moment);
      return fail({ at: 'message.kind', problem: `no "${kind}" here`, valid: [...takers.keys()].join(', ') });
    },
    {
      delivered: (signed) => wordAnswered(deps, signed, 'taken', []),
      refused: (signed, faults) => wordAnswered(deps, signed, 'refused', faults),
    },
  );
}

/**
 * What a party says that speaks for a coalition by our staff's word is followed; what a party says of itself is evidence and
 * no more; anything else is refused. That a coalition is unknown here and that the sender does not speak for it are one
 * answer, so that nobody learns which coalitions are known (CSP 22).
 */
function takeStatement(deps: Deps, { message }: SignedMessage, moment: Moment): Result<unknown, Fault[]> {
  const { thread, from, body, issued, expires, seq } = message;
  const read = readMembershipStatement(body, parseTimestamp(issued) ?? moment.at);
  if (!read.ok) return read;
  const said = read.value;
  const first = membershipThread(said.coalition);
  if (lineOf(thread) !== first)
    return fail({ at: 'body.coalition', problem: 'is another than that of the thread', valid: thread });
  const until = said.until === null ? null : formatMicros(said.until);
  if (expires !== until)
    return fail({ at: 'message.expires', problem: 'is not the end of the statement', valid: until ?? 'null' });
  if (deps.coalitions.speaksFor(from, said.coalition))
    record(deps, said, { from, seq, ...(thread === first ? {} : { thread }) }, moment);
  else if (from !== said.party)
    return fail({
      at: 'body.coalition',
      problem: 'is none that the sender speaks for here',
      valid: 'a coalition of its own',
    });
  return ok(said);
}

/** The sender's word replaces what it said before: outside the stretch it names the party does not belong from now on. */
function record(
  { coalitions, engine }: Deps,
  { coalition, party, from, until }: MembershipStatement,
  said: NonNullable<Membership['said']>,
  moment: Moment,
): void {
  const row = { coalition, party, recorded: moment.at, by: `party:${said.from}`, said };
  coalitions.record({ ...row, belongs: false, from: until ?? from, to: null });
  if (until !== null) coalitions.record({ ...row, belongs: true, from, to: until });
  engine.factsChanged(moment);
}

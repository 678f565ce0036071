import { readMandate } from '../../core/coalition/index.ts';
import { limits } from '../../core/limits.ts';
import type { SignedMessage } from '../../core/message/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Moment } from '../../core/stream/index.ts';
import { formatMicros, parseTimestamp } from '../../core/time.ts';
import { lineOf } from '../messages/thread-lines.ts';
import type { NodeState } from '../node-state.ts';
import { membershipThread } from './membership-thread.ts';

type Deps = Pick<NodeState, 'mandates' | 'settings'>;

/**
 * A member says that we answer for it. It gives a right and takes none, so that anybody may say it, of any coalition: whether
 * we know that one is not told by the answer (CSP 22). It cannot be passed on, since it speaks of its signer alone.
 */
export function takeMandate(
  { mandates, settings }: Deps,
  { message }: SignedMessage,
  moment: Moment,
): Result<unknown, Fault[]> {
  const { thread, from, body, issued, expires, seq } = message;
  const read = readMandate(body, parseTimestamp(issued) ?? moment.at, settings.party);
  if (!read.ok) return read;
  const { coalition, moves, until } = read.value;
  if (lineOf(thread) !== membershipThread(coalition))
    return fail({ at: 'body.coalition', problem: 'is another than that of the thread', valid: thread });
  const ends = until === null ? null : formatMicros(until);
  if (expires !== ends)
    return fail({ at: 'message.expires', problem: 'is not the end of the mandate', valid: ends ?? 'null' });
  if (mandates.received(coalition, from) === null && mandates.receivedFrom(from) >= limits.mandatesPerPeerMax)
    return fail({
      at: 'body.coalition',
      problem: 'is one too many of this member',
      valid: `mandates for ${limits.mandatesPerPeerMax} coalitions`,
    });
  mandates.receive({ coalition, from, moves, until, thread, seq, at: moment.at });
  return ok(null);
}

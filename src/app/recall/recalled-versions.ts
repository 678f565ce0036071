import { type Micros, parseTimestamp } from '../../core/time.ts';
import { peer } from '../../protocol/index.ts';
import type { NodeState } from '../node-state.ts';
import type { IncomingRecall } from './recall-record.ts';

/** What a recall that was taken names, and when its message was written; null when it is not on record any more. */
export function recalledVersions(
  { messages }: Pick<NodeState, 'messages'>,
  one: IncomingRecall,
): { readonly versions: readonly peer.VersionName[]; readonly issued: Micros } | null {
  const message = messages.row(one.thread, one.peer, 'in', one.seq)?.signed.message;
  const body = message === undefined ? null : peer.readRecallBody(message.body);
  if (message === undefined || body?.ok !== true) return null;
  return { versions: body.value.versions, issued: parseTimestamp(message.issued) ?? one.at };
}

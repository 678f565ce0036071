import type { PartyId } from '../../core/ids.ts';
import { threadPrefix } from '../../core/message/index.ts';
import type { NodeState } from '../node-state.ts';
import type { FrozenThread } from '../operator-api.ts';

/** What own staff can do about a thread in which two histories were shown. */
export function wayOut(peer: PartyId, thread: string): string {
  switch (threadPrefix(thread)) {
    case 'keys':
    case 'membership':
      return `settle it with ${peer} over another way, then enrol each other anew on both sides: proviso peer invite --out FILE, proviso peer enrol FILE`;
    case 'accord':
      return `settle it with ${peer} over another way, then amend or end it: proviso accord show ${thread.slice('accord/'.length)}`;
    case 'consent':
      return `settle it with ${peer} over another way, then ask anew: proviso consent ask --object OBJECT --for PARTY`;
    case 'recall':
      return `ask ${peer} over another way, then proviso recall note ID --party ${peer} --answer ANSWER`;
    default:
      return `settle it with ${peer} over another way, then begin anew`;
  }
}

/** Frozen threads with a peer, those that own staff have settled as well: the evidence stays. */
export const frozenThreads = ({ messages }: Pick<NodeState, 'messages'>, peer: PartyId): readonly FrozenThread[] =>
  messages
    .frozen()
    .filter(({ head }) => head.peer === peer)
    .map(({ head: { thread, frozen, settled }, evidence }) => ({
      thread,
      by: frozen === 'by-them' ? 'them' : 'us',
      settledAt: settled ?? null,
      wayOut: settled === undefined ? wayOut(peer, thread) : null,
      evidence: evidence?.evidence ?? null,
    }));

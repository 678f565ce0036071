import type { FederationAlert } from '../federation-api.ts';
import type { NodeState } from '../node-state.ts';

type Deps = Pick<NodeState, 'messages' | 'peers'>;

/**
 * Messages that a peer does not take as they are (decisions/0074), one alert for each thread for as long as it stands: also
 * while it is being tried again, until the peer takes the message. What fails for now alone is told by `doctor`.
 */
export const stoppedAlerts = ({ messages, peers }: Deps): readonly FederationAlert[] =>
  messages.stopped
    .list()
    .filter(({ peer, stopped }) => peers.enrolled(peer) !== null && isForGood(stopped))
    .map(({ peer, thread, sent, stopped: { seq, status, why, since, tries } }) => ({
      kind: 'stopped-thread' as const,
      party: peer,
      at: since,
      thread,
      seq,
      status,
      why,
      tries,
      behind: sent - seq,
      wayOut: `settle it with ${peer}, then proviso peer retry ${peer} --thread ${thread}`,
    }));

const isForGood = ({ again, status }: { readonly again: boolean; readonly status: number }): boolean =>
  !again || (status >= 400 && status < 500);

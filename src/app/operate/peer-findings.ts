import { limits } from '../../core/limits.ts';
import { formatMicros, type Micros } from '../../core/time.ts';
import { isLoopbackHost, parsePeerUrl } from '../../protocol/peer/index.ts';
import type { NodeState } from '../node-state.ts';
import type { DoctorFinding } from '../operator-api.ts';
import { wayOut } from './frozen-threads.ts';

type Deps = Pick<NodeState, 'engine' | 'peers' | 'messages' | 'address'>;

/** Clocks this far apart are worth a word long before requests are refused. */
const skewWarned: Micros = (limits.signatureWindowMs * 1000) / 10;

/** One finding for each enrolled peer, and one for each thread that stands still or is frozen. */
export function peerFindings({ peers, messages, address }: Deps): DoctorFinding[] {
  const findings = peers
    .list()
    .filter((peer) => peer.revokedAt === null)
    .map(({ party }): DoctorFinding => {
      const { skew, reachedAt, heardAt, problem } = peers.contact(party);
      const waiting = messages.waitingCount(party);
      const check = `peer ${party}`;
      if (skew !== null && Math.abs(skew) > skewWarned)
        return {
          check,
          state: 'warning',
          detail: `its clock is ${Math.abs(Math.round(skew / 1_000_000))} s ${skew > 0 ? 'ahead of' : 'behind'} ours; from ${limits.signatureWindowMs / 1000} s on nothing of it is taken`,
          fix: 'set both clocks by a time service',
        };
      if (problem !== null && waiting > 0)
        return {
          check,
          state: 'warning',
          detail: `${waiting} messages wait: ${problem}`,
          fix: `proviso peer show ${party}`,
        };
      const last = Math.max(reachedAt ?? 0, heardAt ?? 0);
      const contact = last === 0 ? 'no contact yet' : `last contact ${formatMicros(last)}`;
      return { check, state: 'ok', detail: `${contact}, ${waiting} messages wait`, fix: null };
    });
  const standing = messages.stopped.list().filter(({ peer }) => peers.enrolled(peer) !== null);
  const stopped = standing.map(
    ({ peer, thread, sent, stopped: { seq, why, since, tries, again } }): DoctorFinding => ({
      check: `messages in ${thread} to ${peer}`,
      state: again ? 'warning' : 'error',
      detail: `${peer} does not take message ${seq} since ${formatMicros(since)} (tried ${tries} times): ${why}; ${sent - seq} more wait behind it`,
      fix: `settle it with ${peer}, then proviso peer retry ${peer} --thread ${thread}`,
    }),
  );
  const frozen = messages
    .frozen()
    .filter(({ head }) => head.settled === undefined)
    .map(
      ({ head, evidence }): DoctorFinding => ({
        check: `thread ${head.thread} with ${head.peer}`,
        state: 'error',
        detail:
          evidence === null
            ? 'frozen by the other side: it has two messages of this node that contradict each other'
            : `frozen: two messages contradict each other, and both are kept (proviso peer show ${head.peer} --json)`,
        fix: wayOut(head.peer, head.thread),
      }),
    );
  return [...addressFinding(peers, address.url), ...findings, ...stopped, ...frozen];
}

/** Peers sign for the address they were given; one that only this machine can reach was given to nobody else. */
function addressFinding(peers: Deps['peers'], own: string | null): DoctorFinding[] {
  const isNear = (url: string): boolean => {
    const parsed = parsePeerUrl(url);
    return parsed.ok && isLoopbackHost(parsed.value.host);
  };
  const far = peers.list().filter((peer) => peer.revokedAt === null && !isNear(peer.url));
  if (far.length === 0 || (own !== null && !isNear(own))) return [];
  return [
    {
      check: 'own address',
      state: 'warning',
      detail: `${own ?? 'no address'} is what peers are told, and ${far[0]!.party} is on another machine`,
      fix: 'set publicUrl in proviso.json, then exchange descriptors again',
    },
  ];
}

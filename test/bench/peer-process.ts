import { type Fault, faultText, type Result } from '../../src/core/result.ts';
import { deliverAll } from './built.ts';
import { answerParent } from './child.ts';
import { type OpenPeer, openPeer } from './open-peer.ts';
import { indicatorLines } from './peer-objects.ts';
import { type FloodAsk, flood, type WorkAsk, work } from './peer-traffic.ts';
import { uuidFrom } from './real-objects.ts';

/** One node with peers in a process of its own: the one under test, the one that floods it, the one that works. */

let opened: OpenPeer | null = null;
const peer = (): OpenPeer => {
  if (opened === null) throw new Error('the node is not open');
  return opened;
};
const operator = () => peer().node.operator;

function must<T>(result: Result<T, Fault[]>): T {
  if (result.ok) return result.value;
  throw new Error(faultText(result.error));
}

const operations = {
  open: async ({ party, dir }: { party: string; dir: string }): Promise<void> => {
    opened = await openPeer(party, dir);
  },

  invite: () => must(operator().invitePeer()),

  enrol: async (invitation: { descriptor: unknown; fingerprint: string }): Promise<void> => {
    must(await operator().enrolPeer(invitation));
  },

  collection: async ({ alias, count }: { alias: string; count: number }): Promise<string> => {
    const id = uuidFrom(`collection ${peer().node.state.settings.party} ${alias}`);
    must(await operator().createCollection({ id, title: alias, alias }));
    const import_ = operator().importObjects({
      collection: alias,
      source: indicatorLines(alias, count),
      dryRun: false,
      reject: ({ faults }) => console.error(faultText(faults)),
    });
    if (count > 0) must(await import_);
    return id;
  },

  /** Puts an accord with one leg on the table; `accept` there and `talk` on both sides bring it into force. */
  table: async (input: { id: string; to: string; over: string; delivery: 'pull' | 'push' }): Promise<void> => {
    const { party } = peer().node.state.settings;
    const terms = {
      from: `party:${party}`,
      to: `party:${input.to}`,
      over: `collection:${input.over}`,
      allow: [{ do: 'receive' }, { do: 'relay' }],
      references: 'keep',
    };
    const value = { id: input.id, legs: [{ terms, delivery: input.delivery }] };
    must(await operator().tableAccord({ value, to: input.to, confirm: 'auto', by: 'staff' }));
  },

  accept: async ({ id }: { id: string }): Promise<void> => {
    must(await operator().moveAccord({ id, move: 'accept', by: 'staff' }));
  },

  talk: async (): Promise<number> => {
    await deliverAll(peer().node.state);
    return peer().node.state.messages.waitingFor().length;
  },

  /** Runs what is pulled from others; bytes are those that came. */
  pull: async () => {
    const { moved } = peer();
    const [began, before] = [performance.now(), moved.received];
    const runs = must(await operator().syncNow({}));
    const bytes = moved.received - before;
    return { ms: performance.now() - began, added: runs.reduce((n, run) => n + run.added, 0), bytes };
  },

  /** Loses objects that came, every so many. */
  lose: async ({ count }: { count: number }): Promise<void> => {
    const { engine, shelf, store } = peer().node.state;
    const [collection] = [...engine.collections.values()].filter((c) => c.objects > 0);
    const rows = await store.scan(collection!.record.no, 0, 10_000_000);
    const ids = Array.from({ length: count }, (_, k) => rows[Math.floor((k * rows.length) / count)]!.id);
    await engine.exclusive(async () => shelf.remove(await shelf.find(ids)));
    await store.flush();
  },

  compare: async ({ peer: other }: { peer: string }) => {
    const { moved } = peer();
    const [began, sent, received] = [performance.now(), moved.sent, moved.received];
    const [report] = must(await operator().comparePeer({ peer: other }));
    return {
      ms: performance.now() - began,
      bytes: moved.sent - sent + moved.received - received,
      missing: report!.missing.length,
      held: report!.held,
    };
  },

  flood: (ask: FloodAsk) => flood(peer(), ask),
  work: (ask: WorkAsk) => work(peer(), ask),

  quota: ({ peer: other }: { peer: string }) => must(operator().peer(other)).quota,
  raiseQuota: async (): Promise<void> => {
    must(await operator().peerQuota({ objects: '1000000000', cpuSeconds: '3600' }));
  },
};

export type PeerOperations = typeof operations;

answerParent(operations, async () => {
  await opened?.server.close(200);
  await opened?.node.close();
});

import { afterEach, describe, expect, it } from 'vitest';
import { PeerPair } from '../../test/lab/peer-pair.ts';
import { deliver, type Job } from './deliver.ts';

const pairs: PeerPair[] = [];
const jobs: Job[] = [];
afterEach(async () => {
  for (const job of jobs.splice(0)) await job.stop();
  for (const pair of pairs.splice(0)) await pair.close();
});

async function open(): Promise<PeerPair> {
  const pair = await PeerPair.open();
  pairs.push(pair);
  return pair;
}

const start = (pair: PeerPair, firstPauseMs = 1): Job => {
  const job = deliver(pair.node('a').node.state, { firstPauseMs, longestPauseMs: 4 });
  jobs.push(job);
  return job;
};

/** Waits for what the job does by itself; the suite's own limit ends it. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

const numbers = (pair: PeerPair): unknown[] => pair.taken.get('b' as never)!.map((m) => m.body['n']);

describe('the job that delivers', () => {
  it('sends what waited before it began and what is written later, in order', async () => {
    const pair = await open();
    for (const n of [1, 2]) await pair.send('a', 'note', { n });
    start(pair);
    await until(() => numbers(pair).length === 2);
    for (const n of [3, 4, 5]) await pair.send('a', 'note', { n }, `test/${n}`);
    await until(() => numbers(pair).length === 5);
    expect(numbers(pair)).toEqual([1, 2, 3, 4, 5]);
    await until(() => pair.desk('a').waitingFor().length === 0);
  });

  it('goes on by itself when a peer that could not be reached can be', async () => {
    const pair = await open();
    let tries = 0;
    pair.meddle = () => (++tries < 6 ? { kind: 'unreachable', why: 'nobody there' } : null);
    start(pair);
    await pair.send('a', 'note', { n: 1 });
    await until(() => numbers(pair).length === 1);
    expect(tries).toBe(6);
    await until(() => pair.node('a').node.state.peers.contact('b').problem === null);
  });

  it('stops without beginning anything new, however long its pause is', async () => {
    const pair = await open();
    pair.meddle = () => ({ kind: 'unreachable', why: 'nobody there' });
    const job = deliver(pair.node('a').node.state, { firstPauseMs: 3_600_000 });
    await pair.send('a', 'note', { n: 1 });
    await until(() => pair.node('a').node.state.peers.contact('b').problem === 'nobody there');
    await job.stop();
    pair.meddle = () => null;
    await pair.send('a', 'note', { n: 2 });
    expect([numbers(pair), pair.desk('a').waitingCount('b' as never)]).toEqual([[], 2]);
  });

  it('stops sending to a peer whose enrolment was revoked, and tells of failures that are ours', async () => {
    const pair = await open();
    const { state } = pair.node('a').node;
    const failed: unknown[] = [];
    pair.meddle = () => {
      throw new Error('a transport that breaks');
    };
    const job = deliver(state, { firstPauseMs: 1, longestPauseMs: 2, failed: (error) => failed.push(error) });
    jobs.push(job);
    await pair.send('a', 'note', { n: 1 });
    await until(() => failed.length > 1);
    await pair.node('a').operator.revokePeer('b');
    let asked = 0;
    pair.meddle = () => {
      asked++;
      return null;
    };
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([asked, numbers(pair)]).toEqual([0, []]);
  });
});

import { deliverNext } from '../../../src/app/messages/deliver-next.ts';
import type { MessageRow, ThreadHead } from '../../../src/app/messages/thread-book.ts';
import type { PartyId } from '../../../src/core/ids.ts';
import type { Micros } from '../../../src/core/time.ts';
import { hour, minute, NetworkLab, second } from './create-lab.ts';
import { enrolPair } from './enrol.ts';
import type { LivingNode } from './lab-node.ts';
import type { Run } from './seeded-runs.ts';

/**
 * Parties that write to each other in threads; their handlers answer, refuse, and keep count of what they take in the same
 * commit as the message.
 */
const threads = ['lab/1', 'lab/2'];
const isRefused = (n: number): boolean => n % 7 === 3;

function attend(name: string, node: LivingNode): void {
  const { state } = node;
  const count = (kind: string, id: string): void => {
    const before = counts.get(`${kind} ${id}`) ?? (state.store.document(kind, id) as number | null) ?? 0;
    counts.set(`${kind} ${id}`, before + 1);
    state.store.write.putDocument(kind, id, before + 1);
  };
  const counts = new Map<string, number>();
  state.messages.handle(
    'lab',
    ({ message }, moment) => {
      const n = message.body['n'] as number;
      if (isRefused(n)) return { ok: false, error: [{ at: 'n', problem: 'is not wanted' }] };
      count('took', `${message.from} ${message.thread} ${String(message.seq).padStart(6, '0')}`);
      if (message.kind === 'ask' && !state.messages.isFrozen(message.thread, message.from))
        state.messages.send(message.from, message.thread, 'answer', { n: n * 7, to: name }, moment.at);
      return { ok: true, value: null };
    },
    {
      delivered: ({ message }) => count('heard', `${message.to} ${message.thread} ${message.seq}`),
      refused: ({ message }) => count('heard', `${message.to} ${message.thread} ${message.seq}`),
    },
  );
}

/** One message of own accord: written, and kept with what else the writer keeps. */
async function say(node: LivingNode, to: string, thread: string, kind: string, n: number): Promise<void> {
  const { engine, messages, store } = node.state;
  await engine.exclusive(async () =>
    engine.change(({ at }) => {
      if (messages.isFrozen(thread, to as PartyId)) return;
      const signed = messages.send(to as PartyId, thread, kind, { n }, at);
      store.write.putDocument('said', `${to} ${thread} ${signed.message.seq}`, n);
    }),
  );
  // As the job does: what is queued is on its way before it is committed here.
  const onItsWay = n % 2 === 0 ? deliver(node) : null;
  await store.flush();
  await onItsWay;
}

async function deliver(node: LivingNode): Promise<void> {
  for (const peer of node.state.messages.waitingFor())
    for (;;) if ((await deliverNext(node.state, peer)).kind !== 'settled') break;
}

/** A short talk in fair weather in which `name` dies at its `at`-th wait; null when it has no so many waits. */
export async function playDeath(run: Run, name: string, at: number): Promise<NetworkLab | null> {
  const lab = await NetworkLab.open({ parties: ['a', 'b'], run, attend });
  await enrolPair(lab, 'a', 'b');
  for (const machine of lab.machines) machine.downMsMax = 5_000;
  let waits = 0;
  lab.crashWhen = (life) => life.name === name && waits++ === at;
  const stop = lab.regularly('delivers', 3_000, deliver);
  let n = 1;
  for (const from of ['a', 'b', 'a'])
    lab.start(from, (node) => say(node, from === 'a' ? 'b' : 'a', 'lab/1', 'ask', n++));
  await lab.pass(minute);
  stop();
  await lab.calm();
  await settleTalk(lab, hour);
  return waits > at ? lab : null;
}

export interface TalkOptions {
  readonly parties: readonly string[];
  readonly rounds: number;
  readonly crashOneIn: number;
  /** Clocks are moved by up to this; 0 leaves them. */
  readonly clockStep: Micros;
}

/** Plays a talk to its end, when nothing waits any more; the lab is left open. */
export async function playTalk(run: Run, options: TalkOptions): Promise<NetworkLab> {
  const d = run.dice;
  const { parties } = options;
  const lab = await NetworkLab.open({ parties, run, attend });
  for (const [i, a] of parties.entries()) for (const b of parties.slice(i + 1)) await enrolPair(lab, a, b);
  lab.foul(options.crashOneIn);
  let n = 0;
  const stop = lab.regularly('delivers', 10_000, deliver);
  for (let round = 0; round < options.rounds; round++) {
    const from = d.pick(parties);
    const to = d.pick(parties.filter((p) => p !== from));
    const many = 1 + d.below(3);
    for (let k = 0; k < many; k++) {
      const [thread, kind] = [d.pick(threads), d.oneIn(3) ? 'ask' : 'note'];
      lab.start(from, (node) => say(node, to, thread, kind, n++));
    }
    if (d.oneIn(8)) lab.network.cut(from, to);
    if (d.oneIn(4)) lab.network.heal();
    if (options.clockStep > 0 && d.oneIn(3)) lab.machine(from).wall.step(d.pick([-1, 1]) * options.clockStep);
    await lab.pass(d.below(20 * second));
  }
  await lab.pass(minute);
  stop();
  await lab.calm();
  await settleTalk(lab, hour + options.clockStep * options.rounds);
  return lab;
}

/** Clocks are right again, `pause` goes by, and everybody delivers until nothing waits. */
async function settleTalk(lab: NetworkLab, pause: Micros): Promise<void> {
  for (const machine of lab.machines) machine.wall.correct();
  await lab.pass(pause);
  for (let k = 0; k < 100 && lab.machines.some((m) => m.program!.state.messages.waitingFor().length > 0); k++)
    for (const { name } of lab.machines) await lab.finish(() => deliver(lab.node(name)));
}

/** What is not as it must be once all is quiet; null when nothing. */
export function wrongWithTalk(lab: NetworkLab): string | null {
  for (const from of lab.machines)
    for (const to of lab.machines)
      if (from !== to)
        for (const thread of threads) {
          const wrong = wrongOneWay(lab, from.name, to.name, thread);
          if (wrong !== null) return `${from.name} to ${to.name} in ${thread}: ${wrong}`;
        }
  return null;
}

function wrongOneWay(lab: NetworkLab, from: string, to: string, thread: string): string | null {
  const rowsAt = (at: string, other: string, direction: string): MessageRow[] =>
    lab
      .machine(at)
      .storedAll(`message ${other} ${thread}`)
      .map((row) => row.value as MessageRow)
      .filter((row) => row.direction === direction);
  const head = lab.machine(from).stored('thread', `${to} ${thread}`) as ThreadHead | null;
  const [out, taken] = [rowsAt(from, to, 'out'), rowsAt(to, from, 'in')];
  const back = rowsAt(to, from, 'out').map((row) => row.signed);
  if (head !== null && head.frozen !== null) return 'is frozen, though nobody contradicted himself';
  if (out.map(({ signed }) => signed.signature).join() !== taken.map(({ signed }) => signed.signature).join())
    return `${out.length} messages were written and ${taken.length} taken, or not the same ones`;
  for (const [i, { signed, refused }] of taken.entries()) {
    const { seq, body, kind } = signed.message;
    if (seq !== i + 1) return `message ${i + 1} has the number ${seq}`;
    const n = body['n'] as number;
    if ((refused !== null) !== isRefused(n)) return `message ${seq} is ${refused === null ? 'not ' : ''}refused`;
    const took = lab.machine(to).stored('took', `${from} ${thread} ${String(seq).padStart(6, '0')}`);
    if (took !== (refused === null ? 1 : null)) return `message ${seq} had its effect ${took} times`;
    const answers = back.filter(({ message }) => message.kind === 'answer' && message.body['n'] === n * 7);
    const wanted = kind === 'ask' && refused === null ? 1 : 0;
    if (kind === 'ask' && answers.length !== wanted) return `message ${seq} was answered ${answers.length} times`;
    const heard = lab.machine(from).stored('heard', `${to} ${thread} ${seq}`);
    if (heard !== 1) return `message ${seq} was told as delivered ${heard} times`;
  }
  if ((head?.acknowledged ?? 0) !== (head?.sent ?? 0)) return 'not everything is acknowledged';
  return null;
}

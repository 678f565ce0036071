import type { AccordRecord } from '../../../src/app/accord/accord-record.ts';
import { holdAccord } from '../../../src/app/accord/hold-accord.ts';
import { moveAccord, plainMoves } from '../../../src/app/accord/move-accord.ts';
import { amendAccord, counterAccord, tableAccord } from '../../../src/app/accord/table-accord.ts';
import { watchAccords } from '../../../src/app/accord/watch-accords.ts';
import { deliverNext } from '../../../src/app/messages/deliver-next.ts';
import type { StoredText } from '../../../src/app/node-state.ts';
import { phaseAt, type Stage } from '../../../src/core/accord/index.ts';
import { canonicalJson } from '../../../src/core/stix/index.ts';
import { formatMicros, type Micros } from '../../../src/core/time.ts';
import { uuid } from '../../taxii/world.ts';
import { must } from '../whole-node-lab.ts';
import { hour, minute, NetworkLab, second } from './create-lab.ts';
import { enrolPair } from './enrol.ts';
import type { LivingNode } from './lab-node.ts';
import type { Run } from './seeded-runs.ts';

export interface NegotiationOptions {
  readonly rounds: number;
  readonly crashOneIn: number;
  readonly clockStep: Micros;
}

const sides = ['a', 'b'] as const;
type Side = (typeof sides)[number];
const otherOf = (side: string): Side => (side === 'a' ? 'b' : 'a');
const objectTypes = ['malware', 'tool', 'campaign'];

/** Moves that lead somewhere; any other is tried as well, less often. */
const likely: Readonly<Record<Stage['name'], readonly string[]>> = {
  draft: ['withdraw'],
  tabled: ['accept', 'accept', 'accept', 'counter', 'hold', 'refuse', 'withdraw'],
  held: ['reopen', 'reopen', 'withdraw'],
  accepted: ['confirm', 'confirm', 'confirm', 'withdraw'],
  'in-force': ['amend', 'amend', 'suspend', 'resume', 'revoke'],
  ended: ['resume'],
};

/** Two nodes whose staff make moves without plan in several accords at once; wrong moves are refused and change nothing. */
export class Negotiation {
  readonly lab: NetworkLab;
  readonly #ids: string[] = [];

  private constructor(lab: NetworkLab) {
    this.lab = lab;
  }

  static async open(run: Run): Promise<Negotiation> {
    const lab = await NetworkLab.open({ parties: sides, run });
    await enrolPair(lab, 'a', 'b');
    for (const [no, side] of sides.entries())
      await lab.finish(async () =>
        must(await lab.node(side).operator.createCollection({ id: uuid(no + 1), title: 'Own', alias: `of-${side}` })),
      );
    return new Negotiation(lab);
  }

  async play({ rounds, crashOneIn, clockStep }: NegotiationOptions): Promise<void> {
    const { lab } = this;
    const d = lab.run.dice;
    lab.foul(crashOneIn);
    const stops = [lab.regularly('delivers', 8_000, deliver), lab.regularly('watches', 60_000, watch)];
    for (let round = 0; round < rounds; round++) {
      const side = d.pick(sides);
      lab.start(side, (node) => this.#anyMove(node, side));
      if (d.oneIn(10)) lab.network.cut('a', 'b');
      if (d.oneIn(4)) lab.network.heal();
      if (clockStep > 0 && d.oneIn(4)) lab.machine(side).wall.step(d.pick([-1, 1]) * clockStep);
      await lab.pass(d.below(d.oneIn(3) ? 40 * second : 4 * second));
      const wrong = this.#differingInForce();
      if (wrong !== null) throw new Error(wrong);
    }
    await lab.pass(minute);
    for (const stop of stops) stop();
    await this.#quiet(hour + rounds * clockStep);
  }

  async #anyMove(node: LivingNode, side: Side): Promise<void> {
    const d = this.lab.run.dice;
    const { state } = node;
    const known = state.accords.list();
    if (known.length === 0 || (known.length < 24 && d.oneIn(6))) {
      const id = `urn:uuid:${uuid(0x900 + this.#ids.length)}`;
      this.#ids.push(id);
      await tableAccord(state, {
        value: this.#text(side, { id }),
        to: otherOf(side),
        confirm: d.pick(['auto', 'hand']),
      });
      return;
    }
    const alive = known.filter((record) => record.state.stage.name !== 'ended');
    const { id, state: now } = d.pick(alive.length > 0 && !d.oneIn(10) ? alive : known);
    const move = d.pick(d.oneIn(4) ? [...plainMoves, 'counter', 'hold', 'amend'] : likely[now.stage.name]);
    if (move === 'counter') await counterAccord(state, { id, value: this.#text(side) });
    else if (move === 'hold') await holdAccord(state, { id, reopen: d.pick(['auto', 'hand']) });
    else if (move === 'amend') await amendAccord(state, { id, value: this.#text(side) });
    else await moveAccord(state, { id, move });
  }

  #text(side: Side, more: Readonly<Record<string, unknown>> = {}): unknown {
    const d = this.lab.run.dice;
    const now = this.lab.scheduler.now;
    const leg = (from: Side): unknown => ({
      from: `party:${from}`,
      to: `party:${otherOf(from)}`,
      over: `collection:of-${from}`,
      allow: [{ do: 'receive', when: [{ type: { is: d.pick(objectTypes) } }] }],
      ...(d.oneIn(4) ? { valid: { until: formatMicros(now + (2 + d.below(20)) * minute) } } : {}),
    });
    const legs = d.oneIn(2) ? [leg(side), leg(otherOf(side))] : [leg(d.pick(sides))];
    return { ...more, legs, ...(d.oneIn(4) ? { openUntil: formatMicros(now + (1 + d.below(10)) * minute) } : {}) };
  }

  /** At no moment do the two have one accord in force in different words (T-NEG-05). */
  #differingInForce(): string | null {
    for (const id of this.#ids) {
      const [a, b] = sides.map((side) => this.lab.machine(side).program?.state.accords.get(id));
      const inForce = (record: AccordRecord | undefined): boolean => record?.state.stage.name === 'in-force';
      if (inForce(a) && inForce(b) && a!.state.table!.hash !== b!.state.table!.hash)
        return `${id} is in force on different texts`;
    }
    return null;
  }

  /** How many accords ended in which stage, for the tally of what the runs reach. */
  stages(): Map<string, number> {
    const tally = new Map<string, number>();
    for (const { value } of this.lab.machine('a').storedAll('accord')) {
      const { stage } = (value as AccordRecord).state;
      const name = stage.name === 'ended' ? stage.kind : stage.name;
      tally.set(name, (tally.get(name) ?? 0) + 1);
    }
    return tally;
  }

  #kept(side: Side, id: string): AccordRecord | null {
    return this.lab.machine(side).stored('accord', id) as AccordRecord | null;
  }

  async #quiet(pause: Micros): Promise<void> {
    const { lab } = this;
    await lab.calm();
    for (const machine of lab.machines) machine.wall.correct();
    await lab.pass(pause);
    const waits = (): boolean => lab.machines.some((m) => m.program!.state.messages.waitingFor().length > 0);
    for (let k = 0; k < 200 && (k < 3 || waits()); k++)
      for (const side of sides) {
        await lab.finish(() => watch(lab.node(side)));
        await lab.finish(() => deliver(lab.node(side)));
      }
    if (waits()) throw new Error('messages do not come to rest');
  }

  /** What differs between the two, or within one, once all is quiet; null when nothing. */
  wrong(): string | null {
    const ids = new Set(
      sides.flatMap((side) =>
        this.lab
          .machine(side)
          .storedAll('accord')
          .map(({ id }) => id),
      ),
    );
    for (const id of ids) {
      const [a, b] = sides.map((side) => this.#kept(side, id));
      // A text that arrived after its time is on nobody's table.
      if ((a ?? b)?.state.stage.name === 'draft' && (a === null || b === null)) continue;
      if (a == null || b == null) return `${id} is known to one side only`;
      if (stood(a) !== stood(b)) return `${id} differs:\n${canonicalJson(a.state)}\n${canonicalJson(b.state)}`;
      for (const side of sides) {
        const wrong = this.#wrongFlow(side, side === 'a' ? a : b);
        if (wrong !== null) return `${id} at ${side}: ${wrong}`;
      }
    }
    return null;
  }

  /** The texts that a side gives under an accord are open exactly while the accord is in force and nobody suspends it. */
  #wrongFlow(side: Side, { id, state }: AccordRecord): string | null {
    const machine = this.lab.machine(side);
    const texts = machine
      .storedAll('text')
      .map(({ value }) => value as StoredText)
      .filter((text) => text.accord === id);
    const given = (state.table?.text.legs ?? []).filter(({ terms }) => terms.from === `party:${side}`);
    const { stage } = state;
    const phase = phaseAt(state, this.lab.scheduler.now);
    const open = texts.filter((text) => text.endedAt === null);
    const suspended = open.filter((text) => (text.suspensions ?? []).some(({ to }) => to === null));
    if (stage.name !== 'in-force' || phase === 'expired')
      return open.length === 0 ? null : `${open.length} texts are open in a stage ${stage.name} (${phase})`;
    if (open.length !== given.length) return `${open.length} texts are open of ${given.length} legs`;
    const wanted = stage.suspensions.length > 0 ? open.length : 0;
    return suspended.length === wanted ? null : `${suspended.length} texts are suspended where ${wanted} should be`;
  }
}

/** Counts of messages are the desk's: one that came too late is counted there and leaves the record alone. */
const stood = ({ state }: AccordRecord): string => canonicalJson({ ...state, taken: null });

async function deliver(node: LivingNode): Promise<void> {
  for (const peer of node.state.messages.waitingFor())
    for (;;) if ((await deliverNext(node.state, peer)).kind !== 'settled') break;
}

async function watch({ state }: LivingNode): Promise<void> {
  await state.engine.exclusive(async () => state.engine.change((moment) => watchAccords(state, moment)));
  await state.store.flush();
}

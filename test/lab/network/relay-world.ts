import type { ConsentCase } from '../../../src/app/lineage/consent-case.ts';
import { ok } from '../../../src/core/result.ts';
import { formatMicros, type Micros } from '../../../src/core/time.ts';
import { uuid } from '../../taxii/world.ts';
import { clear, type Stix, stix } from '../stix-makers.ts';
import { must } from '../whole-node-lab.ts';
import { hour, minute, NetworkLab, second } from './create-lab.ts';
import { deliver, pull, push } from './do-jobs.ts';
import { agreeOn } from './enrol.ts';
import { versionName } from './exchange-history.ts';
import { bundled } from './exchange-world.ts';
import type { LivingNode } from './lab-node.ts';
import type { Run } from './seeded-runs.ts';
import { Staff } from './staff.ts';

export const shared = uuid(0x51);
export const textOf = (from: string, to: string): string => `urn:x:${from}-${to}`;

interface Known {
  readonly object: Stix;
  isGone: boolean;
}

/**
 * `o` gives to `a` what may be passed on with its consent only, and `a` to `c` what it may. Objects come, are renewed and
 * deleted at `o`, recalled and let out again; `a` asks, and staff of `o` grant, refuse and withdraw.
 */
export class RelayWorld {
  readonly lab: NetworkLab;
  readonly known: Known[] = [];
  /** What `o` ever let pass: ids of objects, and everything. */
  readonly everGranted = new Set<string>();
  #wholeBy: string | null = null;
  behind: Micros = 0;
  readonly #staff: Staff;
  /** Words of the recalls by hand that stand, by object. */
  readonly #recalled = new Map<string, string>();
  #recalls = 0;
  #n = 0;

  private constructor(lab: NetworkLab) {
    this.lab = lab;
    this.#staff = new Staff(lab);
  }

  static async open(run: Run): Promise<RelayWorld> {
    const lab = await NetworkLab.open({ parties: ['o', 'a', 'c'], run });
    for (const { name } of lab.machines)
      await lab.finish(async () =>
        must(await lab.node(name).operator.createCollection({ id: shared, title: 'Shared', alias: 'shared' })),
      );
    const withConsent = { do: 'relay', when: [{ consent: { of: 'originator', scope: 'object', is: 'granted' } }] };
    const delivery = (): 'pull' | 'push' => run.dice.pick(['pull', 'push']);
    const legs = [
      { giver: 'o', taker: 'a', allow: [{ do: 'receive' }, withConsent] },
      { giver: 'a', taker: 'c', allow: [{ do: 'receive' }] },
    ];
    for (const leg of legs) await agreeOn(lab, { ...leg, id: textOf(leg.giver, leg.taker), delivery: delivery() });
    return new RelayWorld(lab);
  }

  happen(): void {
    const d = this.lab.run.dice;
    const standing = this.known.filter(({ isGone }) => !isGone);
    const what = d.below(10);
    if (what < 4 || standing.length === 0) this.#bring(Array.from({ length: 1 + d.below(3) }, () => this.#fresh()));
    else if (what < 6) this.#bring([this.#newer(d.pick(standing).object)]);
    else if (what < 7) this.#delete(d.pick(standing).object.id);
    else if (what < 8) this.#recall(d.pick(standing).object.id);
    else if (what < 9 && this.#recalled.size > 0) this.#lift(d.pick([...this.#recalled.keys()]));
  }

  #recall(object: string): void {
    if (this.#recalled.has(object)) return;
    const why = `recall ${++this.#recalls}`;
    this.#recalled.set(object, why);
    this.#staff.order('o', 'recalls', async ({ operator }) => {
      const sent = await operator.sendRecall({ objects: [object], to: ['all-holders'], why });
      return !sent.ok && sent.error.every(({ problem }) => problem.startsWith('nobody of them got')) ? ok(null) : sent;
    });
  }

  /** Whether or not anybody has answered. */
  #lift(object: string): void {
    const why = this.#recalled.get(object);
    this.#staff.order(
      'o',
      'lifts',
      async ({ operator }) => {
        const rows = operator.recalls().filter((row) => row.direction === 'out' && row.text === why);
        for (const id of new Set(rows.map((row) => row.id))) {
          const lifted = await operator.liftRecall({ id });
          if (!lifted.ok) return lifted;
        }
        return ok(null);
      },
      () => {
        if (this.#recalled.get(object) === why) this.#recalled.delete(object);
      },
    );
  }

  #fresh(): Stix {
    return stix('malware', ++this.#n, [clear], { x_no: this.#n });
  }

  #newer(object: Stix): Stix {
    return { ...object, modified: `${formatMicros(this.lab.scheduler.now).slice(0, 23)}Z`, x_no: ++this.#n };
  }

  #bring(objects: readonly Stix[]): void {
    this.known.push(...objects.map((object) => ({ object, isGone: false })));
    this.#staff.order('o', 'brings objects', ({ operator }) =>
      operator.importObjects({ collection: shared, source: bundled(objects), dryRun: false }),
    );
  }

  #delete(object: string): void {
    for (const one of this.known) if (one.object.id === object) one.isGone = true;
    this.#staff.order('o', 'deletes', ({ operator }) => operator.deleteObject({ object }));
  }

  /** Everybody works, until the end that this returns. */
  begin(): () => void {
    const { lab } = this;
    const d = lab.run.dice;
    const jobs = [
      this.#staff.begin(5_000),
      lab.regularly('delivers', 8_000, (node) => deliver(node)),
      lab.regularly('pulls', 15_000, (node) => pull(node, d)),
      lab.regularly('pushes', 15_000, (node) => push(node)),
      lab.regularly('asks', 10_000, async (node, name) => (name === 'a' ? this.#ask(node) : ok(null))),
      lab.regularly('decides', 10_000, async (node, name) => (name === 'o' ? this.#decide(node) : ok(null))),
    ];
    return () => {
      for (const stop of jobs) stop();
    };
  }

  /** Each object once: what is asked twice has two answers, and which is the last is then a matter of the post. */
  async #ask({ operator }: LivingNode): Promise<void> {
    const asked = new Set(operator.consentCases().map(({ object }) => object));
    const open = [...new Set(this.known.map(({ object }) => object.id))].filter((id) => !asked.has(id));
    if (open.length > 0) await operator.askConsent({ object: this.lab.run.dice.pick(open), party: 'c' });
  }

  async #decide({ operator, state }: LivingNode): Promise<void> {
    const d = this.lab.run.dice;
    for (const one of operator.consentCases()) {
      if (one.role !== 'originator') continue;
      if (one.state === 'waiting' && d.oneIn(2)) await this.#answer(operator, one, state.engine.now());
      else if (one.state === 'granted' && d.oneIn(12)) must(await operator.withdrawConsent({ id: one.id }));
    }
  }

  async #answer(operator: LivingNode['operator'], { id, object }: ConsentCase, now: Micros): Promise<void> {
    const d = this.lab.run.dice;
    if (d.oneIn(4)) {
      must(await operator.refuseConsent({ id, why: 'no' }));
      return;
    }
    const isWhole = d.oneIn(12) && (this.#wholeBy ?? id) === id;
    if (isWhole) this.#wholeBy = id;
    this.everGranted.add(isWhole ? 'everything' : object);
    const until = d.oneIn(4) ? { until: formatMicros(now + minute + d.below(10 * minute)) } : {};
    must(await operator.grantConsent({ id, scope: isWhole ? 'collection' : 'object', ...until }));
  }

  /** No faults any more, and everything that was begun comes to its end. */
  async quiet(): Promise<void> {
    const { lab } = this;
    await lab.calm();
    for (const machine of lab.machines) machine.wall.correct();
    await lab.pass(10 * minute);
    await lab.finish(() => this.#staff.work(lab.node('o'), 'o'));
    for (const object of this.#recalled.keys()) this.#lift(object);
    await lab.finish(() => this.#staff.work(lab.node('o'), 'o'));
    await lab.pass(48 * hour + this.behind);
    for (let round = 0; round < 8; round++)
      for (const { name } of lab.machines) {
        const node = lab.node(name);
        await lab.finish(() => node.state.recalls.work());
        await lab.finish(() => node.state.consentDesk.idle());
        await lab.finish(() => deliver(node));
        await lab.finish(() => pull(node, lab.run.dice));
        await lab.finish(() => push(node));
        await lab.pass(second);
      }
  }

  /** Names of the versions that stand at `o`. */
  standing(): Stix[] {
    return this.known.filter(({ isGone }) => !isGone).map(({ object }) => object);
  }

  /** Names of what `c` may see by the last word of `o`: of the object, else of everything. */
  permitted(): string[] {
    const words = this.lab
      .node('o')
      .operator.consentCases()
      .filter(({ role }) => role === 'originator');
    const word = (one: ConsentCase | undefined): boolean | null =>
      one === undefined || one.state === 'waiting' || (one.state === 'granted' && one.until !== null)
        ? null
        : one.state === 'granted';
    const whole = word(words.find(({ scope }) => scope === 'collection'));
    const said = (id: string): boolean =>
      (word(words.find(({ object, scope }) => object === id && scope === 'object')) ?? whole) === true;
    return this.standing()
      .filter(({ id }) => said(id))
      .map(versionName);
  }
}

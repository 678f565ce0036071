import { ok } from '../../../src/core/result.ts';
import type { ExchangeHistory } from './exchange-history.ts';
import type { ExchangeWorld } from './exchange-world.ts';
import type { LivingNode } from './lab-node.ts';

/** What staff of a giver take back: objects deleted, recalled by hand, and let out again whether or not holders answered. */
export class TakeBacks {
  readonly #world: ExchangeWorld;
  readonly #words = new Map<string, string>();
  #no = 0;

  constructor(world: ExchangeWorld) {
    this.#world = world;
  }

  happen(at: string, history: ExchangeHistory): void {
    const { dice } = this.#world.lab.run;
    const standing = [...new Set(history.versions.map(({ object }) => object.id))].filter(
      (id) => !history.gone.has(id),
    );
    const recalled = standing.filter((id) => history.recalled.get(id) === 'recalled');
    const free = standing.filter((id) => !recalled.includes(id) && history.recalled.get(id) !== 'being lifted');
    const takers = this.#world.edges.filter((edge) => edge.giver === at).map(({ taker }) => taker);
    const seen = new Set(takers.flatMap((taker) => [...history.visible(taker)].map((name) => name.split(' ')[0])));
    // Rather what somebody may have than what nobody can be asked for.
    const given = free.filter((id) => seen.has(id));
    const what = dice.below(7);
    if (what < 2 && standing.length > 0) this.#delete(at, history, dice.pick(standing));
    else if (what < 4 && free.length > 0) this.#recall(at, history, dice.pick(given.length > 0 ? given : free));
    else if (recalled.length > 0) this.#lift(at, history, dice.pick(recalled));
  }

  #delete(at: string, history: ExchangeHistory, object: string): void {
    const { staff, lab } = this.#world;
    history.gone.add(object);
    staff.order(
      at,
      'deletes',
      ({ operator }) => operator.deleteObject({ object }),
      () => {
        for (const version of history.versions) if (version.object.id === object) version.over ??= lab.scheduler.now;
      },
    );
  }

  #recall(at: string, history: ExchangeHistory, object: string): void {
    const why = `recall ${++this.#no}`;
    this.#words.set(`${at} ${object}`, why);
    history.recalled.set(object, 'recalled');
    this.#world.staff.order(at, 'recalls', async ({ operator }) => {
      const sent = await operator.sendRecall({ objects: [object], to: ['all-holders'], why });
      const nobody = !sent.ok && sent.error.every(({ problem }) => problem.startsWith('nobody of them got'));
      return nobody ? ok(null) : sent;
    });
  }

  #lift(at: string, history: ExchangeHistory, object: string): void {
    const { staff, lab } = this.#world;
    const why = this.#words.get(`${at} ${object}`)!;
    history.recalled.set(object, 'being lifted');
    let isLifted = false;
    staff.order(
      at,
      'lifts',
      async ({ operator }: LivingNode) => {
        const rows = operator.recalls().filter((row) => row.direction === 'out' && row.text === why);
        if (rows.some(({ state }) => state === 'sending')) return ok(null);
        for (const id of new Set(rows.map((row) => row.id))) {
          const lifted = await operator.liftRecall({ id });
          if (!lifted.ok) return lifted;
        }
        isLifted = true;
        return ok(null);
      },
      () => {
        if (isLifted) history.recalled.set(object, 'lifted');
        else lab.later(1 + lab.run.dice.below(60_000_000), 'asks again', () => this.#lift(at, history, object));
      },
    );
  }
}

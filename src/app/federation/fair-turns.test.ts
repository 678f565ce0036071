import { describe, expect, it } from 'vitest';
import { FairTurns, type TurnsPlatform } from './fair-turns.ts';

/** Time and work by hand: work moves both clocks, a pause only the one that passes. */
class Bench implements TurnsPlatform {
  now = 0;
  cpu = 0;
  readonly #timers: { readonly at: number; readonly wake: () => void }[] = [];
  readonly ticks = (): number => this.now;
  readonly cpuMs = (): number => this.cpu;
  readonly othersFirst = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  readonly pause = (ms: number): Promise<void> =>
    new Promise((wake) => this.#timers.push({ at: this.now + Math.max(ms, 0.001), wake }));

  burn(ms: number): void {
    this.now += ms;
    this.cpu += ms;
  }

  /** Everything that is ready, then the next pause, until `work` is done. */
  async until(work: Promise<unknown>): Promise<void> {
    let done = false;
    const ended = work.finally(() => {
      done = true;
    });
    while (!done) {
      for (let n = 0; n < 40; n++) await this.othersFirst();
      this.#timers.sort((a, b) => a.at - b.at);
      const next = this.#timers.shift();
      if (next === undefined) continue;
      this.now = Math.max(this.now, next.at);
      next.wake();
    }
    await ended;
  }
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('T-FED-13 turns', () => {
  it('the next one goes to whoever used the least: a flood waits for itself', async () => {
    const bench = new Bench();
    const spent: [string, number][] = [];
    const turns = new FairTurns(bench, (who, ms) => spent.push([who, ms]));
    const order: string[] = [];
    const work = (who: string, ms: number) => async () => {
      bench.burn(ms);
      order.push(who);
    };
    const flood = range(20).map(() => turns.take('flood', work('flood', 100)));
    const quiet = range(3).map(() => turns.take('quiet', work('quiet', 10)));
    await bench.until(Promise.all([...flood, ...quiet]));
    // The one turn that was begun before the other came, and never two in a row while it waits.
    expect(order.slice(0, 4)).toEqual(['flood', 'quiet', 'quiet', 'quiet']);
    expect(spent.reduce((sum, [, ms]) => sum + ms, 0)).toBeCloseTo(2_030);
    expect(spent.filter(([who]) => who === 'quiet').every(([, ms]) => ms <= 10)).toBe(true);
  });

  it('each party has one turn at a time', async () => {
    const bench = new Bench();
    const turns = new FairTurns(bench);
    const under = new Map<string, number>();
    let most = 0;
    const work = (who: string) => async () => {
      under.set(who, (under.get(who) ?? 0) + 1);
      most = Math.max(most, under.get(who)!);
      await bench.othersFirst();
      under.set(who, under.get(who)! - 1);
    };
    await bench.until(
      Promise.all(range(12).map((n) => turns.take(n % 2 === 0 ? 'a' : 'b', work(n % 2 === 0 ? 'a' : 'b')))),
    );
    expect(most).toBe(1);
  });

  it('who is heavy rests between its turns while another is here, and only then', async () => {
    const share = async (isOtherHere: boolean): Promise<number> => {
      const bench = new Bench();
      const turns = new FairTurns(bench);
      if (isOtherHere) await turns.take('other', async () => bench.burn(1));
      const flood = Promise.all(range(100).map(() => turns.take('flood', async () => bench.burn(10))));
      const other = (async () => {
        for (let n = 0; n < 400 && isOtherHere; n++) {
          await bench.pause(50);
          await turns.take('other', async () => bench.burn(1));
        }
      })();
      await bench.until(flood);
      const passed = bench.now;
      await bench.until(other);
      return 1_000 / passed;
    };
    expect(await share(false)).toBeCloseTo(1);
    const shared = await share(true);
    expect(shared).toBeGreaterThan(0.15);
    expect(shared).toBeLessThan(0.3);
  });

  it('who is heavy rests beside a party that takes no turns and only asks, and goes on at once when it no longer does', async () => {
    const passed = async (asks: number): Promise<number> => {
      const bench = new Bench();
      const turns = new FairTurns(bench);
      const flood = Promise.all(range(100).map(() => turns.take('flood', async () => bench.burn(10))));
      void (async () => {
        for (let n = 0; n < asks; n++) {
          turns.here('reader');
          await bench.pause(50);
        }
      })();
      await bench.until(flood);
      return bench.now;
    };
    const [alone, once, beside] = [await passed(0), await passed(1), await passed(400)];
    expect(alone).toBeCloseTo(1_000);
    // A second of rests, and then as fast as alone.
    expect(once).toBeGreaterThan(alone);
    expect(once).toBeLessThan(2_200);
    expect(beside).toBeGreaterThan(3_500);
  });

  it('long work rests between its steps; a rest costs it nothing', async () => {
    const bench = new Bench();
    const spent = new Map<string, number>();
    const turns = new FairTurns(bench, (who, ms) => spent.set(who, (spent.get(who) ?? 0) + ms));
    await turns.take('other', async () => bench.burn(1));
    let over = false;
    const long = turns.take('long', async () => {
      for (let n = 0; n < 50; n++) {
        bench.burn(10);
        await turns.step('long');
      }
      over = true;
    });
    const waits: number[] = [];
    const other = (async () => {
      while (!over) {
        await bench.pause(20);
        const came = bench.now;
        await turns.take('other', async () => bench.burn(1));
        waits.push(bench.now - came);
      }
    })();
    await bench.until(Promise.all([long, other]));
    expect(spent.get('long')).toBeCloseTo(500, -1);
    expect(bench.now).toBeGreaterThan(1_500);
    expect(waits.filter((ms) => ms > 2).length / waits.length).toBeLessThan(0.4);
  });

  it('a long turn of one who used little holds up nobody for long', async () => {
    const bench = new Bench();
    const turns = new FairTurns(bench);
    await bench.until(turns.take('heavy', async () => bench.burn(500)));
    let isOver = false;
    const light = turns.take('light', async () => {
      for (let n = 0; n < 2_000; n++) await bench.othersFirst();
      isOver = true;
    });
    const seen = turns.take('heavy', async () => isOver);
    await bench.until(Promise.all([light, seen]));
    expect(await seen).toBe(false);
  });

  it('goes on after work that fails', async () => {
    const bench = new Bench();
    const turns = new FairTurns(bench);
    const results = await Promise.allSettled([
      turns.take('a', async () => 1),
      turns.take('a', () => Promise.reject(new Error('broken'))),
      turns.take('a', () => {
        throw new Error('broken at once');
      }),
      turns.take('a', async () => 2),
    ]);
    expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  });

  it('nobody rests where time does not pass by itself', async () => {
    const bench = new Bench();
    const { ticks, cpuMs, othersFirst } = bench;
    const turns = new FairTurns({ ticks, cpuMs, othersFirst });
    const work = range(20).flatMap(() => [
      turns.take('flood', async () => bench.burn(100)),
      turns.take('other', async () => bench.burn(1)),
    ]);
    await Promise.all(work);
    expect(bench.now).toBe(2_020);
  });
});

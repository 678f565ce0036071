import { describe, expect, test } from 'vitest';
import { dice } from '../../properties/worlds/seeded.ts';
import { type Life, Scheduler } from './scheduler.ts';
import { fairWeather, SimulatedNetwork } from './simulated-network.ts';
import { nodeClock, WallClock } from './skewed-clock.ts';

const second = 1_000_000;
const hour = 3600 * second;
const year = 365 * 24 * hour;
const living = (name: string): Life => ({ name, alive: true });
const fresh = (seed = 1): Scheduler => new Scheduler(dice(seed), year);

describe('scheduler', () => {
  test('what is due together runs in an order of the seed, and everything once', async () => {
    const orderOf = async (seed: number): Promise<string> => {
      const s = fresh(seed);
      const order: number[] = [];
      for (let n = 0; n < 8; n++) s.after(second, living('a'), `${n}`, () => order.push(n));
      await s.runTo(s.now + second);
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      return order.join('');
    };
    expect(await orderOf(1)).toBe(await orderOf(1));
    expect(new Set([await orderOf(1), await orderOf(2), await orderOf(3)]).size).toBe(3);
  });

  test('earlier goes first, and time never runs back', async () => {
    const s = fresh();
    const d = dice(9);
    const seen: number[] = [];
    for (let n = 0; n < 500; n++) s.after(d.below(1000), living('a'), 'x', () => seen.push(s.now));
    while (await s.step());
    expect(seen.length).toBe(500);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  test('nothing happens to a life that is over, were it the next step', async () => {
    const s = fresh();
    const a = living('a');
    let ran = 0;
    s.after(1, a, 'x', () => ran++);
    s.onStep = (life) => {
      life.alive = false;
    };
    s.after(2, a, 'y', () => ran++);
    while (await s.step());
    expect(ran).toBe(0);
  });

  test('what work throws ends the simulation', async () => {
    const s = fresh();
    s.start(async () => {
      await s.wait(5, living('a'), 'x');
      throw new Error('broken');
    });
    await expect(s.runTo(s.now + 10)).rejects.toThrow('broken');
  });
});

describe('T-CLK-01 clocks of the lab', () => {
  test('a wall clock is true time with its own error; a node over it stands still instead of going back', async () => {
    const s = fresh();
    const wall = new WallClock(s);
    const clock = nodeClock(wall, s, living('a'));
    const start = s.now;
    expect(clock.now()).toBe(start);
    wall.step(-hour);
    expect(wall.read()).toBe(start - hour);
    expect(clock.now()).toBe(start);
    wall.step(hour + second);
    expect(clock.now()).toBe(start + second);
    wall.drift = 0.001;
    await s.runTo(start + 1000 * second);
    expect(clock.now()).toBe(start + 1002 * second);
    wall.drift = -0.001;
    await s.runTo(start + 2000 * second);
    expect(wall.read()).toBe(start + 2001 * second);
    wall.correct();
    expect(wall.read()).toBe(s.now);
  });
});

describe('simulated network', () => {
  const between = (seed: number) => {
    const s = fresh(seed);
    const network = new SimulatedNetwork<number, number>(s, dice(seed + 1));
    const [a, b] = [living('a'), living('b')];
    const got: number[] = [];
    network.listen('b', {
      life: b,
      answer: async (n) => {
        got.push(n);
        return n + 1;
      },
    });
    const send = async (n: number): Promise<string> => {
      const heard = await network.send(a, 'a', 'b', n);
      return heard.kind === 'answered' ? String(heard.reply) : heard.why;
    };
    return { s, network, a, b, got, send };
  };

  test('in fair weather every request arrives once and is answered', async () => {
    const w = between(1);
    w.network.weather = fairWeather;
    const heard = Promise.all([1, 2, 3].map(w.send));
    await w.s.runTo(w.s.now + second);
    expect(await heard).toEqual(['2', '3', '4']);
    expect([...w.got].sort()).toEqual([1, 2, 3]);
  });

  test('in foul weather requests are lost, doubled, overtaken and given up, and every sender hears something', async () => {
    const w = between(2);
    const heard = Promise.all(Array.from({ length: 200 }, (_, n) => w.send(n)));
    await w.s.runTo(w.s.now + 400 * second);
    const words = await heard;
    const given = words.filter((h) => h === 'no answer in time').length;
    expect(given).toBeGreaterThan(10);
    expect(new Set(w.got).size).toBeLessThan(200);
    expect(w.got.length).toBeGreaterThan(new Set(w.got).size);
    expect(w.got).not.toEqual([...w.got].sort((a, b) => a - b));
    words.forEach((h, n) => {
      expect([String(n + 1), 'no answer in time']).toContain(h);
    });
  });

  test('nothing passes a cut, also what was under way; a name where nobody lives refuses', async () => {
    const w = between(3);
    w.network.weather = fairWeather;
    const first = w.send(1);
    w.network.cut('b', 'a');
    await w.s.runTo(w.s.now + 60 * second);
    expect(await first).toBe('no answer in time');
    expect(w.got).toEqual([]);
    w.network.heal();
    w.b.alive = false;
    const dead = w.send(2);
    await w.s.runTo(w.s.now + second);
    expect(await dead).toBe('nobody listens');
  });

  test('whoever died while it waited hears nothing, and its request may arrive all the same', async () => {
    const w = between(4);
    w.network.weather = fairWeather;
    let heard = false;
    void w.send(1).then(() => {
      heard = true;
    });
    w.a.alive = false;
    await w.s.runTo(w.s.now + 60 * second);
    expect(heard).toBe(false);
    expect(w.got).toEqual([1]);
  });
});

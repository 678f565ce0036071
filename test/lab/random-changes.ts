import { formatMicros, type Micros } from '../../src/core/time.ts';
import type { Dice } from '../properties/worlds/seeded.ts';
import { hour, second } from './lab-objects.ts';
import { type RandomPool, randomText, type TextTaste } from './random-objects.ts';
import type { WatchedNode } from './watched-node.ts';

const grades = ['A1', 'B2', 'C3', null];

/** Where a random history has got to. */
export interface Scene {
  readonly dice: Dice;
  readonly pool: RandomPool;
  readonly taste: TextTaste;
  readonly node: WatchedNode;
  readonly texts: string[];
  serial: number;
}

export function randomPause(dice: Dice): Micros {
  return dice.pick([0, 0, 0, 1, 2, 7, 1000, second, hour / 2, hour, hour, 2 * hour, hour - 1, hour + 1, 6 * hour]);
}

/** One random change; answers what it was, for the story of a failure. */
export async function randomChange(scene: Scene): Promise<string> {
  const { dice, pool, node, texts } = scene;
  if (node.relayed !== null && dice.oneIn(4)) {
    const n = 1 + dice.below(pool.numbers);
    const isEnd = dice.oneIn(12);
    return node.changeRelays((relayed) => (isEnd ? relayed.end(dice) : relayed.answer(dice, n, pool.idOf(n))));
  }
  switch (dice.below(12)) {
    case 0:
    case 1:
    case 2:
    case 3: {
      const objects = Array.from({ length: 1 + dice.below(dice.oneIn(6) ? 20 : 4) }, () => anyObject(scene));
      await node.add(objects);
      return `add ${objects.map((o) => `${o.n}/${o.v}`).join()}`;
    }
    case 4: {
      const n = 1 + dice.below(pool.numbers);
      const versions = dice.oneIn(2) ? null : [1 + dice.below(pool.versions)];
      await node.remove(pool.idOf(n), versions);
      return `remove ${n} ${versions?.join() ?? 'whole'}`;
    }
    case 5: {
      const n = 1 + dice.below(pool.numbers);
      const grade = dice.pick(grades);
      await node.grade(pool.idOf(n), grade);
      return `grade ${n} ${grade}`;
    }
    case 6:
    case 7:
    case 8: {
      const party = dice.oneIn(4) ? 'q' : 'p';
      const value = dice.pick(['low', 'middle', 'high']);
      await node.say(party, value);
      return `say ${party} ${value}`;
    }
    case 9:
      if (dice.oneIn(3)) {
        await node.define('marking-definition--late');
        return 'define';
      }
      if (texts.length > 0) {
        const id = texts.splice(dice.below(texts.length), 1)[0]!;
        await node.end(id);
        return `end ${id}`;
      }
      return 'nothing';
    default:
      return texts.length >= 5 ? 'nothing' : addText(scene);
  }
}

export const anyObject = ({ dice, pool }: Scene) =>
  pool.object(1 + dice.below(pool.numbers), 1 + dice.below(pool.versions));

export async function addText(scene: Scene): Promise<string> {
  const { dice, node, texts, taste } = scene;
  const id = `urn:x:${scene.serial++}`;
  const now = node.now();
  const text = randomText(
    dice,
    id,
    dice.pick(['p', 'p', 'p', 'q', null]),
    taste,
    formatMicros(now),
    formatMicros(now + dice.pick([1, hour, 3 * hour])),
  );
  await node.text(text);
  texts.push(id);
  return `text ${JSON.stringify(text)}`;
}

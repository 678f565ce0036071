import { formatMicros } from '../../src/core/time.ts';
import { dice as diceOf } from '../properties/worlds/seeded.ts';
import { hour, second } from './lab-objects.ts';
import { BrokenLaw, randomPause } from './random-history.ts';
import { randomPool, randomText, type TextTaste } from './random-objects.ts';
import { type LabAsk, type LabText, partyId } from './release-lab.ts';
import { WatchedNode } from './watched-node.ts';

type Change = (node: WatchedNode) => Promise<void>;

export interface TwinFigures {
  readonly answers: number;
  readonly records: number;
  readonly hiddenChanges: number;
  /** Histories given up because the hidden part turned out to concern `p`. */
  readonly discarded: number;
}

const views = ['all', 'last', 'first', 'first,last', 'all,last'] as const;

/** What `p` sees by definition, of both worlds in the same words. */
function sight(node: WatchedNode): string {
  const p = partyId('p');
  return JSON.stringify(
    node.oracle.visible(p).map((v) => {
      const row = node.oracle.row(p, v);
      return [v.object.id, v.object.version, v.added, row.since];
    }),
  );
}

/**
 * Two nodes live through the same, and one of them through more that is hidden from `p`: objects it may not see, in
 * batches of their own and among visible ones, other versions of what it sees, grades that its texts do not look at, and
 * everything that concerns `q`. Each answer to `p` must be the same to the byte (S5, I2).
 */
export async function runTwins(seed: number): Promise<TwinFigures> {
  const dice = diceOf(seed);
  const taste: TextTaste = { grades: dice.oneIn(2), ages: dice.oneIn(2), references: dice.oneIn(2), times: dice.oneIn(4) };
  const secrets = new Set<string>();
  const pool = randomPool(dice, (n, v) => {
    const secret = dice.oneIn(3);
    if (secret) secrets.add(`${n}/${v}`);
    return secret;
  }, taste.references);
  const cacheBytes = dice.oneIn(3) ? 0 : 1 << 20;
  const bare = await WatchedNode.open({ pageCacheBytes: cacheBytes });
  const full = await WatchedNode.open({ pageCacheBytes: cacheBytes });
  const texts: string[] = [];
  const secretTexts: string[] = [];
  const story: string[] = [];
  let serial = 1;
  let hiddenChanges = 0;
  let answers = 0;
  let records = 0;
  let cursors: { readonly ask: LabAsk; readonly next: string }[] = [];
  let stamps: number[] = [];
  const both = async (change: Change): Promise<void> => {
    await change(bare);
    await change(full);
  };
  const hidden = async (change: Change): Promise<void> => {
    hiddenChanges++;
    await change(full);
  };
  const someText = (to: string | null): LabText => {
    const now = full.now();
    return randomText(dice, `urn:x:${serial++}`, to, taste, formatMicros(now), formatMicros(now + dice.pick([1, hour, 3 * hour])));
  };
  const anyNumbers = (): (readonly [number, number])[] =>
    Array.from({ length: 1 + dice.below(dice.oneIn(6) ? 20 : 5) }, () => [1 + dice.below(pool.numbers), 1 + dice.below(pool.versions)] as const);

  const change = async (): Promise<string> => {
    switch (dice.below(14)) {
      case 0:
      case 1:
      case 2: {
        const batch = anyNumbers();
        const seen = batch.filter(([n, v]) => !secrets.has(`${n}/${v}`));
        await full.add(batch.map(([n, v]) => pool.object(n, v)));
        if (seen.length > 0) await bare.add(seen.map(([n, v]) => pool.object(n, v)));
        return `add ${batch.map((b) => b.join('/')).join()} of which p might see ${seen.map((b) => b.join('/')).join()}`;
      }
      case 3: {
        // Now and then what is hidden only as things stand: given up as soon as it shows.
        const anything = dice.oneIn(6);
        const batch = anyNumbers().filter(([n, v]) => anything || secrets.has(`${n}/${v}`));
        if (batch.length > 0) await hidden((node) => node.add(batch.map(([n, v]) => pool.object(n, v))));
        return `hidden add ${batch.map((b) => b.join('/')).join()}`;
      }
      case 4: {
        const [n, v] = [1 + dice.below(pool.numbers), 1 + dice.below(pool.versions)];
        if (secrets.has(`${n}/${v}`)) await hidden((node) => node.remove(pool.idOf(n), [v]));
        else await both((node) => node.remove(pool.idOf(n), [v]));
        return `remove ${n}/${v}`;
      }
      case 5: {
        const n = 1 + dice.below(pool.numbers);
        const grade = dice.pick(['A1', 'B2', 'C3', null]);
        const p = partyId('p');
        const unseen = !full.oracle.visible(p).some((v) => v.object.id === pool.idOf(n));
        if (!taste.grades || (unseen && dice.oneIn(3))) await hidden((node) => node.grade(pool.idOf(n), grade));
        else await both((node) => node.grade(pool.idOf(n), grade));
        return `grade ${n} ${grade}${unseen ? ' unseen' : ''}`;
      }
      case 6:
      case 7: {
        const value = dice.pick(['low', 'middle', 'high']);
        await both((node) => node.say('p', value));
        return `say ${value}`;
      }
      case 8: {
        const value = dice.pick(['low', 'middle', 'high']);
        await hidden((node) => node.say('q', value));
        return `hidden say ${value}`;
      }
      case 9: {
        if (secretTexts.length > 0 && dice.oneIn(2)) {
          const id = secretTexts.pop()!;
          await hidden((node) => node.end(id));
          return `hidden end ${id}`;
        }
        const text = someText('q');
        secretTexts.push(text.id);
        await hidden((node) => node.text(text));
        return `hidden text ${JSON.stringify(text)}`;
      }
      case 10: {
        const id = texts.splice(dice.below(texts.length + 1), 1)[0];
        if (id !== undefined) await both((node) => node.end(id));
        return `end ${id}`;
      }
      case 11:
        await both((node) => node.define('marking-definition--late'));
        return 'define';
      default: {
        if (texts.length >= 4) return 'nothing';
        const text = someText(dice.oneIn(4) ? null : 'p');
        texts.push(text.id);
        await both((node) => node.text(text));
        return `text ${JSON.stringify(text)}`;
      }
    }
  };

  const question = (): LabAsk => {
    const limit = dice.pick([1, 1, 2, 3, 5, 1000]);
    if (cursors.length > 0 && dice.oneIn(2)) {
      const { ask, next } = dice.pick(cursors);
      return { ...ask, after: null, cursor: next, limit };
    }
    const n = 1 + dice.below(pool.numbers);
    return {
      limit,
      view: dice.pick(views),
      after: stamps.length > 0 && dice.oneIn(2) ? dice.pick(stamps) : null,
      types: dice.oneIn(4) ? ['indicator', 'report'] : null,
      ids: dice.oneIn(8) ? [pool.idOf(n), pool.idOf(1)] : null,
      only: dice.oneIn(6) ? pool.idOf(n) : null,
      exact: dice.oneIn(8) ? ['2026-01-01T02:00:00Z'] : [],
    };
  };

  const steps = 10 + dice.below(25);
  for (let k = 1 + dice.below(2); k > 0; k--) {
    const text = someText('p');
    texts.push(text.id);
    await both((node) => node.text(text));
  }
  for (let step = 0; step < steps; step++) {
    const pause = randomPause(dice);
    bare.lab.move(pause);
    full.lab.move(pause);
    if (dice.oneIn(15)) {
      // The mark of the clock that a crash falls back on may differ; a pause longer than its reserve hides it.
      await both(async (node) => {
        node.lab.reading = node.now() + 5 * second;
        await (step % 2 === 0 ? node.lab.kill() : node.lab.restart());
      });
      full.lab.reading = bare.lab.reading = Math.max(full.lab.reading, bare.lab.reading);
      story.push('restart');
    }
    story.push(`${full.lab.reading} ${await change()}`);
    bare.now();
    full.now();
    if (sight(bare) !== sight(full)) {
      bare.lab.close();
      full.lab.close();
      return { answers, records, hiddenChanges, discarded: 1 };
    }
    for (let k = dice.below(4); k > 0; k--) {
      const ask = question();
      const [a, b] = [await bare.lab.ask('p', ask), await full.lab.ask('p', ask)];
      answers++;
      story.push(`  ${JSON.stringify(ask)} -> ${a.bytes.slice(0, 120)}`);
      if (a.bytes !== b.bytes)
        throw new BrokenLaw(`seed ${seed}: S5 ${JSON.stringify(ask)}\n${story.slice(-40).join('\n')}\n${shown(a.bytes)}\n${shown(b.bytes)}`);
      if (!a.ok) continue;
      records += a.records.length;
      if (a.next !== null) cursors.push({ ask, next: a.next });
      cursors = cursors.slice(-6);
      stamps = [...stamps, ...a.records.map((r) => r.stamp)].slice(-30);
    }
  }
  bare.lab.close();
  full.lab.close();
  return { answers, records, hiddenChanges, discarded: 0 };
}

const shown = (bytes: string): string => bytes.replace(/\{"id":"([a-z]+)--[0-9-]+(\d\d)","created[^}]*\}/g, '<$1 $2>');

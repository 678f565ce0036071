import { afterEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/storage/index.ts';
import type { SqliteDatabase } from '../../src/storage/sqlite/driver.ts';
import { openDatabase } from '../../src/storage/sqlite/open-database.ts';
import { mortal } from '../lab/mortal-database.ts';
import { RecallNet } from '../lab/recall-net.ts';
import { clear, stix } from '../lab/stix-makers.ts';
import type { LabOptions } from '../lab/whole-node-lab.ts';
import { uuid } from '../taxii/world.ts';
import { heldFrom, onRecordAt } from './given-and-held.ts';

const one = stix('indicator', 1, [clear]);
const two = stix('malware', 2, [clear]);

/** A store whose run dies at a chosen transaction; the next run goes on with what is on the disk. */
class Dying {
  readonly #lasting: SqliteDatabase = openDatabase(':memory:');
  #left = Number.POSITIVE_INFINITY;
  died = false;

  readonly options: LabOptions = {
    around: (unused) => {
      void unused.close();
      const disk = mortal(this.#lasting);
      const exec = (sql: string): void => {
        if (sql.startsWith('BEGIN') && this.#left-- <= 0) {
          this.died = true;
          disk.die();
        }
        disk.db.exec(sql);
      };
      const db = new Proxy(disk.db, {
        get: (target, name) => (name === 'exec' ? exec : (Reflect.get(target, name, target) as unknown)),
      });
      return openSqliteStore(':memory:', db);
    },
  };

  /** That many more transactions reach the disk. */
  dieAfter(transactions: number): void {
    this.#left = transactions;
  }

  close(): void {
    this.#lasting.close();
  }
}

let net: RecallNet;
let dying: Dying;
const open = async (who: 'a' | 'b'): Promise<void> => {
  dying = new Dying();
  net = await RecallNet.open(['a', 'b', 'c'], { [who]: dying.options });
  await net.give('a', 'b', `urn:uuid:${uuid(0x71)}`);
  await net.give('b', 'c', `urn:uuid:${uuid(0x72)}`);
  await net.node('a').bring('main', [one, two]);
  await net.pull('b', 'a');
  await net.pull('c', 'b');
};
afterEach(async () => {
  await net.close();
  dying.close();
});

const settleThroughDeath = async (who: string): Promise<void> => {
  await net.settle().catch(() => undefined);
  dying.dieAfter(Number.POSITIVE_INFINITY);
  if (dying.died) await net.node(who).revive();
  await net.settle();
};

/** Transactions of the run that dies; the last of them lie behind the end of the story. */
const deaths = Array.from({ length: 14 }, (_, n) => n);

describe('whoever dies in the middle of a recall goes on where it stood', () => {
  it('the holder: the copy goes once, is passed on, and what it answers is what it did', async () => {
    let survived = 0;
    for (const after of deaths) {
      await open('b');
      const { operator } = net.node('a');
      await operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong source' });
      dying.dieAfter(after);
      await settleThroughDeath('b');
      if (!dying.died) survived++;
      expect(await net.held('b', [one.id, two.id]), `after ${after}`).toEqual([`${two.id} by a`]);
      expect(await net.held('c', [one.id, two.id]), `after ${after}`).toEqual([`${two.id} by b`]);
      expect(net.rows('a', 'out'), `after ${after}`).toMatchObject([{ state: 'answered', deleted: 1, notHeld: 0 }]);
      expect(net.rows('b', 'out'), `after ${after}`).toMatchObject([{ party: 'c', state: 'answered', deleted: 1 }]);
      if (after < deaths.length - 1) {
        await net.close();
        dying.close();
      }
    }
    // Some deaths lie in the story, and the last ones behind it.
    expect(survived).toBeGreaterThan(0);
    expect(survived).toBeLessThan(deaths.length);
  });

  it('the giver: what it deleted is asked for, and what it did not delete is still there', async () => {
    let asked = 0;
    for (const after of deaths) {
      await open('a');
      dying.dieAfter(after);
      await net
        .node('a')
        .operator.deleteObject({ object: one.id })
        .catch(() => undefined);
      await settleThroughDeath('a');
      const isGone = (await net.held('a', [one.id])).length === 0;
      expect(await net.held('b', [one.id]), `after ${after}`).toEqual(isGone ? [] : [`${one.id} by a`]);
      if (isGone) asked++;
      if (isGone) expect(net.rows('a', 'out'), `after ${after}`).toMatchObject([{ state: 'answered', deleted: 1 }]);
      if (after < deaths.length - 1) {
        await net.close();
        dying.close();
      }
    }
    expect(asked).toBeGreaterThan(1);
  });

  it('the giver: what it recalls and lifts before the answer is with everybody in the end, and on record so', async () => {
    let died = 0;
    let survived = 0;
    for (const after of deaths) {
      await open('a');
      dying.dieAfter(after);
      const staff = async (): Promise<void> => {
        const { operator } = net.node('a');
        await operator.sendRecall({ objects: [one.id], to: ['b'], why: 'wrong source' });
        for (const { id } of net.node('a').node.state.recalls.book.recalls()) await operator.liftRecall({ id });
      };
      await staff().catch(() => undefined);
      if (!dying.died) await net.settle().catch(() => undefined);
      dying.dieAfter(Number.POSITIVE_INFINITY);
      if (dying.died) {
        await net.node('a').revive();
        await net.pull('b', 'a');
        await staff();
      }
      if (dying.died) died++;
      else survived++;
      await net.settle();
      await net.pull('b', 'a');
      await net.pull('c', 'b');
      for (const [giver, holder] of [
        ['a', 'b'],
        ['b', 'c'],
      ] as const) {
        const held = await heldFrom(net.node(holder).node.state, giver);
        expect(held, `after ${after}`).toHaveLength(2);
        expect(await onRecordAt(net.node(giver).node.state, holder), `after ${after}`).toEqual(held);
      }
      if (after < deaths.length - 1) {
        await net.close();
        dying.close();
      }
    }
    expect(died).toBeGreaterThan(5);
    expect(survived).toBeGreaterThan(0);
  });
});

import { createHash } from 'node:crypto';
import { nodePlatform } from '../../../src/main/node-platform.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Platform } from '../../../src/ports/platform.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { SqliteDatabase } from '../../../src/storage/sqlite/driver.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import type { Dice } from '../../properties/worlds/seeded.ts';
import { type MortalDatabase, mortal } from '../mortal-database.ts';
import type { Life, Scheduler } from './scheduler.ts';
import { nodeClock, WallClock } from './skewed-clock.ts';
import { giveBackDisk, takeDisk } from './used-disks.ts';
import { type Disk, usualDisk, waitingStore } from './waiting-store.ts';

/** What one life of a program is given; all of it waits with the scheduler. */
export interface Booted {
  readonly life: Life;
  readonly store: Store;
  readonly clock: Clock;
  readonly platform: Platform;
}

export interface MachineOptions<Program> {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly dice: Dice;
  readonly disk?: Disk;
  /** Ends when the program may be reached. */
  readonly start: (parts: Booted) => Promise<Program>;
}

/** A disk and a clock on which a program lives and dies, any number of times. */
export class Machine<Program> {
  readonly name: string;
  readonly wall: WallClock;
  /** Null while it is down, and while it starts. */
  program: Program | null = null;
  lives = 0;
  /** Once set, the machine comes up again by itself after at most this long. */
  downMsMax: number | null = null;
  readonly #options: MachineOptions<Program>;
  readonly #lasting: SqliteDatabase;
  #life: Life;
  #disk: MortalDatabase | null = null;

  constructor(options: MachineOptions<Program>) {
    this.#options = options;
    this.name = options.name;
    this.wall = new WallClock(options.scheduler);
    this.#lasting = takeDisk();
    this.#life = { name: options.name, alive: false };
  }

  get life(): Life {
    return this.#life;
  }

  get up(): boolean {
    return this.program !== null;
  }

  async boot(): Promise<void> {
    if (this.#life.alive) throw new Error(`${this.name} is up`);
    const { name, scheduler, dice, disk, start } = this.#options;
    const life: Life = { name, alive: true };
    this.#life = life;
    this.#disk = mortal(this.#lasting);
    this.lives++;
    scheduler.note(`${name} starts (${this.lives})`);
    const store = openSqliteStore(':memory:', this.#disk.db);
    const program = await start({
      life,
      store: waitingStore(store, scheduler, dice, life, disk ?? usualDisk),
      clock: nodeClock(this.wall, scheduler, life),
      platform: this.#platform(life),
    });
    if (life.alive) this.program = program;
  }

  /** The process dies now: what is not on disk is lost, what it waits for never comes. */
  kill(): void {
    if (!this.#life.alive) return;
    const { scheduler, dice, name } = this.#options;
    scheduler.note(`${name} dies`);
    this.#life.alive = false;
    this.#disk?.die();
    this.program = null;
    if (this.downMsMax === null) return;
    scheduler.after(1 + dice.below(this.downMsMax * 1000), machineRoom, `boots ${name}`, () =>
      scheduler.start(async () => {
        if (!this.#life.alive) await this.boot();
      }),
    );
  }

  /** What the disk holds under a name, whether or not a program runs; null when nothing. */
  stored(kind: string, id: string): unknown {
    const row = this.#lasting.prepare('SELECT json FROM document WHERE kind = ? AND id = ?').get(kind, id) as
      | { readonly json: string }
      | undefined;
    return row === undefined ? null : JSON.parse(row.json);
  }

  /** Everything the disk holds of a kind. */
  storedAll(kind: string): { readonly id: string; readonly value: unknown }[] {
    const rows = this.#lasting.prepare('SELECT id, json FROM document WHERE kind = ? ORDER BY id').all(kind) as {
      readonly id: string;
      readonly json: string;
    }[];
    return rows.map(({ id, json }) => ({ id, value: JSON.parse(json) as unknown }));
  }

  close(): void {
    this.#life.alive = false;
    giveBackDisk(this.#lasting);
  }

  /** Nothing random that the dice do not know of; turns of others come when the scheduler gives them. */
  #platform(life: Life): Platform {
    const { scheduler, dice, name } = this.#options;
    let no = 0;
    const bytes = (): Buffer =>
      createHash('sha256')
        .update(`${name}/${this.lives}/${no++}/${dice.below(1 << 30)}`)
        .digest();
    return {
      ...nodePlatform,
      uuid: () => uuidOf(bytes()),
      secret: () => bytes().toString('base64url'),
      ticks: () => scheduler.now / 1000,
      // What real work costs differs from run to run.
      cpuMs: () => scheduler.now / 1000,
      othersFirst: () => scheduler.wait(1 + dice.below(500), life, 'lets others go first'),
    };
  }
}

const machineRoom: Life = { name: 'room', alive: true };

function uuidOf(bytes: Buffer): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

import type { Micros } from '../../core/time.ts';
import type { Staff } from './staff.ts';
import type { Actor } from './stage.ts';
import type { Telling } from './tell.ts';

/** What a story has to play with: the nodes that serve, their staff, and the clock they live by. */
export interface Scene {
  readonly tell: Telling;
  /** The party whose story it is: the first of the scenario. */
  readonly staff: Staff;
  readonly base: string;
  actor(party: string): Actor;
  now(): Micros;
  /** Moves the clock of every node. */
  pass(by: Micros): Promise<void>;
}

/** What a story leaves behind for whoever goes on with it by hand. */
export interface StoryEnd {
  readonly key: { readonly id: string; readonly secret: string };
  readonly collection: { readonly id: string; readonly alias: string; readonly path: string };
  /** An object worth asking about. */
  readonly object: string;
  readonly partner: string;
  /** Objects the partner sees at the end. */
  readonly released: number;
  /** Further commands that are worth typing, without `--data`. */
  readonly commands: readonly string[];
}

/** A story that ships: who runs nodes, from which files, and how it goes. */
export interface Scenario {
  readonly name: string;
  /** Each runs a node; the first is the one the story is told of. */
  readonly parties: readonly { readonly party: string; readonly name: string }[];
  /** One line that says what it is about. */
  readonly about: string;
  /** Who the first node's own staff are, in the list of what to try. */
  readonly staff: string;
  /** When the story begins on its own clock; null plays in the present. */
  readonly begins: string | null;
  readonly play: (scene: Scene) => Promise<StoryEnd>;
}

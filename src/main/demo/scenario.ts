import type { Staff } from './staff.ts';
import type { StoryClock } from './story-clock.ts';
import type { Telling } from './tell.ts';

/** What a story has to play with: a node that serves, its own staff, and where partners find it. */
export interface Scene {
  readonly tell: Telling;
  readonly staff: Staff;
  readonly base: string;
  readonly clock: StoryClock;
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

/** A story that ships: who runs the node, from which files, and how it goes. */
export interface Scenario {
  readonly name: string;
  readonly self: { readonly party: string; readonly name: string };
  /** One line that says what it is about. */
  readonly about: string;
  /** Who the node's own staff are, in the list of what to try. */
  readonly staff: string;
  /** When the story begins on its own clock; null plays in the present. */
  readonly begins: string | null;
  readonly play: (scene: Scene) => Promise<StoryEnd>;
}

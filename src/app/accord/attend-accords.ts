import type { NodeState } from '../node-state.ts';
import { accordThreads } from './take-message.ts';
import { watchAccords } from './watch-accords.ts';

/** From now on this node takes messages of accords, and looks after those that are held whenever a fact changes. */
export function attendAccords(node: NodeState): void {
  const { take, events } = accordThreads(node);
  node.messages.handle('accord', take, events);
  node.accords.tell((moment) => void watchAccords(node, moment));
}

import { type AccordState, legState, movesOf } from '../../../src/core/accord/index.ts';
import { a, b } from '../made-accords.ts';
import { early, type NodeSteps, type SearchedNode } from './node-steps.ts';
import type { World } from './world.ts';
import { Wrong } from './wrong.ts';

/** The nodes of one state of the search, by number. */
export interface Pair {
  readonly nodes: readonly [number, number];
  readonly tampered: boolean;
}

const isForce = (state: AccordState): boolean => state.stage.name === 'in-force';

/** What holds in every state, whatever is under way. Throws Wrong. */
export function checkAlways(steps: NodeSteps, state: Pair, world: World): void {
  const [one, two] = state.nodes.map((node) => steps.nodes.list[node] as SearchedNode) as [SearchedNode, SearchedNode];
  for (const [index] of world.accords.entries()) {
    const [left, right] = [one.states[index] as AccordState, two.states[index] as AccordState];
    if (isForce(left) && isForce(right) && left.table?.hash !== right.table?.hash)
      throw new Wrong('in force on different texts');
  }
  for (const [node, other] of [
    [one, two],
    [two, one],
  ] as const)
    checkNode(node, other, world);
}

function checkNode(node: SearchedNode, other: SearchedNode, world: World): void {
  for (const [index, state] of node.states.entries()) {
    if (!isForce(state) || isForce(world.accords[index] as AccordState)) continue;
    const hash = state.table?.hash;
    if (node.signed[index] !== hash || other.signed[index] !== hash)
      throw new Wrong('in force on a text that one party did not sign');
    if (node.cameLate[index] === true) throw new Wrong('in force on an acceptance that came too late for the author');
  }
  for (const [index, state] of node.states.entries()) {
    const releases = legState(state, node.clock) === 'in-force';
    if (releases && node.closed[index] === true) throw new Wrong('releases what this party itself closed');
    const ground = node.states.findIndex((each) => each.id === state.table?.text.replaces);
    if (releases && ground !== -1 && node.closed[ground] === true)
      throw new Wrong('an amendment releases what this party itself closed');
  }
  if (node.states.filter(isForce).length > 1) throw new Wrong('an accord and what replaces it are both in force');
}

/** What holds once nothing is under way; answers how it ended. Throws Wrong. */
export function checkQuiet(steps: NodeSteps, state: Pair, world: World): string {
  const [left, right] = state.nodes.map((node) => steps.codes(node)) as [readonly string[], readonly string[]];
  const node = steps.nodes.list[state.nodes[0]] as SearchedNode;
  const ends = node.states.map(({ stage }) => (stage.name === 'ended' ? stage.kind : stage.name)).join(' ');
  if (state.tampered) return ends;
  for (const [index] of world.accords.entries()) {
    if (left[index] === right[index]) continue;
    throw new Wrong(`nothing is under way, and the states differ: ${left[index]} against ${right[index]}`);
  }
  for (const each of node.states) {
    if (each.stage.name === 'ended' || each.stage.name === 'draft') continue;
    const moves = [a, b].flatMap((party) => movesOf(each, party, early));
    if (moves.length === 0) throw new Wrong(`nobody has a move left in ${each.stage.name}`);
  }
  return ends;
}

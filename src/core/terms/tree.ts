import { type ConditionTree, type Connective, isCondition, type Leaf, makeLeaf, partsOf } from '../conditions/index.ts';
import type { Tri } from '../decision/tri.ts';
import type { Micros } from '../time.ts';

/** Conditions with their operands found; same shape as the text. */
export type LeafTree = { readonly leaf: Leaf } | { readonly join: Connective; readonly parts: readonly LeafTree[] };

/** The value of a part, and since when it has been true (for `then`). */
export interface TreeState {
  readonly value: Tri;
  readonly since: Micros | 'always' | null;
}

/** Null when an operand is unknown. */
export function makeTree(source: ConditionTree): LeafTree | null {
  if (isCondition(source)) {
    const leaf = makeLeaf(source);
    return leaf === null ? null : { leaf };
  }
  const { join, parts } = partsOf(source);
  const made: LeafTree[] = [];
  for (const part of parts) {
    const tree = makeTree(part);
    if (tree === null) return null;
    made.push(tree);
  }
  return { join, parts: made };
}

export function leavesOf(tree: LeafTree, into: Leaf[] = []): Leaf[] {
  if ('leaf' in tree) into.push(tree.leaf);
  else for (const part of tree.parts) leavesOf(part, into);
  return into;
}

/** Kleene's connectives over values (terms profile section 4). */
export function joinTri(join: Connective, values: readonly Tri[]): Tri {
  let t = 0;
  let u = 0;
  for (const value of values) {
    if (value === 'T') t++;
    else if (value === 'U') u++;
  }
  switch (join) {
    case 'all':
    case 'then':
      return t + u < values.length ? 'F' : u > 0 ? 'U' : 'T';
    case 'any':
      return t > 0 ? 'T' : u > 0 ? 'U' : 'F';
    case 'one':
      return t > 1 ? 'F' : u > 0 ? 'U' : t === 1 ? 'T' : 'F';
  }
}

function latest(states: readonly TreeState[]): Micros | 'always' | null {
  let found: Micros | 'always' = 'always';
  for (const { since } of states) {
    if (since === null) return null;
    if (since !== 'always' && (found === 'always' || since > found)) found = since;
  }
  return found;
}

function soonest(states: readonly TreeState[]): Micros | 'always' | null {
  let found: Micros | null = null;
  for (const { value, since } of states) {
    if (value !== 'T') continue;
    if (since === 'always') return 'always';
    if (since === null) return null;
    if (found === null || since < found) found = since;
  }
  return found;
}

/** In order: each part became true no earlier than the one before. What has no beginning keeps any order. */
function inOrder(states: readonly TreeState[]): Tri {
  let last: Micros | null = null;
  let gap = false;
  for (const { since } of states) {
    if (since === 'always') continue;
    if (since === null) gap = true;
    else if (last !== null && since < last) return 'F';
    else last = since;
  }
  return gap && states.length > 1 ? 'U' : 'T';
}

/** Evaluates a tree from the states of its leaves. */
export function treeState(tree: LeafTree, stateOf: (leaf: Leaf) => TreeState): TreeState {
  if ('leaf' in tree) return stateOf(tree.leaf);
  const states = tree.parts.map((part) => treeState(part, stateOf));
  const value = joinTri(
    tree.join,
    states.map((state) => state.value),
  );
  if (value !== 'T') return { value, since: null };
  if (tree.join === 'any') return { value, since: soonest(states) };
  if (tree.join === 'one') return { value, since: states.length === 1 ? latest(states) : null };
  if (tree.join === 'all') return { value, since: latest(states) };
  const order = inOrder(states);
  return { value: order, since: order === 'T' ? latest(states) : null };
}

import { earliest, type GateFacts, gateState, type Leaf, leafFactKeys } from '../conditions/index.ts';
import type { Tri } from '../decision/tri.ts';
import type { GateResult, GateTest, KnownStates } from './compiled.ts';
import type { Literal, Polarity } from './expand.ts';
import { joinTri, leavesOf, treeState } from './tree.ts';

const negated = (value: Tri): Tri => (value === 'T' ? 'F' : value === 'F' ? 'T' : 'U');

/** Whether a value is what a literal asks for. */
export function satisfies(value: Tri, polarity: Polarity): boolean {
  switch (polarity) {
    case 'is-t':
      return value === 'T';
    case 'is-f':
      return value === 'F';
    case 'not-t':
      return value !== 'T';
    case 'not-f':
      return value !== 'F';
  }
}

/** A gate out of the literals of one term; without any it always holds. */
export function makeGate(literals: readonly Literal[]): GateTest {
  const leaves: Leaf[] = literals.flatMap((literal) => leavesOf(literal.tree));
  return {
    key: literals
      .map((literal) => literal.key)
      .sort()
      .join(' & '),
    leaves,
    literals,
    evaluate: (facts: GateFacts, known: KnownStates = new Map()): GateResult => {
      let nextChange: number | null = null;
      let holds = true;
      const values: Tri[] = [];
      for (const { tree, polarity } of literals) {
        const { value } = treeState(tree, (leaf) => {
          let state = known.get(leaf);
          if (state === undefined) {
            state = gateState(leaf, facts);
            known.set(leaf, state);
          }
          nextChange = earliest(nextChange, state.nextChange);
          return state;
        });
        if (!satisfies(value, polarity)) holds = false;
        values.push(polarity === 'is-t' || polarity === 'not-f' ? value : negated(value));
      }
      return { holds, value: joinTri('all', values), nextChange };
    },
    factKeys: (parties) => [...new Set(leaves.flatMap((leaf) => leafFactKeys(leaf, parties)))],
  };
}

import { type Form, type ObjectView, testObject } from '../conditions/index.ts';
import type { Tri } from '../decision/tri.ts';
import type { FilterTest } from './compiled.ts';
import type { Literal } from './expand.ts';
import { satisfies } from './gate.ts';
import { type LeafTree, leavesOf } from './tree.ts';

type ObjectTest = (view: ObjectView, form: Form) => Tri;

function allOf(tests: readonly ObjectTest[]): ObjectTest {
  return (view, form) => {
    let result: Tri = 'T';
    for (const test of tests) {
      const value = test(view, form);
      if (value === 'F') return 'F';
      if (value === 'U') result = 'U';
    }
    return result;
  };
}

function anyOf(tests: readonly ObjectTest[]): ObjectTest {
  return (view, form) => {
    let result: Tri = 'F';
    for (const test of tests) {
      const value = test(view, form);
      if (value === 'T') return 'T';
      if (value === 'U') result = 'U';
    }
    return result;
  };
}

function oneOf(tests: readonly ObjectTest[]): ObjectTest {
  return (view, form) => {
    let found = false;
    let unknown = false;
    for (const test of tests) {
      const value = test(view, form);
      if (value === 'U') unknown = true;
      else if (value === 'T' && found) return 'F';
      else if (value === 'T') found = true;
    }
    return unknown ? 'U' : found ? 'T' : 'F';
  };
}

/** Conditions on one object as a function; `then` does not occur among them (the compiler refuses it). */
function objectTest(tree: LeafTree): ObjectTest {
  if ('leaf' in tree) {
    const { leaf } = tree;
    return (view, form) => testObject(leaf, view, form);
  }
  const tests = tree.parts.map(objectTest);
  return tree.join === 'any' ? anyOf(tests) : tree.join === 'one' ? oneOf(tests) : allOf(tests);
}

/**
 * A filter out of the literals of one term. A permission's filter takes no object with a marking whose definition is
 * unknown (threat model I3); a prohibition's takes it like any other.
 */
export function makeFilter(literals: readonly Literal[], permits: boolean): FilterTest {
  const tests = literals.map(({ tree, polarity }) => ({ test: objectTest(tree), polarity }));
  return {
    key: literals
      .map((literal) => literal.key)
      .sort()
      .join(' & '),
    leaves: literals.flatMap((literal) => leavesOf(literal.tree)),
    holds: (view, form) => {
      if (permits && view.unknownMarking) return false;
      for (const { test, polarity } of tests) if (!satisfies(test(view, form), polarity)) return false;
      return true;
    },
  };
}

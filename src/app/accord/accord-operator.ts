import { type Fault, ok, type Result } from '../../core/result.ts';
import type { AccordApi, AccordMoved } from '../accord-api.ts';
import type { NodeState } from '../node-state.ts';
import { answerFor } from './answer-for.ts';
import { holdAccord } from './hold-accord.ts';
import { moveAccord } from './move-accord.ts';
import { accordSummary, showAccord } from './show-accord.ts';
import { amendAccord, counterAccord, type Moved, tableAccord } from './table-accord.ts';

/** Accords as the node's own staff meet them. */
export function accordOperator(node: NodeState): AccordApi {
  const moved = async (made: Promise<Result<Moved, Fault[]>>): Promise<Result<AccordMoved, Fault[]>> => {
    const done = await made;
    if (!done.ok) return done;
    return ok({ accord: accordSummary(node, done.value.record), warnings: done.value.warnings });
  };
  return {
    tableAccord: async (input) => {
      const tabled = await tableAccord(node, input);
      if (!tabled.ok) return tabled;
      return ok({ ...tabled.value, accords: tabled.value.accords.map((record) => accordSummary(node, record)) });
    },
    accords: () => node.accords.list().map((record) => accordSummary(node, record)),
    accord: (id) => showAccord(node, id),
    moveAccord: (input) => moved(moveAccord(node, input)),
    counterAccord: (input) => moved(counterAccord(node, input)),
    holdAccord: (input) => moved(holdAccord(node, input)),
    amendAccord: (input) => moved(amendAccord(node, input)),
    answerFor: (input) => answerFor(node, input),
  };
}

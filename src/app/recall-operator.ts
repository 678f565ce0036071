import type { NodeState } from './node-state.ts';
import { acknowledgeRecall, liftRecall, noteRecall } from './operate/answer-recall.ts';
import { deleteObject } from './operate/delete-object.ts';
import { sendRecallByHand } from './operate/send-recall.ts';
import { showRecall } from './operate/show-recall.ts';
import { recallRows } from './recall/recall-rows.ts';
import type { RecallApi } from './recall-api.ts';

/** The part of own staff's interface that is about copies wanted back. */
export function recallOperator(node: NodeState): RecallApi {
  return {
    sendRecall: (input) => sendRecallByHand(node, input),
    recalls: () => recallRows(node.recalls.book, node.engine.now()),
    recall: (id) => showRecall(node, id),
    acknowledgeRecall: (input) => acknowledgeRecall(node, input),
    noteRecall: (input) => noteRecall(node, input),
    liftRecall: (input) => liftRecall(node, input),
    deleteObject: (input) => deleteObject(node, input),
  };
}

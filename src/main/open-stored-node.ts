import { type Fault, fail, type Result } from '../core/result.ts';
import type { Node, NodeOptions } from './build-node.ts';

/** The seam between composition and the use cases: storage and app are put together here and nowhere else. */
export async function openStoredNode(options: NodeOptions): Promise<Result<Node, Fault[]>> {
  return fail({ at: options.dir, problem: 'storage is not wired yet' });
}

import type { Fault, Result } from '../../../src/core/result.ts';
import { faultText } from '../../../src/core/result.ts';
import type { NetworkLab } from './create-lab.ts';
import type { LivingNode } from './lab-node.ts';

interface Order {
  readonly what: string;
  readonly run: (node: LivingNode) => Promise<Result<unknown, Fault[]>>;
  readonly done: () => void;
  tries: number;
}

/**
 * People who work at nodes that die under their hands: each order is given again until it is acknowledged. A refusal counts
 * as done when the order was given before, since that time may have had its effect.
 */
export class Staff {
  readonly #orders = new Map<string, Order[]>();
  readonly #lab: NetworkLab;

  constructor(lab: NetworkLab) {
    this.#lab = lab;
  }

  /** Orders at one node are carried out one after another. */
  order(at: string, what: string, run: Order['run'], done: () => void = () => {}): void {
    this.#orders.set(at, [...(this.#orders.get(at) ?? []), { what, run, done, tries: 0 }]);
  }

  get waiting(): number {
    return [...this.#orders.values()].reduce((sum, list) => sum + list.length, 0);
  }

  /** They work now and then, until `stop`. */
  begin(everyMs: number): () => void {
    return this.#lab.regularly('staff', everyMs, (node, name) => this.work(node, name));
  }

  async work(node: LivingNode, name: string): Promise<void> {
    for (let next = this.#orders.get(name)?.[0]; next !== undefined; next = this.#orders.get(name)?.[0]) {
      next.tries++;
      const result = await next.run(node);
      if (!result.ok && next.tries === 1) throw new Error(`${name}: ${next.what}: ${faultText(result.error)}`);
      this.#orders.get(name)!.shift();
      next.done();
    }
  }
}

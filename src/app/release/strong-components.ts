/**
 * The parts of a graph whose members all lead to one another, each after those that it leads to (Tarjan 1972). Nodes are
 * numbers from 0; without recursion, since whoever delivers objects chooses how long a chain is.
 */
export function strongComponents(count: number, leadsTo: (node: number) => readonly number[]): number[][] {
  const found: number[][] = [];
  const order = new Int32Array(count).fill(-1);
  const lowest = new Int32Array(count);
  const isOpen = new Uint8Array(count);
  const open: number[] = [];
  let next = 0;
  const enter = (node: number): { readonly node: number; readonly to: readonly number[]; at: number } => {
    order[node] = next;
    lowest[node] = next++;
    isOpen[node] = 1;
    open.push(node);
    return { node, to: leadsTo(node), at: 0 };
  };
  const close = (node: number): void => {
    // Mostly a node alone.
    const members = open.at(-1) === node ? [open.pop()!] : open.splice(open.lastIndexOf(node));
    for (const member of members) isOpen[member] = 0;
    found.push(members);
  };
  for (let root = 0; root < count; root++) {
    if (order[root] !== -1) continue;
    const path = [enter(root)];
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const { node, to } = step;
      const target = to[step.at++];
      if (target === undefined) {
        path.pop();
        const above = path.at(-1)?.node;
        if (above !== undefined) lowest[above] = Math.min(lowest[above]!, lowest[node]!);
        if (lowest[node] === order[node]) close(node);
      } else if (order[target] === -1) path.push(enter(target));
      else if (isOpen[target] === 1) lowest[node] = Math.min(lowest[node]!, order[target]!);
    }
  }
  return found;
}

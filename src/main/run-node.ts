import { serveControl } from '../cli/control/server.ts';
import { type Fault, fail, ok, type Result } from '../core/result.ts';
import type { EdgeEvents } from '../http/index.ts';
import type { Clock } from '../ports/clock.ts';
import { type Node, openNode } from './build-node.ts';
import { decideConfig, type NodeConfig } from './config/decide-config.ts';
import type { Environment } from './config/environment.ts';
import { keyFiles } from './key-files.ts';
import { readConfigFile, readCursorKey } from './node-directory.ts';
import { operationsLog } from './operations-log.ts';
import { ownAddress } from './own-address.ts';
import { checkPrivate } from './private-files.ts';
import { processMetrics } from './process-metrics.ts';
import { serveNode } from './serve-node.ts';
import { systemTime } from './system-clock.ts';

interface ConfiguredNode {
  readonly config: NodeConfig;
  readonly node: Node;
}

/** Opens the node of a data directory after every check that must hold before anything is read. */
export async function openDirectory(
  dir: string,
  environment: Environment,
  options: ReadonlyMap<string, string> = new Map(),
  clock?: Clock,
): Promise<Result<ConfiguredNode, Fault[]>> {
  if (environment.faults.length > 0) return fail(...environment.faults);
  const file = await readConfigFile(dir);
  if (!file.ok) return file;
  const config = decideConfig({ dir, file: file.value, variables: environment.variables, options });
  const open = await checkPrivate(dir);
  if (!config.ok || !open.ok) return fail(...(config.ok ? [] : config.error), ...(open.ok ? [] : open.error));
  const cursorKey = await readCursorKey(dir);
  if (!cursorKey.ok) return cursorKey;
  const keys = await keyFiles(dir);
  if (!keys.ok) return keys;
  const { party, name, description, contact, roots, secondPersonAbove, recalls, asking } = config.value;
  const own = {
    party,
    name,
    description,
    contact,
    roots,
    secondPersonAbove,
    recalls,
    asking,
    ...(clock === undefined ? {} : { clock }),
  };
  const address = await ownAddress(config.value);
  const node = await openNode({ dir, ...own, ...address, cursorKey: cursorKey.value, keys: keys.value });
  return node.ok ? ok({ config: config.value, node: node.value }) : node;
}

export interface RunningNode {
  readonly url: string;
  readonly node: Node;
  close(): Promise<void>;
}

/** A node with its sockets: partners over HTTP, own staff over the control socket. Closing undoes both, then the store. */
export async function runNode(
  opened: ConfiguredNode,
  dir: string,
  log: ((line: string) => void) | null = null,
): Promise<Result<RunningNode, Fault[]>> {
  const { node, config } = opened;
  const measured = processMetrics();
  const metrics = () => [...measured.read(), ...node.operator.metrics()];
  const control = await serveControl(dir, { ...node.operator, metrics });
  if (!control.ok) {
    measured.stop();
    await node.close();
    return control;
  }
  const isKey = (id: string): boolean =>
    node.operator.keys().some((key) => key.id === id) || node.operator.peers().some((peer) => peer.key === id);
  const events: EdgeEvents = log === null ? {} : operationsLog({ write: log, now: systemTime, isKey });
  const served = await serveNode(node, config, { ...events, answered: measured.answered });
  if (!served.ok) {
    measured.stop();
    await control.value.close();
    await node.close();
    return served;
  }
  const jobs = node.startJobs((job, error) => events.failed?.(job, error), config.pullEverySeconds * 1000);
  return ok({
    url: served.value.url,
    node,
    close: async () => {
      measured.stop();
      await jobs.stop();
      await served.value.close();
      await control.value.close();
      await node.close();
    },
  });
}

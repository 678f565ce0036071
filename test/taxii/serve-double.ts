import type { PartnerApi } from '../../src/app/partner-api.ts';
import { limits } from '../../src/core/limits.ts';
import type { Micros } from '../../src/core/time.ts';
import { buildTaxiiServer, type HttpLimits, type TaxiiServerOptions } from '../../src/http/index.ts';
import { type InMemoryNode, inMemoryNode } from './in-memory-partner-api.ts';
import type { Subject, World } from './world.ts';

export interface DoubleSubject extends Subject {
  readonly port: number;
  readonly node: InMemoryNode;
}

export interface DoubleOptions extends Partial<Omit<TaxiiServerOptions, 'limits' | 'api'>> {
  readonly limits?: Partial<HttpLimits>;
  /** Replaces methods of the double; `node.api` of the subject is what the server asks, so methods can be swapped later too. */
  readonly api?: Partial<PartnerApi>;
}

const systemNow = (): Micros => Date.now() * 1000;

/** The real server edge over the double, on a free port of loopback. */
export async function serveDouble(world: World, options: DoubleOptions = {}): Promise<DoubleSubject> {
  const now = options.now ?? systemNow;
  const node = inMemoryNode(world, { now, objectsPerEnvelopeMax: limits.objectsPerEnvelopeMax });
  const { api, limits: changed, ...rest } = options;
  const server = buildTaxiiServer({
    ...rest,
    now,
    api: Object.assign(node.api, api),
    limits: { ...limits, ...changed },
  });
  const { url, port } = await server.listen('127.0.0.1', 0);
  return { url, port, keys: node.keys, node, close: () => server.close(50) };
}

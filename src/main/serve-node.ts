import { readFile } from 'node:fs/promises';
import { limits } from '../core/limits.ts';
import { type Fault, fail, ok, type Result } from '../core/result.ts';
import { buildTaxiiServer, checkBinding, type EdgeEvents } from '../http/index.ts';
import type { Node } from './build-node.ts';
import type { NodeConfig } from './config/decide-config.ts';
import { systemTime } from './system-clock.ts';

export interface ServedNode {
  readonly url: string;
  /** Finishes what is being answered, then closes the sockets; the node itself stays open. */
  close(): Promise<void>;
}

/** Serves an open node on the configured address; refuses to speak plain HTTP where others could listen (T-CFG-01). */
export async function serveNode(
  node: Node,
  config: Pick<NodeConfig, 'host' | 'port' | 'behindProxy' | 'tls'>,
  events: EdgeEvents = {},
): Promise<Result<ServedNode, Fault[]>> {
  const allowed = checkBinding({ host: config.host, tls: config.tls !== null, reverseProxy: config.behindProxy });
  if (!allowed.ok) return fail(...allowed.error.map(namedSetting));
  const tls = config.tls === null ? null : await readTls(config.tls);
  if (tls !== null && !tls.ok) return tls;
  const server = buildTaxiiServer({
    api: node.partner,
    peers: node.peer,
    now: systemTime,
    limits,
    ready: () => node.ready(),
    events,
    // Behind a proxy on this machine every caller has the proxy's address; its word on the real one is taken.
    ...(config.behindProxy ? { trustProxy: ['127.0.0.1', '::1'] } : {}),
    ...(tls === null ? {} : { tls: tls.value }),
  });
  try {
    const address = await server.listen(config.host, config.port);
    node.listensAt(`${address.url}/`);
    return ok({ url: `${address.url}/`, close: () => server.close() });
  } catch (error) {
    return fail(listenFault(config, error));
  }
}

const namedSetting = (fault: Fault): Fault => ({
  ...fault,
  at: '--host (PROVISO_HOST, proviso.json: host)',
  valid: '127.0.0.1; or tlsCertificate and tlsKey; or behindProxy: true when a reverse proxy in front speaks TLS',
});

function listenFault(config: Pick<NodeConfig, 'host' | 'port'>, error: unknown): Fault {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown failure';
  const at = `${config.host} port ${config.port}`;
  if (code === 'EADDRINUSE')
    return {
      at,
      problem: 'is in use by another program',
      valid: '--port with another number, or --port 0 for any free one',
    };
  if (code === 'EACCES') return { at, problem: 'may not be used by this user', valid: '--port 1024 or above' };
  return {
    at,
    problem: `cannot be listened on (${code})`,
    valid: '--host with an address of this machine, for example 127.0.0.1',
  };
}

async function readTls(paths: {
  readonly certificate: string;
  readonly key: string;
}): Promise<Result<{ key: string; cert: string }, Fault[]>> {
  const faults: Fault[] = [];
  const read = async (field: string, path: string): Promise<string> => {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      faults.push({
        at: `${field}: ${path}`,
        problem: `cannot be read (${(error as NodeJS.ErrnoException).code})`,
        valid: 'path of a PEM file',
      });
      return '';
    }
  };
  const cert = await read('tlsCertificate', paths.certificate);
  const key = await read('tlsKey', paths.key);
  return faults.length > 0 ? fail(...faults) : ok({ key, cert });
}

import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import type { PeerUrl } from '../protocol/peer/index.ts';
import { isLoopbackHost } from '../protocol/peer/index.ts';
import { mayDial } from './check-address.ts';
import type { Resolve } from './system-resolve.ts';

export interface GuardSettings {
  readonly url: PeerUrl;
  readonly allow: readonly string[];
  /** PEM of the one authority that is taken; null: the public ones. */
  readonly certificate: string | null;
  readonly timeoutMs: number;
  readonly resolve: Resolve;
}

class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
  readonly code = 'refused-address';
}

/**
 * Opens connections to one enrolled host. Its name is resolved once for each connection, every address is checked, and
 * one of those checked is dialled while TLS goes on with the name. The check is here and not in a `lookup` hook, which is
 * never asked for address literals.
 */
export function guardedConnector(settings: GuardSettings): buildConnector.connector {
  const { url, allow, certificate, timeoutMs, resolve } = settings;
  const loopback = isLoopbackHost(url.host);
  const dial = buildConnector({
    timeout: timeoutMs,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    // Sessions would let a certificate that is not valid any more live on.
    maxCachedSessions: 0,
    ...(certificate === null ? {} : { ca: certificate }),
  });
  return (options, done) => {
    const fail = (error: Error): void => done(error, null);
    const port = options.port === '' ? (options.protocol === 'https:' ? 443 : 80) : Number(options.port);
    const host = options.hostname.replace(/^\[|\]$/g, '');
    if (host !== url.host || port !== url.port || options.protocol !== `${url.scheme}:`) {
      fail(new RefusedAddressError('leads elsewhere than to the enrolled address'));
      return;
    }
    const checked = (error: Error | null, addresses: readonly string[]): void => {
      const refused = addresses.find((address) => !mayDial(address, allow, loopback));
      const [target] = addresses;
      if (error !== null) fail(error);
      else if (refused !== undefined || target === undefined)
        fail(
          new RefusedAddressError(
            `${url.host} stands for ${refused ?? 'no address'}, which is not allowed for this peer`,
          ),
        );
      else dial({ ...options, hostname: target, ...(isIP(host) === 0 ? { servername: host } : {}) }, done);
    };
    if (isIP(host) !== 0) checked(null, [host]);
    else resolve(host, checked);
  };
}

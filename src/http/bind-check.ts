import { type Fault, ok, type Result } from '../core/result.ts';

export interface Binding {
  readonly host: string;
  /** Certificate and key are given. */
  readonly tls: boolean;
  /** The operator has said that something in front of this node speaks TLS. */
  readonly reverseProxy: boolean;
}

const ipv4Loopback = /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

/** Only literals and `localhost`: what another name resolves to today says nothing about tomorrow. */
export function isLoopback(host: string): boolean {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  return (
    bare === 'localhost' ||
    bare === '::1' ||
    ipv4Loopback.test(bare) ||
    /^::ffff:127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/i.test(bare)
  );
}

/** T-CFG-01: secrets never travel in the clear beyond this machine unless the operator has said who protects them. */
export function checkBinding(binding: Binding): Result<Binding, Fault[]> {
  if (isLoopback(binding.host) || binding.tls || binding.reverseProxy) return ok(binding);
  return {
    ok: false,
    error: [
      {
        at: 'host',
        problem: `"${binding.host}" can be reached from other machines, and neither TLS nor a reverse proxy is set`,
        valid: '127.0.0.1; or a certificate and its key; or the setting that a reverse proxy in front speaks TLS',
      },
    ],
  };
}

import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { ipv6Groups, ipv6Text } from './ipv6-text.ts';

/** The address of a node: scheme, host and port, nothing else. */
export interface PeerUrl {
  readonly scheme: 'http' | 'https';
  /** A name, or an address without brackets; lower case. */
  readonly host: string;
  readonly port: number;
  /** As in a Host header. */
  readonly authority: string;
  /** `https://node.example/`; one spelling. */
  readonly url: string;
}

const pattern = /^(https?):\/\/([a-z0-9.-]{1,253}|\[[0-9a-f:]{2,39}\])(?::(\d{1,5}))?\/?$/;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const byte = /^(?:0|[1-9]\d{0,2})$/;
const loopback4 = /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

/** Literals and `localhost`: what another name stands for today says nothing about tomorrow. */
export const isLoopbackHost = (host: string): boolean => host === 'localhost' || host === '::1' || loopback4.test(host);

/**
 * A host whose last label begins with a digit is an address to every URL parser (WHATWG URL, section 3.5), in spellings
 * that hide which one: only the plain one with four numbers is taken.
 */
function isHost(host: string): boolean {
  const labels = host.split('.');
  if (/^\d/.test(labels.at(-1)!))
    return labels.length === 4 && labels.every((part) => byte.test(part) && Number(part) <= 255);
  return labels.every((part) => label.test(part));
}

function isPlainIpv6(host: string): boolean {
  const groups = ipv6Groups(host);
  return groups !== null && ipv6Text(groups) === host;
}

/** HTTPS; plain HTTP to loopback only. No user, path, query or other spelling of a host (T-FED-01). */
export function parsePeerUrl(text: string, at = 'url'): Result<PeerUrl, Fault[]> {
  const refuse = (problem: string): ReturnType<typeof fail> =>
    fail({ at, problem, valid: 'https://node.example/ or https://node.example:7020/' });
  const m = pattern.exec(text);
  if (m === null) return refuse(`"${text.slice(0, 100)}" is not the plain address of a node`);
  const scheme = m[1] as 'http' | 'https';
  const bracketed = m[2]!.startsWith('[');
  const host = bracketed ? m[2]!.slice(1, -1) : m[2]!;
  if (bracketed ? !isPlainIpv6(host) : !isHost(host)) return refuse(`"${host}" is not a host in its plain spelling`);
  const usual = scheme === 'https' ? 443 : 80;
  const port = m[3] === undefined ? usual : Number(m[3]);
  if (port < 1 || port > 65_535 || (m[3] !== undefined && String(port) !== m[3])) return refuse('has no such port');
  if (scheme === 'http' && !isLoopbackHost(host)) return refuse('is plain HTTP to another machine');
  const authority = port === usual ? m[2]! : `${m[2]}:${port}`;
  return ok({ scheme, host, port, authority, url: `${scheme}://${authority}/` });
}

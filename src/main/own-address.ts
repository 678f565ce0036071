import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parsePeerUrl } from '../protocol/peer/index.ts';
import type { NodeConfig } from './config/decide-config.ts';

type Settings = Pick<NodeConfig, 'host' | 'port' | 'behindProxy' | 'publicUrl' | 'tls'>;

/** Every certificate of a PEM text, in order. */
const certificatesIn = (pem: string): readonly string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];

/** The last certificate of the chain when it signed itself: then no public authority stands behind it, and peers pin it. */
async function pinned(path: string): Promise<string | null> {
  try {
    const last = certificatesIn(await readFile(path, 'utf8')).at(-1);
    if (last === undefined) return null;
    const certificate = new X509Certificate(last);
    return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey) ? `${last}\n` : null;
  } catch {
    // Serving says what is wrong with it; a node that only answers its own staff needs none.
    return null;
  }
}

/** Under which address peers reach this node, as far as the configuration says, and what they pin besides its key. */
export async function ownAddress(config: Settings): Promise<{
  readonly publicUrl: string | null;
  readonly listensUrl: string | null;
  readonly certificate: string | null;
}> {
  const host = config.host.includes(':') && !config.host.startsWith('[') ? `[${config.host}]` : config.host;
  const configured =
    config.port === 0 ? null : parsePeerUrl(`${config.tls === null ? 'http' : 'https'}://${host}:${config.port}/`);
  return {
    publicUrl: config.publicUrl,
    listensUrl: configured?.ok === true ? configured.value.url : null,
    certificate: config.tls === null ? null : await pinned(config.tls.certificate),
  };
}

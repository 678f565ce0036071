import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

const folder = (): string => mkdtempSync(join(tmpdir(), 'proviso-tls-'));

/** A self-signed certificate for one name (`IP:127.0.0.1`, `DNS:localhost`), made by openssl; null where there is none. */
export function selfSigned(name: string, days = 2): TestCertificate | null {
  const dir = folder();
  const at = (file: string): string => join(dir, file);
  try {
    const steps = [
      ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', at('key.pem')],
      [
        'req',
        '-new',
        '-key',
        at('key.pem'),
        '-subj',
        '/CN=test',
        '-addext',
        `subjectAltName=${name}`,
        '-out',
        at('csr'),
      ],
      [
        ...['x509', '-req', '-in', at('csr'), '-signkey', at('key.pem'), '-days', String(days)],
        ...['-copy_extensions', 'copyall', '-out', at('cert.pem')],
      ],
    ];
    for (const step of steps) if (spawnSync('openssl', step).status !== 0) return null;
    return { key: readFileSync(at('key.pem'), 'utf8'), cert: readFileSync(at('cert.pem'), 'utf8') };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

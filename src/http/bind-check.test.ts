import { describe, expect, it } from 'vitest';
import { checkBinding } from './bind-check.ts';

const bare = { tls: false, reverseProxy: false };

describe('binding', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', '[::1]', 'localhost', '::ffff:127.0.0.1'])(
    'T-CFG-01 %s needs nothing',
    (host) => {
      expect(checkBinding({ host, ...bare }).ok).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '::',
    '',
    '192.168.1.5',
    '10.0.0.1',
    '::ffff:10.0.0.1',
    'example.org',
    'localhost.example.org',
    '127.0.0.1.example.org',
    '127.1',
    '0x7f.1',
  ])('T-CFG-01 %j is refused without TLS or an explicit reverse proxy, and with either it is not', (host) => {
    const refused = checkBinding({ host, ...bare });
    expect(refused.ok ? null : refused.error[0]?.at).toBe('host');
    expect(checkBinding({ host, tls: true, reverseProxy: false }).ok).toBe(true);
    expect(checkBinding({ host, tls: false, reverseProxy: true }).ok).toBe(true);
  });
});

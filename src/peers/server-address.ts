import { type Fault, fail, ok, type Result } from '../core/result.ts';
import { parsePeerUrl } from '../protocol/peer/index.ts';

const valid = 'https://taxii.example/taxii2/';

/**
 * The address of a TAXII server as an administrator writes it: HTTPS, or plain HTTP to this machine, the host in its plain
 * spelling, no credential, query or fragment (T-FED-01).
 */
export function readServerAddress(text: string): Result<{ readonly url: string; readonly host: string }, Fault[]> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return fail({ at: 'url', problem: 'is not the address of a TAXII server', valid });
  if (url.username !== '' || url.password !== '')
    return fail({ at: 'url', problem: 'holds a credential', valid: '--credential-file F, and the address without it' });
  if (url.search !== '' || url.hash !== '') return fail({ at: 'url', problem: 'has a query or a fragment', valid });
  // The parser turns many spellings of an address into one; only the one that says what it is passes.
  const slash = text.indexOf('/', text.indexOf('//') + 2);
  const host = parsePeerUrl((slash === -1 ? text : text.slice(0, slash)).toLowerCase());
  return host.ok ? ok({ url: url.href, host: url.hostname }) : host;
}

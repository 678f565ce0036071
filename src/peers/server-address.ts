import { type Fault, fail, ok, type Result } from '../core/result.ts';

const valid = 'https://taxii.example/taxii2/';

/** The address of a TAXII server as an administrator writes it: no credential, query or fragment; plain HTTP to this machine only. */
export function readServerAddress(text: string): Result<{ readonly url: string; readonly host: string }, Fault[]> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return fail({ at: 'url', problem: 'is not the address of a TAXII server', valid });
  if (url.username !== '' || url.password !== '')
    return fail({ at: 'url', problem: 'holds a credential', valid: '--credential-file F, and the address without it' });
  if (url.search !== '' || url.hash !== '') return fail({ at: 'url', problem: 'has a query or a fragment', valid });
  return ok({ url: url.href, host: url.hostname });
}

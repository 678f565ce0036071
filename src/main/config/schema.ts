import type { RootView } from '../../app/partner-api.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { parsePeerUrl } from '../../protocol/peer/index.ts';

/**
 * Every setting of a node, one entry each. A setting is read from the command line, else from its variable, else from
 * `proviso.json`, else its default holds. Variables are text; the file may also hold numbers and booleans.
 */
export interface Setting<T> {
  /** Its name in `proviso.json`. */
  readonly field: string;
  readonly variable: string | null;
  readonly option: string | null;
  /** A valid value, named in refusals. */
  readonly valid: string;
  readonly help: string;
  readonly absent: T;
  /** Null when the value is not one. */
  readonly read: (value: unknown) => T | null;
}

const textMax = 512;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const steering = /[\u0000-\u001f\u007f-\u009f]/;

const line = (value: unknown): string | null =>
  typeof value === 'string' && value.length > 0 && value.length <= textMax && !steering.test(value) ? value : null;

function port(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 65_535 ? number : null;
}

function flag(value: unknown): boolean | null {
  if (value === true || value === 'true' || value === '1') return true;
  return value === false || value === 'false' || value === '0' ? false : null;
}

/** How much one person may open; `never` where none waits for a second one. */
const neverWaits = 'never';
/** From a second to a day. */
function seconds(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= 86_400 ? number : null;
}

function openedAlone(value: unknown): number | typeof neverWaits | null {
  if (value === neverWaits) return neverWaits;
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 9_999_999_999
    ? number
    : null;
}

/** An address or `localhost`; the check of what it may be is the server's (src/http/bind-check.ts). */
const address = (value: unknown): string | null => {
  const text = line(value);
  return text !== null && /^[A-Za-z0-9.:[\]-]{1,253}$/.test(text) ? text : null;
};

/** In the one spelling that peers sign. */
const nodeUrl = (value: unknown): string | null => {
  const url = typeof value === 'string' ? parsePeerUrl(value) : null;
  return url?.ok === true ? url.value.url : null;
};

const rootPath = /^[a-z0-9][a-z0-9_-]{0,63}(\/[a-z0-9][a-z0-9_-]{0,63}){0,3}$/;

/** What the node itself serves, now or by design. */
const ownPaths: ReadonlySet<string> = new Set([
  'taxii2',
  'accord',
  'console',
  'healthz',
  'readyz',
  'metrics',
  'openapi',
]);

/** API roots: paths that are not the node's own, each once. */
function roots(value: unknown): readonly RootView[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > 100) return null;
  const out: RootView[] = [];
  for (const each of value as unknown[]) {
    const { path, title, description } = (each ?? {}) as Record<string, unknown>;
    const text = description === undefined ? null : line(description);
    if (typeof path !== 'string' || !rootPath.test(path) || out.some((r) => r.path === path)) return null;
    // Below a root, `collections` and `status` are the standard's own segments.
    if (ownPaths.has(path.split('/')[0] ?? '') || path.split('/').some((s) => s === 'collections' || s === 'status'))
      return null;
    if (line(title) === null || (description !== undefined && text === null)) return null;
    out.push({ path, title: title as string, description: text });
  }
  return out;
}

const setting = <T>(
  field: string,
  from: { readonly variable: string | null; readonly option?: string },
  say: { readonly valid: string; readonly help: string },
  absent: T,
  read: (value: unknown) => T | null,
): Setting<T> => ({ field, variable: from.variable, option: from.option ?? null, ...say, absent, read });

export const settings = {
  party: setting(
    'party',
    { variable: null },
    { valid: 'bank-isac', help: 'id of the party whose node this is; set by init' },
    '',
    line,
  ),
  name: setting(
    'name',
    { variable: null },
    { valid: '"Bank ISAC"', help: 'its name for people; the title of the node' },
    '',
    line,
  ),
  host: setting(
    'host',
    { variable: 'PROVISO_HOST', option: '--host' },
    { valid: '127.0.0.1', help: 'address to listen on' },
    '127.0.0.1',
    address,
  ),
  port: setting(
    'port',
    { variable: 'PROVISO_PORT', option: '--port' },
    { valid: 'a port from 0 to 65535, 0 for any free one', help: 'port to listen on' },
    7020,
    port,
  ),
  behindProxy: setting(
    'behindProxy',
    { variable: 'PROVISO_BEHIND_PROXY' },
    { valid: 'true or false', help: 'a reverse proxy in front of this node speaks TLS' },
    false,
    flag,
  ),
  tlsCertificate: setting<string | null>(
    'tlsCertificate',
    { variable: 'PROVISO_TLS_CERTIFICATE' },
    { valid: 'path of a PEM file', help: 'certificate chain, relative to the data directory' },
    null,
    line,
  ),
  tlsKey: setting<string | null>(
    'tlsKey',
    { variable: 'PROVISO_TLS_KEY' },
    { valid: 'path of a PEM file of mode 0600', help: 'its private key, relative to the data directory' },
    null,
    line,
  ),
  publicUrl: setting<string | null>(
    'publicUrl',
    { variable: 'PROVISO_PUBLIC_URL', option: '--public-url' },
    {
      valid: 'https://node.example/ or https://node.example:7020/',
      help: 'address under which peers reach this node; host and port it listens on when absent',
    },
    null,
    nodeUrl,
  ),
  roots: setting<readonly RootView[]>(
    'roots',
    { variable: null },
    {
      valid: '[{"path": "api", "title": "Shared intelligence"}]',
      help: 'API roots of the TAXII server, the default one first; collections are created in one of them',
    },
    [{ path: 'api', title: 'Shared intelligence', description: null }],
    roots,
  ),
  secondPersonAbove: setting<number | typeof neverWaits>(
    'secondPersonAbove',
    { variable: 'PROVISO_SECOND_PERSON_ABOVE' },
    {
      valid: 'a whole number of objects, 0 so that every opening waits, or never',
      help: 'a statement that would open more objects than this to one partner waits for a second person',
    },
    10_000,
    openedAlone,
  ),
  recalls: setting<'auto' | 'ask'>(
    'recalls',
    { variable: 'PROVISO_RECALLS' },
    {
      valid: 'auto or ask',
      help: 'what is done with copies that a partner recalls: deleted at once, or when own staff say so',
    },
    'auto',
    (value) => (value === 'auto' || value === 'ask' ? value : null),
  ),
  asking: setting<'by-hand' | 'by-itself'>(
    'asking',
    { variable: 'PROVISO_ASKING' },
    {
      valid: 'by-hand or by-itself',
      help: 'consents and approvals that are missing are asked for by own staff, or by the node; asking tells for whom',
    },
    'by-hand',
    (value) => (value === 'by-hand' || value === 'by-itself' ? value : null),
  ),
  pullEverySeconds: setting<number>(
    'pullEverySeconds',
    { variable: 'PROVISO_PULL_EVERY_SECONDS' },
    { valid: 'a whole number of seconds, 1 to 86400', help: 'how often what others give this node is asked for' },
    60,
    seconds,
  ),
  description: setting<string | null>(
    'description',
    { variable: null },
    { valid: 'one line of text', help: 'what partners read about this node' },
    null,
    line,
  ),
  contact: setting<string | null>(
    'contact',
    { variable: null },
    { valid: 'soc@bank-isac.example', help: 'whom partners may ask' },
    null,
    line,
  ),
} as const;

type SettingName = keyof typeof settings;
type SettingValue<N extends SettingName> = (typeof settings)[N] extends Setting<infer T> ? T : never;
export type Settings = { readonly [N in SettingName]: SettingValue<N> };

/** Variables with this prefix that no setting knows are mistakes. */
export const variablePrefix = 'PROVISO_';
/** Not a setting of a node: it says where the node is. */
export const dataVariable = 'PROVISO_DATA';

/** One value for a setting; the fault names the place it came from. */
export function readSetting<T>(one: Setting<T>, value: unknown, at: string): Result<T, Fault[]> {
  const read = one.read(value);
  // The value itself is left out: a secret put into the wrong variable would be repeated.
  return read === null ? fail({ at, problem: 'is not a value for this setting', valid: one.valid }) : ok(read);
}

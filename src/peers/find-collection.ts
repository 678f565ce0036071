import { type Fault, fail, ok, type Result } from '../core/result.ts';
import type { Platform } from '../ports/platform.ts';
import type { RemoteCollection } from '../ports/remote-feed.ts';
import { readResource, replyTrouble } from './read-resource.ts';
import type { SendGet } from './server-reply.ts';

type Resource = Readonly<Record<string, unknown>>;
type Decoder = Pick<Platform, 'decodeUtf8Fatal'>;

const rootsMax = 50;

interface Search {
  readonly send: SendGet;
  readonly platform: Decoder;
  readonly origin: string;
  /** Id or alias. */
  readonly wanted: string;
}

/**
 * Finds a collection by id or alias below a path that is a discovery resource, an API root or the collection itself
 * (TAXII 2.1 sections 4.1, 4.2, 5.1). API roots on other servers may be listed (section 4.1.1); they are not followed.
 */
export async function findRemoteCollection(
  send: SendGet,
  platform: Decoder,
  origin: string,
  path: string,
  wanted: string,
): Promise<Result<RemoteCollection, Fault[]>> {
  const search: Search = { send, platform, origin, wanted };
  const start = await fetchResource(search, slashed(path));
  if (!start.ok) return start;
  const itself = asCollection(start.value, rootAbove(path));
  if (itself !== null && isWanted(start.value, wanted)) return ok(itself);
  const { roots, elsewhere } = rootsOf(start.value, slashed(path), origin);
  const seen: string[] = [];
  const faults: Fault[] = [];
  for (const root of roots) {
    const found = await inRoot(search, root, seen);
    if (!found.ok) faults.push(...found.error);
    else if (found.value !== null) return ok(found.value);
  }
  if (seen.length === 0 && faults.length > 0) return fail(...faults);
  const not = elsewhere.length === 0 ? '' : `; API roots on other servers are not followed: ${elsewhere.join(', ')}`;
  return fail({
    at: `${origin}${path}`,
    problem: `no collection "${wanted}" there${not}`,
    valid: seen.length === 0 ? 'a collection that this credential may read' : `one of ${seen.slice(0, 20).join(', ')}`,
  });
}

const slashed = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

/** The API root that a collection stands in. */
const rootAbove = (path: string): string => {
  const at = path.lastIndexOf('/collections/');
  return at === -1 ? slashed(path) : path.slice(0, at + 1);
};

async function fetchResource({ send, platform, origin }: Search, path: string): Promise<Result<Resource, Fault[]>> {
  const reply = await send(path);
  const trouble = replyTrouble(reply);
  const at = `${origin}${path}`;
  if (trouble !== null)
    return fail({
      at,
      problem: `the server ${trouble.why}`,
      valid:
        trouble.stop === 'refused'
          ? 'a credential file with the right Basic, Bearer or Token line'
          : 'the address of a TAXII 2.1 discovery resource or API root, for example https://taxii.example/taxii2/',
    });
  const resource = reply.kind === 'answered' ? readResource(reply.body, platform) : null;
  return resource === null
    ? fail({ at, problem: 'the server sends no JSON object', valid: 'a TAXII 2.1 server' })
    : ok(resource);
}

/** API roots on this server, the default one first, and those elsewhere. A resource that is no discovery is a root. */
function rootsOf(
  resource: Resource,
  path: string,
  origin: string,
): { readonly roots: readonly string[]; readonly elsewhere: readonly string[] } {
  const listed = resource['api_roots'];
  if (!Array.isArray(listed)) return { roots: [path], elsewhere: [] };
  const first = resource['default'];
  const texts = listed.filter((r): r is string => typeof r === 'string').slice(0, rootsMax);
  const ordered = typeof first === 'string' && texts.includes(first) ? [first, ...texts] : texts;
  const roots = new Set<string>();
  const elsewhere = new Set<string>();
  for (const text of ordered) {
    const url = URL.canParse(text, `${origin}${path}`) ? new URL(text, `${origin}${path}`) : null;
    if (url === null) continue;
    if (url.origin === origin) roots.add(slashed(url.pathname));
    else elsewhere.add(url.href.slice(0, 200));
  }
  return { roots: [...roots], elsewhere: [...elsewhere] };
}

async function inRoot(search: Search, root: string, seen: string[]): Promise<Result<RemoteCollection | null, Fault[]>> {
  const listed = await fetchResource(search, `${root}collections/`);
  if (listed.ok && Array.isArray(listed.value['collections']))
    for (const one of listed.value['collections'] as unknown[]) {
      const resource = (one ?? {}) as Resource;
      const found = asCollection(resource, root);
      if (found === null) continue;
      if (isWanted(resource, search.wanted)) return ok(found);
      seen.push(found.id);
    }
  // Some servers answer for collections that they do not list.
  const direct = await fetchResource(search, `${root}collections/${encodeURIComponent(search.wanted)}/`);
  if (direct.ok) {
    const found = asCollection(direct.value, root);
    if (found !== null) return ok(found);
  }
  return listed.ok ? ok(null) : listed;
}

function asCollection(resource: Resource, root: string): RemoteCollection | null {
  const { id, title } = resource;
  if (typeof id !== 'string' || id === '' || id.length > 250) return null;
  return {
    root,
    id,
    title: typeof title === 'string' ? title.slice(0, 500) : id,
    canRead: resource['can_read'] !== false,
  };
}

const isWanted = (resource: Resource, wanted: string): boolean =>
  [resource['id'], resource['alias']].some((v) => typeof v === 'string' && v.toLowerCase() === wanted.toLowerCase());

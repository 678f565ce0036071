import type { TaxiiPath } from '../../protocol/taxii21/index.ts';

/** A path that has the form of one of ours; what it names may still not exist. */
export interface MatchedPath {
  readonly template: TaxiiPath;
  readonly root: string;
  /** Collection id or alias; empty where the template has none. */
  readonly collection: string;
  readonly object: string;
  readonly status: string;
}

const fixedPaths: ReadonlySet<string> = new Set([
  '/taxii2/',
  '/healthz',
  '/readyz',
  '/openapi.json',
] satisfies TaxiiPath[]);

function decode(segment: string): string | null {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

const found = (template: TaxiiPath, root: string, collection = '', object = '', status = ''): MatchedPath => ({
  template,
  root,
  collection,
  object,
  status,
});

/** `segments` from `from` on stand behind the API root. */
function matchInRoot(root: string, segments: readonly string[], from: number): MatchedPath | null {
  const count = segments.length - from;
  if (count === 0) return found('/{root}/', root);
  const name = segments[from + 1];
  if (segments[from] === 'status')
    return count === 2 && name !== undefined ? found('/{root}/status/{status}/', root, '', '', name) : null;
  if (name === undefined) return found('/{root}/collections/', root);
  const part = segments[from + 2];
  if (part === undefined) return found('/{root}/collections/{collection}/', root, name);
  if (part === 'manifest') return count === 3 ? found('/{root}/collections/{collection}/manifest/', root, name) : null;
  if (part !== 'objects') return null;
  const object = segments[from + 3];
  if (object === undefined) return found('/{root}/collections/{collection}/objects/', root, name);
  if (count === 4) return found('/{root}/collections/{collection}/objects/{object}/', root, name, object);
  return count === 5 && segments[from + 4] === 'versions'
    ? found('/{root}/collections/{collection}/objects/{object}/versions/', root, name, object)
    : null;
}

/** What stands between the slashes; null where that is nothing, or holds a slash itself and would make two paths of one name. */
function segmentsOf(path: string): string[] | null {
  const segments: string[] = [];
  for (let start = 1; start < path.length; ) {
    const end = path.indexOf('/', start);
    const raw = path.slice(start, end);
    const segment = decode(raw);
    if (segment === null || segment === '' || (segment !== raw && segment.includes('/'))) return null;
    segments.push(segment);
    start = end + 1;
  }
  return segments;
}

/**
 * An API root may have several segments; it ends before the first segment `collections` or `status`, which therefore
 * cannot be part of a root's path. No dots are resolved and no slashes merged: a path names one thing or nothing.
 */
export function matchPath(path: string): MatchedPath | null {
  if (fixedPaths.has(path)) return { template: path as TaxiiPath, root: '', collection: '', object: '', status: '' };
  if (!path.startsWith('/') || !path.endsWith('/') || path.length < 3) return null;
  const segments = segmentsOf(path);
  if (segments === null) return null;
  let end = 1;
  while (end < segments.length && segments[end] !== 'collections' && segments[end] !== 'status') end++;
  const root = end === 1 ? segments[0]! : segments.slice(0, end).join('/');
  return matchInRoot(root, segments, end);
}

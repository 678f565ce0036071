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

type Names = Partial<Omit<MatchedPath, 'template' | 'root'>>;

/** `after` are the segments behind the API root. */
function matchInRoot(root: string, after: readonly string[]): MatchedPath | null {
  const found = (template: TaxiiPath, names: Names = {}): MatchedPath => ({
    template,
    root,
    collection: '',
    object: '',
    status: '',
    ...names,
  });
  const [kind, name, part, object, last] = after;
  if (kind === undefined) return found('/{root}/');
  if (kind === 'status')
    return after.length === 2 && name !== undefined ? found('/{root}/status/{status}/', { status: name }) : null;
  if (name === undefined) return found('/{root}/collections/');
  if (part === undefined) return found('/{root}/collections/{collection}/', { collection: name });
  if (part === 'manifest' && after.length === 3)
    return found('/{root}/collections/{collection}/manifest/', { collection: name });
  if (part !== 'objects') return null;
  if (object === undefined) return found('/{root}/collections/{collection}/objects/', { collection: name });
  const names = { collection: name, object };
  if (after.length === 4) return found('/{root}/collections/{collection}/objects/{object}/', names);
  return last === 'versions' && after.length === 5
    ? found('/{root}/collections/{collection}/objects/{object}/versions/', names)
    : null;
}

/**
 * An API root may have several segments; it ends before the first segment `collections` or `status`, which therefore
 * cannot be part of a root's path. No dots are resolved and no slashes merged: a path names one thing or nothing.
 */
export function matchPath(path: string): MatchedPath | null {
  if (fixedPaths.has(path)) return { template: path as TaxiiPath, root: '', collection: '', object: '', status: '' };
  if (!path.startsWith('/') || !path.endsWith('/') || path.length < 3) return null;
  const segments: string[] = [];
  for (const raw of path.slice(1, -1).split('/')) {
    const segment = decode(raw);
    // An encoded slash would make two paths of one name.
    if (segment === null || segment === '' || segment.includes('/')) return null;
    segments.push(segment);
  }
  let end = segments.length;
  for (let i = 1; i < segments.length; i++) {
    if (segments[i] === 'collections' || segments[i] === 'status') {
      end = i;
      break;
    }
  }
  const root = segments.slice(0, end).join('/');
  return matchInRoot(root, segments.slice(end));
}

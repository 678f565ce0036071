import type { Principal } from '../../app/partner-api.ts';
import type { PeerApi } from '../../app/peer-api.ts';
import type { Answer } from '../answer.ts';
import { jsonDocument } from '../answer.ts';

/** A request of another node that is proved to be its own. */
export interface PeerCall {
  readonly api: PeerApi;
  readonly who: Principal;
  /** Decoded segments that stand for `{…}` in the path, in order. */
  readonly names: readonly string[];
  /** What stands behind `?`, still encoded. */
  readonly query: string;
  readonly body: Uint8Array;
}

export interface PeerRoute {
  readonly method: 'GET' | 'POST';
  /** For example `/accord/accords/{id}/messages`. */
  readonly path: string;
  readonly handle: (call: PeerCall) => Answer | Promise<Answer>;
}

/** For what does not exist and for what the caller may not know of. */
export const nothingThere = jsonDocument(404, { problem: 'there is nothing here' });
const otherMethod = jsonDocument(405, { problem: 'not with this method' });

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** Segment by segment; an encoded slash would make two paths of one name. */
function namesIn(template: string, path: string): readonly string[] | null {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const names: string[] = [];
  for (const [i, part] of wanted.entries()) {
    if (!part.startsWith('{')) {
      if (part !== given[i]) return null;
      continue;
    }
    const name = decode(given[i]!);
    if (name === null || name === '' || name.includes('/')) return null;
    names.push(name);
  }
  return names;
}

export function peerRouter(
  routes: readonly PeerRoute[],
): (method: string, path: string) => { readonly route: PeerRoute; readonly names: readonly string[] } | Answer {
  return (method, path) => {
    let answer = nothingThere;
    for (const route of routes) {
      const names = namesIn(route.path, path);
      if (names === null) continue;
      if (route.method === method) return { route, names };
      answer = otherMethod;
    }
    return answer;
  };
}

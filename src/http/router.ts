import type { Answer } from './answer.ts';
import { absent, methodNotAllowed } from './errors.ts';
import type { Route } from './route.ts';
import { type MatchedPath, matchPath } from './taxii/match-path.ts';

export type Routed =
  | { readonly ok: true; readonly route: Route; readonly path: MatchedPath }
  | { readonly ok: false; readonly answer: Answer };

interface Methods {
  readonly routes: ReadonlyMap<string, Route>;
  readonly notAllowed: Answer;
}

/** Method and path to a route. Two routes for one method and path stop the start. */
export function buildRouter(routes: readonly Route[]): (method: string, path: string) => Routed {
  const byTemplate = new Map<string, Map<string, Route>>();
  for (const route of routes) {
    const { path, id } = route.operation;
    const method = route.operation.method.toUpperCase();
    const methods = byTemplate.get(path) ?? new Map<string, Route>();
    if (methods.has(method)) throw new Error(`two routes for ${method} ${path}: the second is ${id}`);
    byTemplate.set(path, methods.set(method, route));
  }
  const table = new Map<string, Methods>();
  for (const [template, methods] of byTemplate) {
    table.set(template, { routes: methods, notAllowed: methodNotAllowed([...methods.keys()].join(', ')) });
  }
  return (method, text) => {
    const path = matchPath(text);
    const methods = path === null ? undefined : table.get(path.template);
    if (path === null || methods === undefined) return { ok: false, answer: absent };
    const route = methods.routes.get(method);
    return route === undefined ? { ok: false, answer: methods.notAllowed } : { ok: true, route, path };
  };
}

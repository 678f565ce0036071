import { describe, expect, it } from 'vitest';
import { taxiiOperations } from '../protocol/taxii21/index.ts';
import { buildRouter } from './router.ts';
import { taxiiRoutes } from './taxii/index.ts';

const route = buildRouter(taxiiRoutes);
const filled = (path: string): string =>
  path.replace('{root}', 'api').replace('{collection}', 'c').replace('{object}', 'o').replace('{status}', 's');

describe('router', () => {
  it.each(taxiiOperations.filter((one) => one.authenticated))(
    'API9: the documented $method $path is routed to $id',
    (operation) => {
      const routed = route(operation.method.toUpperCase(), filled(operation.path));
      expect(routed.ok && routed.route.operation.id).toBe(operation.id);
    },
  );

  it('API9: every route is documented', () => {
    const documented = new Set<string>(taxiiOperations.map((one) => one.id));
    for (const one of taxiiRoutes) expect(documented).toContain(one.operation.id);
    expect(taxiiRoutes).toHaveLength(taxiiOperations.filter((one) => one.authenticated).length);
  });

  it('two routes for one method and path stop the start', () => {
    expect(() => buildRouter([...taxiiRoutes, ...taxiiRoutes.slice(0, 1)])).toThrow('two routes for GET /taxii2/');
  });
});

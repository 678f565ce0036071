import { describe } from 'vitest';
import { objectsContract } from './objects.contract.ts';
import { pagingContract } from './paging.contract.ts';
import { resourcesContract } from './resources.contract.ts';
import { secrecyContract } from './secrecy.contract.ts';
import type { MakeServer } from './world.ts';

/** What every correct node does on the TAXII 2.1 wire, whatever is behind it. */
export function taxiiContract(name: string, makeServer: MakeServer): void {
  describe(name, () => {
    resourcesContract(makeServer);
    pagingContract(makeServer);
    objectsContract(makeServer);
    secrecyContract(makeServer);
  });
}

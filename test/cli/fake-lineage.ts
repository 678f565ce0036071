import type { OperatorApi } from '../../src/app/operator-api.ts';
import type { PartyId } from '../../src/core/ids.ts';
import type { Fault, Result } from '../../src/core/result.ts';
import { hostileText } from './fake-statements.ts';

const at = 1_772_323_200_000_000;

type Names = 'relateParty';

/** What the fake operator answers about where things come from, in the shapes of the node. */
export function fakeLineage(
  refusable: <T>(name: string, input: unknown, value: T) => Promise<Result<T, Fault[]>>,
): Pick<OperatorApi, Names> {
  return {
    relateParty: (input) =>
      refusable('relateParty', input, {
        ...{ id: 'energy-isac' as PartyId, name: hostileText, self: false, addedAt: at },
        organs: [],
        relation: 'community',
      }),
  };
}

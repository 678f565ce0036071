import { askedKindOf, operandKey } from '../../core/conditions/index.ts';
import type { BesideChange } from '../../core/decision/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { FoundRow } from '../../ports/store.ts';
import { type Askable, askables } from '../lineage/find-askable.ts';
import type { NodeState } from '../node-state.ts';

type Deps = Pick<NodeState, 'engine' | 'received' | 'settings'>;

/** For own staff: whose consent or approval a change is, and by which command it is given or asked for. */
export function nameAnswerers(deps: Deps, row: FoundRow, party: PartyId): BesideChange {
  const self = deps.settings.party;
  const all = askables(deps, row, party);
  const collection = deps.engine.collections.get(row.collection)?.record;
  return (change) => {
    const kind = askedKindOf(change.operand);
    if (kind === null) return {};
    const key = operandKey(change.operand, change.params);
    const who = all.filter((one) => one.key === key && (change.under === null || one.under === change.under));
    const parties = [...new Set(who.map(({ by }) => by))];
    if (parties.length === 0) return {};
    const of = { of: parties.map((by) => `party:${by}`) };
    if (!parties.includes(self)) return { ...of, how: `proviso consent ask --object ${row.id} --for ${party}` };
    const isWhole = change.params['scope'] === 'collection';
    const what = isWhole ? wholeOf(who[0], collection?.alias ?? '') : `--object ${row.id}`;
    return { ...of, by: 'us', how: `proviso ${kind} grant ${what} --for ${party}` };
  };
}

/** The options by which `approval grant` is told the same collection. */
function wholeOf(one: Askable | undefined, own: string): string {
  const [of, giver = '', ...over] = one?.over?.split(':') ?? [];
  if (of !== 'party') return `--collection ${own || `${one?.over}`}`;
  return `--collection ${over.join(':')} --from ${giver}`;
}

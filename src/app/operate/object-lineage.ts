import type { PartyId, TextId } from '../../core/ids.ts';
import { delivererOf, hopsOf } from '../../core/lineage/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import type { Independence } from '../lineage/independence-book.ts';
import type { NodeState } from '../node-state.ts';

type Deps = Pick<NodeState, 'engine' | 'shelf' | 'received' | 'consents' | 'independence' | 'settings'>;

/** One way by which one stored version came, for own staff. */
export interface LineageRow {
  readonly object: string;
  readonly version: string;
  readonly collection: string;
  readonly at: Micros;
  /** Proved by its signature; null for what is our own. */
  readonly deliverer: PartyId | null;
  /** As the deliverer says; it is proved where the two are the same. */
  readonly origin: PartyId;
  readonly path: readonly PartyId[];
  /** Whom the object itself names as its creator (STIX id): a claim like any other. */
  readonly creator: string | null;
  readonly hops: number;
  readonly under: readonly {
    readonly text: TextId;
    readonly from: PartyId;
    readonly state: 'in force' | 'ended' | 'not known';
  }[];
  /** That we have it from elsewhere, as own staff declared last; null where nobody did, and for copies of others. */
  readonly independent: Independence | null;
  /** Ids of the consents on record about this object alone. */
  readonly consents: readonly string[];
}

/** Who gave an object to us, by which way, and under which terms. Own material has a row without any. */
export async function objectLineage(deps: Deps, object: string): Promise<Result<readonly LineageRow[], Fault[]>> {
  const { engine, shelf, received, consents } = deps;
  const rows = (await shelf.find([object])).filter((row) => !row.removed);
  if (rows.length === 0)
    return fail({ at: 'object', problem: `no object "${object}" is held`, valid: 'the STIX id of a held object' });
  const asked = consents
    .list()
    .filter((one) => one.object === object)
    .map((one) => one.id);
  return ok(
    rows.flatMap((row): LineageRow[] => {
      const { lineage, deliverer, creator } = engine.factsOf(row);
      const { record, log } = engine.collections.get(row.collection)!;
      const frame = {
        object,
        version: row.version,
        collection: record.alias ?? record.id,
        at: log.atOf(row.seq),
        consents: asked,
        creator,
        independent: deliverer === deps.settings.party ? (deps.independence.of(object).at(-1) ?? null) : null,
      };
      if (lineage === undefined)
        return [{ ...frame, deliverer: null, origin: deliverer, path: [deliverer], hops: 0, under: [], consents: [] }];
      return lineage.map((one) => ({
        ...frame,
        deliverer: delivererOf(one),
        origin: one.origin,
        path: one.path,
        hops: hopsOf(one),
        under: received.stickingTo(one).map(({ id, from, terms, since, endedAt }) => ({
          text: id,
          from,
          state:
            terms === null
              ? ('not known' as const)
              : since === null || endedAt !== null
                ? ('ended' as const)
                : ('in force' as const),
        })),
      }));
    }),
  );
}

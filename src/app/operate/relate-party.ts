import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { LineageApi } from '../lineage/lineage-api.ts';
import { type RecipientRelation, recipientRelations } from '../lineage/recipient-facts.ts';
import type { NodeState } from '../node-state.ts';
import type { PartyRecord } from '../operator-api.ts';
import { findParty } from './find-party.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'parties'>;

const isRelation = (text: string): text is RecipientRelation => recipientRelations.some((each) => each === text);

/** What a party is to us (operand `recipient-relation`): TLP levels and relay rules of others ask it. */
export async function relateParty(
  { engine, parties, store }: Deps,
  input: Parameters<LineageApi['relateParty']>[0],
): Promise<Result<PartyRecord, Fault[]>> {
  return engine.exclusive(async () => {
    const { relation } = input;
    const party = findParty(parties, input.party);
    const faults: Fault[] = party.ok ? [] : [...party.error];
    if (relation !== null && !isRelation(relation))
      faults.push({ at: 'relation', problem: `no relation "${relation}"`, valid: recipientRelations.join(', ') });
    if (!party.ok || faults.length > 0 || (relation !== null && !isRelation(relation))) return fail(...faults);
    const { relation: _old, ...rest } = party.value;
    const record: PartyRecord = relation === null ? rest : { ...rest, relation };
    engine.change((moment) => {
      parties.put(record);
      engine.factsChanged(moment);
    });
    await store.flush();
    return ok(record);
  });
}

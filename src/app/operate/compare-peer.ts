import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { type CompareReport, compareSource } from '../federation/compare/compare-source.ts';
import type { FederationApi } from '../federation-api.ts';
import type { NodeState } from '../node-state.ts';
import { findParty } from './find-party.ts';

type Deps = Pick<NodeState, 'federation' | 'parties' | 'transport'>;

export async function comparePeer(
  deps: Deps,
  input: Parameters<FederationApi['comparePeer']>[0],
): Promise<Result<readonly CompareReport[], Fault[]>> {
  const { federation, parties } = deps;
  const party = findParty(parties, input.peer, 'peer');
  if (!party.ok) return party;
  await federation.attend();
  const sources = federation.deps.sources
    .list()
    .filter((s) => s.endedAt === null && s.target.kind === 'peer' && s.party === party.value.id);
  if (sources.length === 0)
    return fail({
      at: 'peer',
      problem: `${party.value.id} gives this node nothing under an accord in force`,
      valid: 'a peer of: proviso sync status',
    });
  const { quota, engine } = federation.deps;
  const over = input.repair === true ? quota.exhausted(party.value.id, engine.now()) : null;
  if (over !== null)
    return fail({
      at: 'peer',
      problem: `${party.value.id} ${over}`,
      valid: 'without --repair; or more: proviso peer quota',
    });
  const reports: CompareReport[] = [];
  for (const source of sources) {
    const report = await compareSource(federation, deps, source, input.repair === true);
    if (!report.ok) return report;
    reports.push(report.value);
  }
  return ok(reports);
}

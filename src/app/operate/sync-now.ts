import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { OwnMaterialAlert } from '../federation/own-material.ts';
import type { RunReport } from '../federation/pull-source.ts';
import type { FederationAlert, FederationApi } from '../federation-api.ts';
import type { NodeState } from '../node-state.ts';
import { findParty } from './find-party.ts';
import { quotaAlerts } from './peer-quota.ts';
import { stoppedAlerts } from './stopped-alerts.ts';

type Deps = Pick<NodeState, 'federation' | 'parties' | 'store'>;

/** Runs sources one after the other; each report says how its own ended. */
export async function syncNow(
  { federation, parties }: Deps,
  input: Parameters<FederationApi['syncNow']>[0],
): Promise<Result<readonly RunReport[], Fault[]>> {
  const { peer, source, fromStart = false } = input;
  await federation.attend();
  const all = federation.deps.sources.list().filter((s) => s.endedAt === null);
  const party = peer === undefined ? null : findParty(parties, peer, 'peer');
  if (party !== null && !party.ok) return party;
  const chosen = all.filter(
    (s) => (source === undefined || s.id === source) && (party === null || s.party === party.value.id),
  );
  if (chosen.length === 0)
    return fail({
      at: source === undefined ? (peer === undefined ? 'sync' : 'peer') : 'source',
      problem: 'nothing is pulled from there',
      valid: all.length === 0 ? 'add one first: proviso source add' : `one of ${all.map((s) => s.id).join(', ')}`,
    });
  const reports: RunReport[] = [];
  for (const { id } of chosen) {
    const run = await federation.run(id, { fromStart });
    if (!run.ok) return run;
    reports.push(run.value);
  }
  return ok(reports);
}

export function listAlerts(
  deps: Pick<NodeState, 'store' | 'federation' | 'messages' | 'peers'>,
): readonly FederationAlert[] {
  const own = deps.store
    .documents('alert')
    .map((d) => d.value as OwnMaterialAlert)
    .sort((a, b) => a.at - b.at || (a.object < b.object ? -1 : 1));
  return [
    ...own.map((alert) => ({ kind: 'own-material' as const, ...alert })),
    ...quotaAlerts(deps.federation.deps.quota),
    ...stoppedAlerts(deps),
  ].sort((a, b) => a.at - b.at);
}

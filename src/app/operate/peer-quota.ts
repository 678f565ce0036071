import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { HourlyQuota, QuotaAlert, QuotaLimits, QuotaState } from '../federation/hourly-quota.ts';
import type { FederationAlert, FederationApi, QuotaOverview, QuotaView } from '../federation-api.ts';
import type { NodeState } from '../node-state.ts';
import { findParty } from './find-party.ts';

type Deps = Pick<NodeState, 'engine' | 'store' | 'parties' | 'federation'>;
type Input = Parameters<FederationApi['peerQuota']>[0];

const settable = [
  { field: 'objects', part: 'objects', option: '--objects', most: limits.quotaObjectsMax, unit: 1 },
  { field: 'bytes', part: 'bytes', option: '--bytes', most: limits.quotaBytesMax, unit: 1 },
  { field: 'cpuSeconds', part: 'cpuMs', option: '--cpu-seconds', most: limits.quotaCpuSecondsMax, unit: 1000 },
] as const;

/** Sets what a party, or every party without a quota of its own, may bring and cost in an hour; says how it stands. */
export async function peerQuota(deps: Deps, input: Input): Promise<Result<QuotaOverview, Fault[]>> {
  const { engine, store, federation } = deps;
  const { quota } = federation.deps;
  const read = readInput(deps, input);
  if (!read.ok) return read;
  const { party, parts } = read.value;
  return engine.exclusive(async () => {
    if (parts === null || Object.keys(parts).length > 0) {
      quota.limit(party, parts, engine.now());
      await store.flush();
    }
    const now = engine.now();
    const states = party === null ? quota.states(now) : [quota.state(party, now)];
    return ok({ everybody: limitsView(quota.limitsOf(null)), parties: states.map(quotaView) });
  });
}

interface Wanted {
  /** Null: every party without a quota of its own. */
  readonly party: PartyId | null;
  /** Null: back to what holds otherwise. */
  readonly parts: Partial<QuotaLimits> | null;
}

function readInput({ parties }: Deps, input: Input): Result<Wanted, Fault[]> {
  const faults: Fault[] = [];
  const found = input.peer === undefined ? null : findParty(parties, input.peer, '--peer');
  if (found?.ok === false) faults.push(...found.error);
  if (found?.ok && found.value.self)
    faults.push({ at: '--peer', problem: 'is this node itself', valid: 'the id of a counterpart' });
  const parts: Record<string, number> = {};
  for (const { field, part, option, most, unit } of settable) {
    const text = input[field];
    if (text === undefined) continue;
    const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : 0;
    if (value >= 1 && value <= most) parts[part] = value * unit;
    else
      faults.push({
        at: option,
        problem: `"${text.slice(0, 40)}" is not a number that it takes`,
        valid: `a whole number from 1 to ${most}`,
      });
  }
  const isReset = input.reset === true;
  if (isReset && settable.some(({ field }) => input[field] !== undefined))
    faults.push({ at: '--reset', problem: 'stands beside a limit', valid: '--reset alone, or limits' });
  if (faults.length > 0) return fail(...faults);
  return ok({ party: found?.ok ? found.value.id : null, parts: isReset ? null : parts });
}

const limitsView = ({ objects, bytes, cpuMs }: QuotaLimits) => ({ objects, bytes, cpuSeconds: cpuMs / 1000 });

export function quotaView({ party, limits: of, own, used, since, reached, until }: QuotaState): QuotaView {
  return {
    party,
    objects: used.objects,
    objectsMax: of.objects,
    bytes: used.bytes,
    bytesMax: of.bytes,
    cpuSeconds: used.cpuMs / 1000,
    cpuSecondsMax: of.cpuMs / 1000,
    own: settable.flatMap(({ field, part }) => (own[part] === undefined ? [] : [field])),
    since,
    until,
    reached: settable.find(({ part }) => part === reached)?.field ?? null,
  };
}

/** The last time of each party. */
export const quotaAlerts = (quota: HourlyQuota): FederationAlert[] =>
  quota.alerts().flatMap(({ party, at, part, limit, openedAt }) => {
    const { field, unit } = settable.find((one) => one.part === part)!;
    return { kind: 'quota' as const, party, at, quota: field, limit: limit / unit, openedAt };
  });

/** Parties that have to wait now. */
export const waitingForQuota = (quota: HourlyQuota): readonly QuotaAlert[] =>
  quota.alerts().filter(({ openedAt }) => openedAt === null);

import type { Micros } from '../../core/time.ts';
import type { Federation } from './federation.ts';
import type { SourceRecord, SourceState } from './source-record.ts';

/**
 * `healthy` is said of nothing that may lack an object: the last run reached the end, nothing of this source waits in
 * quarantine, and no gap is known (ticket OC 4615).
 */
export type SyncHealth = 'healthy' | 'gaps' | 'failing' | 'new' | 'running' | 'ended';

export interface SyncRow {
  readonly source: string;
  readonly party: string;
  /** Address of the server, or the peer. */
  readonly from: string;
  readonly collection: string;
  /** Id of the local collection. */
  readonly into: string;
  readonly health: SyncHealth;
  /** What is wrong, in words; empty when healthy. */
  readonly because: readonly string[];
  readonly added: number;
  readonly held: number;
  readonly echoes: number;
  readonly foreign: number;
  readonly conflicts: number;
  /** In quarantine now. */
  readonly inQuarantine: number;
  readonly pages: number;
  readonly bytes: number;
  readonly runs: number;
  readonly addedAfter: string | null;
  readonly lastRunAt: Micros | null;
  readonly lastCompleteAt: Micros | null;
}

export const sourceFrom = ({ target }: SourceRecord): string =>
  target.kind === 'foreign' ? target.url : `party:${target.party}`;

export function syncStatus(federation: Federation): SyncRow[] {
  const { sources, quarantine, engine } = federation.deps;
  return sources.list().map((source) => {
    const state = sources.state(source.id);
    const { rows: inQuarantine } = quarantine.of(source.id);
    const because = reasons(state, inQuarantine, quarantine.some(source.id, namedMax));
    const { added, held, echoes, foreign, conflicts, pages, bytes, runs, lastRunAt, lastCompleteAt } = state;
    return {
      source: source.id,
      party: source.party,
      from: sourceFrom(source),
      collection: source.collection,
      into: engine.collections.get(source.into)?.record.id ?? '',
      health: health(source, state, federation.isRunning(source.id), inQuarantine),
      because,
      added,
      held,
      echoes,
      foreign,
      conflicts,
      inQuarantine,
      pages,
      bytes,
      runs,
      addedAfter: state.place.addedAfter,
      lastRunAt,
      lastCompleteAt,
    };
  });
}

/** Objects in quarantine that a status names; all of them: proviso quarantine list. */
const namedMax = 3;

function reasons(state: SourceState, inQuarantine: number, named: readonly string[]): string[] {
  const out = [...state.gaps];
  if (inQuarantine > 0) out.push(`partial: ${inQuarantine} objects of it are in quarantine`, ...named);
  if (state.ended !== null && state.ended !== 'complete')
    out.push(`the last run stopped (${state.ended})${state.why === null ? '' : `: ${state.why}`}`);
  return out;
}

function health(source: SourceRecord, state: SourceState, isRunning: boolean, inQuarantine: number): SyncHealth {
  if (source.endedAt !== null) return 'ended';
  if (isRunning) return 'running';
  if (state.ended === null) return 'new';
  if (state.ended !== 'complete') return 'failing';
  return state.gaps.length > 0 || inQuarantine > 0 ? 'gaps' : 'healthy';
}

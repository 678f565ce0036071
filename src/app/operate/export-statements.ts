import { parsePartyId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { bundleOf, fitsAnArtifact, notesFromStatements } from '../../formats/statement-notes/index.ts';
import type { NodeState } from '../node-state.ts';
import type { OperatorApi, StatementBundle } from '../operator-api.ts';
import { recordsOf, writingContext } from './statement-files.ts';

type Deps = Pick<NodeState, 'parties' | 'positions' | 'platform' | 'settings'>;

/** Everything on record about the chosen statements as one STIX bundle, for our own files: it passes no release engine. */
export function exportStatements(
  deps: Deps,
  input: Parameters<OperatorApi['exportStatements']>[0],
): Result<StatementBundle, Fault[]> {
  const faults: Fault[] = [];
  const party = input.party === undefined ? null : parsePartyId(input.party);
  if (party?.ok === false) faults.push(...party.error);
  if (party?.ok === true && deps.parties.get(party.value) === undefined)
    faults.push({
      at: 'party',
      problem: `no party "${party.value}"`,
      valid: listed(deps.parties.list().map((p) => p.id)),
    });
  if (input.topic !== undefined && !deps.positions.topics.has(input.topic))
    faults.push({
      at: 'topic',
      problem: `no topic "${input.topic}"`,
      valid: listed([...deps.positions.topics.keys()]),
    });
  if (faults.length > 0) return fail(...faults);
  const records = recordsOf(deps, {
    ...(party?.ok === true ? { party: party.value } : {}),
    ...(input.topic === undefined ? {} : { topic: input.topic }),
  });
  if (records.statements.length === 0)
    return fail({ at: 'statements', problem: 'none on record that is asked for', valid: 'proviso statement list' });
  const context = writingContext(deps, 'record');
  const withCopies = input.copies === true;
  return ok({
    bundle: bundleOf(notesFromStatements(records, { withCopies }, context), context),
    statements: records.statements.length,
    copies: withCopies ? records.copies.filter(fitsAnArtifact).length : 0,
    copiesLeftOut: withCopies ? records.copies.filter((c) => !fitsAnArtifact(c)).map((c) => c.sha256) : [],
  });
}

const listed = (names: readonly string[]): string => names.slice(0, 20).join(', ') || 'none is known yet';

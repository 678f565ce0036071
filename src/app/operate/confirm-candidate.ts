import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { formatMicros } from '../../core/time.ts';
import type { OperatorApi } from '../operator-api.ts';
import type { StoredCandidate, StoredCopy } from '../stored-candidate.ts';

type Choice = Parameters<OperatorApi['confirmCandidate']>[0] & { readonly by: string };

/**
 * The value of a statement file that a confirmed candidate comes to, one entry per holder. What the person chose goes
 * before what was proposed. It had been said for certain by the time of publication, else by the time of retrieval.
 */
export function statementValue(candidate: StoredCandidate, copy: StoredCopy, choice: Choice): Result<unknown, Fault[]> {
  if (candidate.kind === 'claim')
    return fail({
      at: 'id',
      problem: 'is a claim of a third party, never a position of a party',
      valid: 'a candidate of kind statement',
    });
  const holders = holdersOf(candidate, choice);
  if (!holders.ok) return holders;
  const relays = [...candidate.chain.map((hop) => hop.actor), ...(copy.outlet === null ? [] : [copy.outlet])];
  const words = [candidate.content, candidate.contentMore].filter((part) => part !== null).join(' … ');
  const speaker = choice.speaker ?? candidate.speaker ?? candidate.source;
  const note = `${speaker} (${candidate.cue}, ${candidate.mode}): ${words}\nConfirmed by ${choice.by} from ${candidate.id}, copy sha256 ${copy.sha256}.`;
  const common = {
    topic: choice.topic,
    value: choice.value,
    said: choice.said ?? copy.published ?? formatMicros(copy.fetched),
    ...(choice.grade === undefined ? {} : { grade: choice.grade }),
    ...(relays.length === 0 ? {} : { via: relays.map((name) => name.slice(0, 100)) }),
    source: `${copy.title || copy.name}${copy.outlet === null ? '' : `, ${copy.outlet}`}`.slice(0, 2_000),
    ...(copy.url === null ? {} : { url: copy.url }),
    note: note.slice(0, 10_000),
  };
  return ok({ statements: holders.value.map((holder) => ({ ...holder, ...common })) });
}

interface Holder {
  readonly party: string;
  readonly organ: string;
}

/** The party and organ chosen or proposed, and with a joint statement every further holder that the person names. */
function holdersOf(candidate: StoredCandidate, choice: Choice): Result<readonly Holder[], Fault[]> {
  const faults: Fault[] = [];
  const party = choice.party ?? candidate.party;
  // The organ proposed belongs to the party proposed.
  const organ = choice.organ ?? (party === candidate.party ? candidate.organ : null);
  if (party === null) faults.push({ at: 'party', problem: 'none was proposed', valid: '--party PARTY' });
  if (organ === null) faults.push({ at: 'organ', problem: 'none was proposed', valid: '--organ ORGAN' });
  const others = (choice.joint ?? []).map((text): Holder => {
    const [, id, of] = /^([^/]{1,70})\/(.{1,100})$/.exec(text) ?? [];
    if (id !== undefined && of !== undefined) return { party: id, organ: of };
    faults.push({ at: 'joint', problem: `"${text.slice(0, 80)}" is not a holder`, valid: 'PARTY/ORGAN' });
    return { party: '', organ: '' };
  });
  if (others.length > 0 && candidate.joint === null)
    faults.push({ at: 'joint', problem: 'this candidate has one holder', valid: 'leave it out' });
  if (faults.length > 0 || party === null || organ === null) return fail(...faults);
  return ok([{ party, organ }, ...others]);
}

import { speechActs } from '../../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { formatMicros } from '../../core/time.ts';
import type { OperatorApi } from '../operator-api.ts';
import type { StoredCandidate, StoredCopy } from '../stored-candidate.ts';

type Choice = Parameters<OperatorApi['confirmCandidate']>[0] & { readonly by: string };

/**
 * The statement file that a confirmed candidate comes to. What the person chose goes before what was proposed. Two copies
 * go with it: the bytes as retrieved, and the article as read out of them, in which the spans stand. It had been said for
 * certain by the time of publication, else by the time of retrieval.
 *
 * @param reading SHA-256 of the article as read, lower-case hexadecimal
 */
export function statementValue(
  candidate: StoredCandidate,
  copy: StoredCopy,
  choice: Choice,
  reading: string,
): Result<unknown, Fault[]> {
  if (candidate.kind === 'claim')
    return fail({
      at: 'id',
      problem: 'is a claim of a third party, never a position of a party',
      valid: 'a candidate of kind statement',
    });
  const holders = holdersOf(candidate, choice);
  if (!holders.ok) return holders;
  const words = [candidate.content, candidate.contentMore].filter((part) => part !== null).join(' … ');
  const note = `${candidate.source} (${candidate.cue}): ${words}\nConfirmed from ${candidate.id}, read from the copy with SHA-256 ${copy.sha256}.`;
  const address = copy.url === null ? {} : { url: copy.url };
  const statement = {
    ...holders.value,
    topic: choice.topic,
    value: choice.value,
    said: choice.said ?? copy.published ?? formatMicros(copy.fetched),
    speaker: (choice.speaker ?? candidate.speaker ?? candidate.source).slice(0, 200),
    ...(candidate.role === null ? {} : { role: candidate.role.slice(0, 200) }),
    ...(speechActs.some((act) => act === candidate.act) ? { act: candidate.act } : {}),
    mode: candidate.mode,
    language: copy.language,
    ...(choice.grade === undefined ? {} : { grade: choice.grade }),
    chain: chainOf(candidate, copy),
    copy: reading,
    ...(candidate.spans.in === 'body' ? { spans: spansOf(candidate) } : {}),
    source: `${copy.title || copy.name}${copy.outlet === null ? '' : `, ${copy.outlet}`}`.slice(0, 2_000),
    ...address,
    note: note.slice(0, 10_000),
  };
  const copies = [
    {
      base64: copy.bytes,
      media: mediaOf[copy.format] ?? 'text/plain',
      fetched: formatMicros(copy.fetched),
      ...address,
    },
    ...(reading === copy.sha256 ? [] : [{ text: copy.text, media: 'text/plain' }]),
  ];
  return ok({ copies, statements: [statement] });
}

const mediaOf: Readonly<Record<string, string>> = { html: 'text/html', markdown: 'text/markdown', text: 'text/plain' };

const hopActorMax = 500;

/** Relays as the article names them; the outlet that carries it is the last. */
function chainOf(candidate: StoredCandidate, copy: StoredCopy): unknown[] {
  const hops = candidate.chain.map(({ actor, relation, evidence }) => ({
    actor: actor.slice(0, hopActorMax),
    relation,
    ...(evidence === null || candidate.spans.in !== 'body'
      ? {}
      : { evidence: copy.text.slice(evidence[0], evidence[1]).slice(0, hopActorMax) }),
  }));
  return copy.outlet === null
    ? hops
    : [...hops, { actor: copy.outlet.slice(0, hopActorMax), relation: 'carries' as const }];
}

function spansOf({ spans }: StoredCandidate): unknown {
  const one = ([from, to]: readonly [number, number]): unknown => ({ from, to });
  return {
    unit: spans.unit,
    ...(spans.source === null ? {} : { source: one(spans.source) }),
    ...(spans.cue === null ? {} : { cue: one(spans.cue) }),
    content: spans.content.map(one),
    quotes: spans.quotes.map(one),
  };
}

type Holders = { readonly party: string; readonly organ: string } | { readonly joint: readonly string[] };

/** The party and organ chosen or proposed; with further holders, one row each, none of them confirmed by it. */
function holdersOf(candidate: StoredCandidate, choice: Choice): Result<Holders, Fault[]> {
  const faults: Fault[] = [];
  const party = choice.party ?? candidate.party;
  const joint = choice.joint ?? [];
  // The organ proposed belongs to the party proposed.
  const organ = choice.organ ?? (party === candidate.party ? candidate.organ : null);
  if (party === null) faults.push({ at: 'party', problem: 'none was proposed', valid: '--party PARTY' });
  if (organ === null && joint.length === 0)
    faults.push({ at: 'organ', problem: 'none was proposed', valid: '--organ ORGAN' });
  if (joint.length > 0 && candidate.joint === null)
    faults.push({ at: 'joint', problem: 'this candidate has one holder', valid: 'leave it out' });
  if (party === null || faults.length > 0) return fail(...faults);
  return joint.length > 0 ? ok({ joint: [party, ...joint] }) : ok({ party, organ: organ ?? '' });
}

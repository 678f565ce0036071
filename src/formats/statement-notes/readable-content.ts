import type { AdmiraltyGrade, SpeechAct, Statement } from '../../core/position/index.ts';
import { formatMicros, type Micros } from '../../core/time.ts';
import type { NotesContext } from './notes-context.ts';
import type { Standing } from './standing.ts';

const verbs: Readonly<Record<SpeechAct, string>> = {
  assert: 'said',
  refuse: 'refused',
  offer: 'offered',
  demand: 'demanded',
  want: 'wanted',
  believe: 'expressed the belief',
  deny: 'denied',
  undertake: 'undertook',
  warn: 'warned',
};

const sources: Readonly<Record<string, string>> = {
  A: 'reliable source',
  B: 'usually reliable source',
  C: 'fairly reliable source',
  D: 'not usually reliable source',
  E: 'unreliable source',
  F: 'source that cannot be judged',
};
const credibilities: Readonly<Record<string, string>> = {
  1: 'confirmed',
  2: 'probably true',
  3: 'possibly true',
  4: 'doubtful',
  5: 'improbable',
  6: 'truth cannot be judged',
};

/** The labels that other tools know the grade by (taxonomy admiralty-scale). */
export const gradeLabels = (grade: AdmiraltyGrade): readonly string[] => [
  `admiralty-scale:source-reliability="${grade[0]!.toLowerCase()}"`,
  `admiralty-scale:information-credibility="${grade[1]!}"`,
];

const nameOf = (party: string, context: NotesContext): string =>
  [...context.parties].find(([id]) => id === party)?.[1].name ?? party;

/** One line: whose word, on what. */
export function abstractOf(s: Statement, context: NotesContext): string {
  const topic = context.topics.get(s.topic)?.title ?? s.topic;
  return `${nameOf(s.party, context)} on "${topic}": ${s.value ?? s.drift ?? 'no value'} (${s.kind})`;
}

/** Everything a person needs to use the statement without knowing the extension: who, what, when, through whom, how sure. */
export function contentOf(s: Statement, standing: Standing, context: NotesContext): string {
  const { retracted, grade, waits } = standing;
  const reason = context.form === 'record' ? (retracted?.why ?? null) : null;
  const lines = [
    retracted === null ? null : `WITHDRAWN ${formatMicros(retracted.at)}${reason === null ? '.' : `: ${reason}`}`,
    waits ? 'Waits for a second person to confirm it.' : null,
    saying(s, context),
    whatItIs(s, context),
    `Topic "${context.topics.get(s.topic)?.title ?? s.topic}" (${s.topic}): ${s.value ?? 'no value of its scale'}.`,
    s.drift === null ? null : `By the narrator's word the party has ${s.drift}.`,
    s.condition === null ? null : `On condition: ${s.condition}`,
    s.joint === null ? null : 'Attributed to several holders at once; this one is not confirmed by it.',
    `Said ${when(s.saidFrom, s.said)}; recorded ${formatMicros(s.recorded)}.`,
    path(s, context),
    s.inferred.length === 0 ? null : `Not in the copy but worked out: ${s.inferred.map((i) => i.part).join(', ')}.`,
    s.signed ? "Signed with the party's own key." : null,
    `Attribution graded ${grade}: ${sources[grade[0]!]}, ${credibilities[grade[1]!]}.`,
    source(s),
  ];
  return lines.filter((line) => line !== null).join('\n');
}

function saying(s: Statement, context: NotesContext): string {
  const party = nameOf(s.party, context);
  const body = s.organ === null ? party : `${s.organ} of ${party}`;
  const speaker = s.speaker === null ? null : s.role === null ? s.speaker : `${s.speaker} (${s.role})`;
  const who = speaker === null ? body : `${speaker}, for ${body},`;
  const to = s.addressee === null ? '' : ` to ${s.addressee}`;
  const verb = verbs[s.act ?? 'assert'];
  const words = wordsOf(s);
  if (s.kind === 'assessment') return `${nameOf(s.assessor ?? '', context)} assesses ${body}${words}`;
  if (s.kind === 'claim') return `${speaker ?? 'Somebody'} about ${body}${words}`;
  return `${who} ${verb}${to}${words}`;
}

/** What was said as the copy has it; only what it quotes stands in quotation marks. */
function wordsOf(s: Statement): string {
  const texts = (part: 'quotes' | 'content'): readonly string[] =>
    s.spans?.[part].map((span) => span.text).filter((text) => text !== null) ?? [];
  const quoted = texts('quotes').map((text) => `"${text}"`);
  const wording = s.mode === 'direct' ? [] : texts('content');
  if (quoted.length === 0) return wording.length === 0 ? '.' : `, in the words of the copy: ${wording.join(' … ')}`;
  const rest = wording.length === 0 ? '' : `; in the words of the copy: ${wording.join(' … ')}`;
  return `: ${quoted.join(' … ')}${rest}`;
}

function whatItIs(s: Statement, context: NotesContext): string | null {
  const party = nameOf(s.party, context);
  if (s.kind === 'claim') return `A claim by a third party, not a position of ${party}.`;
  if (s.kind === 'assessment') return `What the assessor finds ${party} to do, not what ${party} says.`;
  if (s.mode === 'narrator-claim') return `A narrator's own word about ${party}, not a word of ${party}.`;
  if (s.mode === 'narrator-report') return 'A narrator says that it was said; no words are given.';
  return s.mode === 'indirect' ? 'A paraphrase, not a quotation.' : null;
}

const when = (from: Micros | null, until: Micros): string =>
  from === null ? formatMicros(until) : `between ${formatMicros(from)} and ${formatMicros(until)}`;

function path(s: Statement, context: NotesContext): string {
  if (s.chain.length === 0) return 'No relay between the words and this record is known.';
  const hops = s.chain.map((hop) => {
    const behind = hop.affiliation === null ? '' : `, affiliated with ${nameOf(hop.affiliation, context)}`;
    return `${hop.actor} (${hop.relation}${behind})`;
  });
  return `Through ${hops.join(', then ')}.`;
}

function source(s: Statement): string | null {
  const parts = [s.source.text, s.source.url, s.copy === null ? null : `copy with SHA-256 ${s.copy}`];
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : `Source: ${known.join('; ')}`;
}

import type { StoredCandidate } from '../app/stored-candidate.ts';
import { recordTable } from './table.ts';

const contentMax = 70;
const shortened = (text: string): string => (text.length <= contentMax ? text : `${text.slice(0, contentMax - 1)}…`);

/** Candidates for a person to go through, in the order of the article. What was only inferred is marked with `?`. */
export const candidateTable = (list: readonly StoredCandidate[]): string =>
  recordTable(
    list.map((c) => ({
      id: c.id,
      state: c.kind === 'claim' ? `${c.state} (claim)` : c.state,
      who: whoSpoke(c),
      cue: c.cue === '' ? null : c.cue,
      act: c.act,
      mode: c.mode,
      via: c.chain.map((hop) => (hop.certainty === 'high' ? hop.actor : `${hop.actor}?`)),
      certainty: c.certainty,
      content: shortened(c.contentMore === null ? c.content : `${c.content} … ${c.contentMore}`),
    })),
    ['id', 'state', 'who', 'cue', 'act', 'mode', 'via', 'certainty', 'content'],
    'no candidates',
  );

function whoSpoke(c: StoredCandidate): string {
  const standing = [c.party, c.organ].filter((part) => part !== null).join('/');
  const speaker =
    c.joint !== null
      ? c.joint.join(' + ')
      : c.speaker === null || c.speaker === c.source
        ? c.source
        : named(c.speaker, c);
  return standing === '' ? speaker : `${speaker} [${standing}]`;
}

const named = (speaker: string, c: StoredCandidate): string =>
  /^\p{Ll}|^(?:He|She|They|It|We)$/u.test(c.source) && c.source.split(' ').length === 1 ? `${speaker}?` : speaker;

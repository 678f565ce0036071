import type { Article } from '../article/article.ts';
import type { Candidate } from './candidate.ts';

/** What readers write below is theirs: a third party's claim, attributed to the commenter, never a party's position. */
export const commentClaims = (article: Article): readonly Candidate[] =>
  article.segments
    .filter((segment) => segment.kind === 'comment')
    .map(
      (segment, no): Candidate => ({
        kind: 'claim',
        source: segment.author ?? 'a reader',
        speaker: segment.author,
        role: 'commenter',
        party: null,
        organ: null,
        cue: '',
        act: 'assert',
        mode: 'direct',
        content: segment.text,
        contentMore: null,
        quotes: [],
        chain: [],
        joint: null,
        certainty: segment.author === null ? 'low' : 'medium',
        reason: 'a comment by a reader: a third-party claim, never a position',
        spans: { unit: 'utf-16', in: no, source: null, cue: null, content: [[0, segment.text.length]], quotes: [] },
      }),
    );

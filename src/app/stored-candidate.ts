import type { Micros } from '../core/time.ts';
import type { Candidate } from '../formats/index.ts';

/** A retrieved copy as kept: its bytes, where they came from, and what is read out of them. Document kind `article`. */
export interface StoredCopy {
  /** Lower-case hex of the bytes; the id of the document. */
  readonly sha256: string;
  /** Base64. */
  readonly bytes: string;
  readonly size: number;
  readonly name: string;
  readonly url: string | null;
  readonly fetched: Micros;
  readonly recorded: Micros;
  readonly format: string;
  readonly title: string;
  readonly outlet: string | null;
  readonly published: string | null;
  readonly language: string;
  /** The article's own words; spans of statements point into it (UTF-16 code units). */
  readonly text: string;
  readonly comments: readonly { readonly author: string | null; readonly text: string }[];
  readonly furniture: readonly string[];
}

/** What was proposed from a copy, and what a person made of it. Document kind `candidate`. */
export interface StoredCandidate extends Candidate {
  readonly id: string;
  readonly copy: string;
  readonly state: 'proposed' | 'confirmed' | 'rejected';
  readonly recorded: Micros;
  readonly decision: Decision | null;
}

interface Decision {
  readonly at: Micros;
  readonly by: string;
  readonly why: string | null;
  /** Ids of the statements that a confirmation recorded. */
  readonly statements: readonly string[];
}

export interface ExtractionRecord {
  readonly copy: Omit<StoredCopy, 'bytes' | 'text' | 'comments' | 'furniture'> & {
    readonly comments: number;
    readonly furniture: number;
  };
  /** How many were not there before: extracting the same copy again adds nothing. */
  readonly added: number;
  readonly candidates: readonly StoredCandidate[];
}

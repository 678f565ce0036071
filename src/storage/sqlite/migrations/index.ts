import { first } from './001-first.ts';
import { lateIndex } from './002-late-index.ts';
import { largeBodies } from './003-large-bodies.ts';
import { content } from './004-content.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** In order; a released one is never edited. */
export const migrations: readonly Migration[] = [first, lateIndex, largeBodies, content];

import { first } from './001-first.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** In order; a released one is never edited. */
export const migrations: readonly Migration[] = [first];

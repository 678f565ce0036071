import type { Micros } from '../time.ts';

/** The bytes we fetched, as evidence. The same bytes found at several places are one copy. */
export interface RetrievedCopy {
  /** SHA-256 of the bytes, lower-case hexadecimal: its id. */
  readonly sha256: string;
  readonly media: string;
  readonly bytes: number;
  /** As text where the bytes are UTF-8, in base64 otherwise. */
  readonly content: { readonly text: string } | { readonly base64: string };
  readonly locators: readonly Locator[];
  readonly recorded: Micros;
}

export interface Locator {
  readonly url: string | null;
  readonly fetched: Micros | null;
}

import type { VerifySignature } from './signer.ts';

/** What core and app need of the machine, as plain functions. */
export interface Platform {
  readonly sha1: (bytes: Uint8Array) => Uint8Array;
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  /** SHA-256 of a text in UTF-8, as hexadecimal. */
  readonly sha256Hex: (text: string) => string;
  /** Whether `sha256Hex` of a text is this one; it takes the same time wherever they differ. */
  readonly hasDigest: (text: string, sha256Hex: string) => boolean;
  /** Throws on bytes that are not UTF-8. */
  readonly decodeUtf8Fatal: (bytes: Uint8Array) => string;
  readonly encodeUtf8: (text: string) => Uint8Array;
  /** A random UUID, version 4. */
  readonly uuid: () => string;
  /** 256 random bits as base64url. */
  readonly secret: () => string;
  /** Equal in constant time; lengths may differ. */
  readonly sameBytes: (a: Uint8Array, b: Uint8Array) => boolean;
  /** Milliseconds of a clock that never steps back; only differences mean anything. */
  readonly ticks: () => number;
  /** Milliseconds of processor time that this process has used, in its own code and in the system's for it. */
  readonly cpuMs: () => number;
  /** Ed25519 (RFC 8032). */
  readonly verifySignature: VerifySignature;
  /** Resolves when everything else that is ready has had its turn: answers, requests, timers. */
  readonly othersFirst: () => Promise<void>;
}

/** Makes cursors that only this node can read, bound to what they were given out for. */
export interface CursorSeal {
  /** The same input gives the same text. */
  seal(binding: string, value: number): string;
  /** Null for everything not sealed under this binding. */
  open(binding: string, text: string): number | null;
}

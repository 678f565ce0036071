/** What this folder needs of the machine. Passed in, because core knows neither hashing nor text encodings. */
export interface StixPlatform {
  /** Throws on bytes that are not UTF-8. */
  readonly decodeUtf8Fatal: (bytes: Uint8Array) => string;
  readonly encodeUtf8: (text: string) => Uint8Array;
  /** 20 bytes; only for the ids of observables (RFC 4122 version 5), never for trust. */
  readonly sha1: (bytes: Uint8Array) => Uint8Array;
}

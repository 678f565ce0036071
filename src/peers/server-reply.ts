/** What came of one request to another server; header names in lower case. */
export type ServerReply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
      readonly body: Uint8Array;
    }
  | { readonly kind: 'unreachable'; readonly why: string };

/** One GET below the origin that this function is bound to; `path` with its query. Bounded in bytes and time. */
export type SendGet = (path: string) => Promise<ServerReply>;

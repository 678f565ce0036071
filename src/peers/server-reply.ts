import type { PeerReply } from '../ports/transport.ts';

/** What came of one request to another server, as of one to a peer; nobody signs it. */
export type ServerReply = PeerReply;

/** One GET below the origin that this function is bound to; `path` with its query. Bounded in bytes and time. */
export type SendGet = (path: string) => Promise<ServerReply>;

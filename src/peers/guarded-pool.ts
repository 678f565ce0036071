import { Pool } from 'undici';
import { limits } from '../core/limits.ts';
import { type GuardSettings, guardedConnector } from './guarded-connector.ts';

export type { Pool };

/**
 * Connections to one host, each dialled by the guard. No redirects, no decompression, no proxy of the environment. Loaded
 * when first needed: the HTTP client takes a fifth of the memory of a node, and many nodes never ask another server.
 */
export const guardedPool = (settings: GuardSettings, connections: number): Pool =>
  new Pool(new URL(settings.url.url).origin, {
    connections,
    pipelining: 1,
    connect: guardedConnector(settings),
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: settings.timeoutMs,
    bodyTimeout: settings.timeoutMs,
  });

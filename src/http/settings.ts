import type { PageQueryLimits } from '../protocol/taxii21/index.ts';

/** The limits this edge keeps (threat model section 3); `core/limits.ts` holds the values. */
export interface HttpLimits extends PageQueryLimits {
  readonly requestBytesMax: number;
  readonly urlBytesMax: number;
  readonly headerBytesMax: number;
  readonly headerTimeMs: number;
  readonly bodyTimeMs: number;
  readonly idleTimeMs: number;
  readonly requestsInFlightPerPartyMax: number;
}

/** Limits of connections and of failed credentials; each has a default. */
export interface FenceSettings {
  /** Connections of one address that no request has proved to belong to anybody. */
  readonly strangersPerAddressMax: number;
  readonly connectionsPerAddressMax: number;
  readonly connectionsMax: number;
  /** Failed credentials within one window before further ones are throttled. */
  readonly failuresPerAddressMax: number;
  readonly failuresPerKeyMax: number;
  readonly failureWindowMs: number;
  /** Octets of request bodies held at a time, over all callers. */
  readonly bodyBytesHeldMax: number;
}

export const defaultFence: FenceSettings = {
  strangersPerAddressMax: 256,
  connectionsPerAddressMax: 1_024,
  connectionsMax: 8_192,
  failuresPerAddressMax: 300,
  failuresPerKeyMax: 30,
  failureWindowMs: 60_000,
  bodyBytesHeldMax: 256 * 1024 * 1024,
};

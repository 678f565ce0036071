import type { PartyId } from '../ids.ts';

/**
 * What terms may ask about one stored object version. Values are those of the object itself; what a marking id means is
 * looked up when a decision is made (a definition may arrive later), never frozen here.
 */
export interface ObjectFacts {
  readonly type: string;
  /** `created_by_ref`: a claim of the object, null when absent. */
  readonly creator: string | null;
  /** Who handed it to this node: verified, unlike `creator`. */
  readonly deliverer: PartyId;
  /** Ids in `object_marking_refs`, sorted, unique. */
  readonly markings: readonly string[];
  /** Ids in `granular_markings`, sorted, unique. */
  readonly granularMarkings: readonly string[];
  /** `labels`, sorted, unique. */
  readonly labels: readonly string[];
  /** `confidence` 0–100, null when absent. */
  readonly confidence: number | null;
  /** `country:xx` and `region:name` of a location object itself, lower case, sorted; containment is the operand's business. */
  readonly places: readonly string[];
  readonly revoked: boolean;
  /** `created` and `modified` as written; null where the type has none. */
  readonly created: string | null;
  readonly modified: string | null;
  /** Admiralty grade given to this object by the node's own staff, for example `B2`; null when ungraded. */
  readonly grade: string | null;
}

/** One object that passed the scanner and the validator, ready to store. */
export interface PreparedObject {
  readonly id: string;
  readonly type: string;
  /** The version in TAXII's sense: `modified`, else `created`, else the constant `unversioned` (TAXII 2.1 section 3.4.1); text as written. */
  readonly version: string;
  /** Canonical JSON (RFC 8785), UTF-8: what is stored, hashed and served. */
  readonly body: Uint8Array;
  readonly facts: ObjectFacts;
  /** Ids in reference properties that STIX defines (marking references apart), unique. */
  readonly refs: readonly string[];
  /** Ids in custom properties whose names end in `_ref` or `_refs`, unique. */
  readonly customRefs: readonly string[];
}

/** The version given to objects that have neither `modified` nor `created` (most SCOs). */
export const unversioned = '1970-01-01T00:00:00.000000Z';

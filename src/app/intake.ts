import type { PartyId } from '../core/ids.ts';
import type { Fault, Result } from '../core/result.ts';
import type { PreparedObject } from '../core/stix/object-facts.ts';
import type { Micros } from '../core/time.ts';

/** The way in for objects, the same for every wire and file: scan, split, validate, canonicalise. */
export interface Intake {
  /** The members of a TAXII envelope, each on its own; a container that cannot be read refuses the whole. */
  envelope(body: Uint8Array): Result<readonly unknown[], Fault[]>;
  /** An envelope that another node made: the bytes of its objects, and its members that are not TAXII's. */
  delivery(
    body: Uint8Array,
  ): Result<{ readonly objects: readonly Uint8Array[]; readonly custom: Readonly<Record<string, unknown>> }, Fault[]>;
  /** One member of an envelope, or the bytes of one object of a file. */
  prepare(
    object: unknown,
    deliverer: PartyId,
    now: Micros,
  ): Result<{ readonly prepared: PreparedObject; readonly warnings: readonly Fault[] }, Fault[]>;
  /** Cuts a file of any size into the bytes of its objects. */
  splitter(): {
    push(chunk: Uint8Array): Result<readonly Uint8Array[], Fault[]>;
    end(): Result<readonly Uint8Array[], Fault[]>;
  };
  /** What a stored body refers to, as `PreparedObject` has it. */
  referencesOf(body: Uint8Array): { readonly refs: readonly string[]; readonly customRefs: readonly string[] };
  /** `created` and `modified` of a stored body. */
  timesOf(body: Uint8Array): { readonly created: string | null; readonly modified: string | null };
  /** Id and version as far as they can be told of an object that was refused. */
  nameOf(object: unknown): { readonly id: string | null; readonly version: string | null };
}

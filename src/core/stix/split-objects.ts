import { limits } from '../limits.ts';
import { type Fault, fail, ok, type Result } from '../result.ts';
import { type ContainerKind, ObjectSplitter } from './object-splitter.ts';
import type { StixPlatform } from './platform.ts';

export interface SplitBody {
  readonly kind: ContainerKind;
  /** One slice of the body per member, not copied; each is read on its own, so that a bad one spoils no other. */
  readonly objects: readonly Uint8Array[];
  readonly warnings: readonly Fault[];
}

/** Cuts a whole body into its objects. A fault of the container refuses the whole; faults of members are theirs. */
export function splitObjects(
  body: Uint8Array,
  platform: Pick<StixPlatform, 'decodeUtf8Fatal'>,
): Result<SplitBody, Fault[]> {
  const splitter = new ObjectSplitter(platform);
  const pushed = splitter.push(body);
  if (!pushed.ok) return pushed;
  const ended = splitter.end();
  if (!ended.ok) return ended;
  const objects = [...pushed.value, ...ended.value];
  if (objects.length > limits.objectsPerEnvelopeMax) {
    return fail({
      at: 'objects',
      problem: `${objects.length} objects in one ${splitter.kind}`,
      valid: `at most ${limits.objectsPerEnvelopeMax}`,
    });
  }
  return ok({ kind: splitter.kind, objects, warnings: splitter.warnings });
}

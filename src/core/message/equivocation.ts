import { type Fault, fail, ok, type Result } from '../result.ts';
import { signedMessageOf } from './parse-message.ts';
import type { MessagePlatform, SignedMessage } from './signed-message.ts';
import { isSignedBy, messageHash, type VerifyEd25519 } from './verify-message.ts';

/** Two signed messages of one sender that cannot both be its history of a thread. Anybody who has the keys can check it. */
export interface Equivocation {
  /** `number`: two messages with one number; `chain`: the second names another message before it than the first. */
  readonly kind: 'number' | 'chain';
  readonly first: SignedMessage;
  readonly second: SignedMessage;
  /** The keys that signed, base64url, by key id. */
  readonly keys: Readonly<Record<string, string>>;
}

/** Checks evidence offline (T-NEG-03): both signatures hold, both are of one thread and pair, and they contradict each other. */
export function checkEquivocation(
  value: unknown,
  platform: MessagePlatform,
  verify: VerifyEd25519,
): Result<Equivocation, Fault[]> {
  const { kind, first, second, keys } = (value ?? {}) as Record<string, unknown>;
  const [a, b] = [signedMessageOf(first), signedMessageOf(second)];
  if (!a.ok) return fail(...a.error.map((f) => ({ ...f, at: `first.${f.at}` })));
  if (!b.ok) return fail(...b.error.map((f) => ({ ...f, at: `second.${f.at}` })));
  if (keys === null || typeof keys !== 'object')
    return fail({ at: 'keys', problem: 'are missing', valid: 'the keys that signed, by id' });
  const key = (signed: SignedMessage): string => {
    const found = Object.hasOwn(keys, signed.key) ? (keys as Record<string, unknown>)[signed.key] : undefined;
    return typeof found === 'string' ? found : '';
  };
  for (const [at, signed] of [
    ['first', a.value],
    ['second', b.value],
  ] as const)
    if (!isSignedBy(signed, key(signed), platform, verify))
      return fail({ at, problem: 'is not signed by the key it names', valid: 'the message as it was received' });
  const [one, two] = [a.value.message, b.value.message];
  if (one.thread !== two.thread || one.from !== two.from || one.to !== two.to)
    return fail({ at: 'second', problem: 'is of another thread or pair', valid: 'two messages of one sender' });
  const hash = messageHash(a.value, platform);
  const contradicts =
    kind === 'number'
      ? one.seq === two.seq && hash !== messageHash(b.value, platform)
      : kind === 'chain' && two.seq === one.seq + 1 && two.prev !== hash;
  return contradicts
    ? ok(value as Equivocation)
    : fail({ at: 'kind', problem: 'the two do not contradict each other', valid: 'number or chain' });
}

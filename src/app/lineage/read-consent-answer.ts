import { isSignedBy, type SignedMessage } from '../../core/message/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { answerFromBody, type ConsentAnswerBody, type ConsentAnswerKind } from '../../protocol/index.ts';
import type { NodeState } from '../node-state.ts';
import { kindOf } from './consent-book.ts';
import type { ConsentCase } from './consent-case.ts';
import { consentThread } from './consent-thread.ts';

type Deps = Pick<NodeState, 'peers' | 'platform'>;
export type AnswerKind = Exclude<ConsentAnswerKind, 'consent-stopped'>;

const refused = (at: string, problem: string, valid: string): Result<never, Fault[]> => fail({ at, problem, valid });

/** What the originator said, checked against what was asked of it. */
export function readConsentAnswer(
  { peers, platform }: Deps,
  original: SignedMessage,
  kind: AnswerKind,
  one: ConsentCase,
): Result<{ readonly answer: ConsentAnswerBody; readonly vouched: 'signature' | 'chain' }, Fault[]> {
  const { from, thread, kind: saidKind, seq, body } = original.message;
  if (from !== one.origin || thread !== consentThread(one.id) || saidKind !== kind)
    return refused('body.original', 'is not what the originator was asked', `${kind} of ${one.origin}`);
  if (seq <= one.originalSeq) return refused('body.original', 'is older than what it said last', 'its last word');
  const key = peers.key(from, original.key);
  // Whoever is enrolled here is held to its own signature; of others the chain is all there is.
  if (
    peers.enrolled(from) !== null &&
    (key === null || !isSignedBy(original, key.publicKey, platform, platform.verifySignature))
  )
    return refused('body.original.signature', 'does not hold', 'a signature of the originator');
  const answer = answerFromBody(body);
  if (!answer.ok) return answer;
  const { kind: what, object, over, recipient, asker } = answer.value;
  const sameObject = object === null ? over === one.over : object === one.object;
  if (what !== kindOf(one) || recipient !== one.recipient || asker !== one.asker || !sameObject)
    return refused('body.original', 'speaks of something else than was asked', `${one.object} for ${one.recipient}`);
  return ok({ answer: answer.value, vouched: key === null ? 'chain' : 'signature' });
}

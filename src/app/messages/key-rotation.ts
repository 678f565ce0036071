import { fromBase64url, toBase64url } from '../../core/base64.ts';
import type { PartyId } from '../../core/ids.ts';
import { keyIdOf, type SignedMessage } from '../../core/message/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { canonicalJson } from '../../core/stix/index.ts';
import type { Moment } from '../../core/stream/index.ts';
import type { Platform } from '../../ports/platform.ts';
import type { Signer } from '../../ports/signer.ts';
import { publicKeyFaults } from '../../protocol/peer/index.ts';
import type { NodeState } from '../node-state.ts';
import { keysThread } from './keys-thread.ts';

const rotateKind = 'key-rotate';

type Deps = Pick<NodeState, 'platform' | 'peers' | 'signer' | 'messages'>;

/** What the new key signs to prove that whoever announces it holds it. */
const proofBytes = (
  platform: Pick<Platform, 'encodeUtf8'>,
  from: PartyId,
  to: PartyId,
  replaces: string,
  key: string,
): Uint8Array => platform.encodeUtf8(`proviso-key/1\n${canonicalJson({ from, to, replaces, key })}`);

/**
 * Announces `next` to a peer, signed with the key that it will know by then: the one announced before, where that waits
 * still. Call inside one change, before `next` is in use.
 */
export function announceKey(deps: Deps, self: PartyId, peer: PartyId, next: Signer, moment: Moment): void {
  const { messages, signer } = deps;
  const thread = messages.lines.inUse(peer, keysThread);
  if (thread === null) throw new Error(`the thread about keys with ${peer} is frozen`);
  const old = messages.undelivered(thread, peer) > 0 ? signer.current : signer.knownBy(peer);
  const proof = next.sign(proofBytes(deps.platform, self, peer, old.keyId, next.publicKey));
  const body = { key: next.publicKey, proof: toBase64url(proof) };
  messages.sendSignedBy(old, peer, thread, rotateKind, body, moment.at);
}

/**
 * Announces the key in use to a peer that knows an older one, unless an announcement waits already: it was no peer when the
 * key changed, or it did not take what was said then. Call inside one change.
 */
export function announceMissed(deps: Deps, self: PartyId, peer: PartyId, moment: Moment): void {
  const { messages, signer, peers } = deps;
  if (signer.knownBy(peer).keyId === signer.current.keyId || peers.enrolled(peer) === null) return;
  const thread = messages.lines.inUse(peer, keysThread);
  if (thread === null || messages.undelivered(thread, peer) > 0) return;
  announceKey(deps, self, peer, signer.current, moment);
}

/** A peer's next key is taken from a message signed with the one before (T-FED-10), and ours is known once it is taken. */
export function attendKeys(deps: Deps, self: PartyId): void {
  const announced = ({ message }: SignedMessage): string | null => {
    const { key } = message.body;
    return typeof key === 'string' ? keyIdOf(key, deps.platform.sha256) : null;
  };
  deps.messages.handle(keysThread, (signed, moment) => takeKey(deps, signed, moment), {
    delivered: (signed, moment) => {
      const id = announced(signed);
      const { to } = signed.message;
      if (id !== null) deps.signer.known(to, id);
      // What it did not take for its signature alone, it takes now.
      deps.messages.stopped.tryAgain(to);
      announceMissed(deps, self, to, moment);
    },
    refused: (signed, _, moment) => {
      // What was said as it has to be said, and is refused, is not said again by itself.
      const { signer } = deps;
      const { to } = signed.message;
      const isSaidRight = signed.key === signer.knownBy(to).keyId && announced(signed) === signer.current.keyId;
      if (!isSaidRight) announceMissed(deps, self, to, moment);
    },
  });
}

function takeKey({ platform, peers }: Deps, signed: SignedMessage, moment: Moment): Result<null, Fault[]> {
  const { kind, from, to, body } = signed.message;
  if (kind !== rotateKind) return fail({ at: 'message.kind', problem: `no "${kind}" here`, valid: rotateKind });
  const { key, proof } = body;
  const faults = publicKeyFaults(key, 'message.body.key');
  if (faults.length > 0 || typeof key !== 'string') return fail(...faults);
  const id = keyIdOf(key, platform.sha256)!;
  const record = peers.enrolled(from)!;
  // Own staff pinned it meanwhile: the announcement says what is known.
  if (record.keys.at(-1)!.id === id) return ok(null);
  if (peers.ownerOf(id) !== null)
    return fail({ at: 'message.body.key', problem: 'is or was in use', valid: 'a new key' });
  const signature = typeof proof === 'string' ? fromBase64url(proof) : null;
  const proven = proofBytes(platform, from, to, signed.key, key);
  if (signature === null || !platform.verifySignature(key, proven, signature))
    return fail({ at: 'message.body.proof', problem: 'is not signed with the new key', valid: 'a signature by it' });
  const keys = record.keys.map((one) => (one.retiredAt === null ? { ...one, retiredAt: moment.at, used: true } : one));
  peers.put({ ...record, keys: [...keys, { id, publicKey: key, since: moment.at, retiredAt: null, used: false }] });
  return ok(null);
}

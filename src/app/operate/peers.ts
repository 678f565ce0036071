import { fingerprintText, keyIdOf } from '../../core/message/index.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import { descriptorFingerprint, descriptorOf, type PeerDescriptor, type PeerUrl } from '../../protocol/peer/index.ts';
import { announceKey, announceMissed } from '../messages/key-rotation.ts';
import { keysThread } from '../messages/keys-thread.ts';
import { tryAgain } from '../messages/try-again.ts';
import type { NodeState } from '../node-state.ts';
import type { OperatorApi, PeerInvitation, PeerView } from '../operator-api.ts';
import type { PeerKey, PeerRecord } from '../peers.ts';
import { allowFaults } from './allowed-addresses.ts';
import { frozenThreads } from './frozen-threads.ts';
import { quotaView } from './peer-quota.ts';

type Deps = NodeState;

/** What this node hands to another so that it can be enrolled there. */
export function invitePeer(deps: Deps): Result<PeerInvitation, Fault[]> {
  const { settings, signer, address, platform } = deps;
  if (address.url === null)
    return fail({
      at: 'publicUrl',
      problem: 'this node does not know under which address it is reached',
      valid: 'publicUrl in proviso.json, for example https://node.example/; or a port other than 0',
    });
  const descriptor: PeerDescriptor = {
    'proviso-peer': 1,
    party: settings.party,
    name: settings.title,
    url: address.url,
    key: signer.current.publicKey,
    certificate: address.certificate,
  };
  const read = descriptorOf(descriptor);
  if (!read.ok) return fail(...read.error.map((fault) => ({ ...fault, at: `own ${fault.at}` })));
  return ok({ descriptor, fingerprint: fingerprintText(descriptorFingerprint(descriptor, platform)) });
}

const identityPattern = /^identity--[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Spaces and letter case are how people write; the 64 digits are what counts. */
const plainFingerprint = (text: string): string => text.replace(/[\s:-]/g, '').toLowerCase();

type EnrolInput = Parameters<OperatorApi['enrolPeer']>[0];

function enrolFaults(deps: Deps, input: EnrolInput, descriptor: PeerDescriptor, url: PeerUrl): Fault[] {
  const { settings, peers, platform, signer } = deps;
  const faults: Fault[] = [];
  const id = keyIdOf(descriptor.key, platform.sha256)!;
  const owner = peers.ownerOf(id);
  if (descriptor.party === settings.party)
    faults.push({ at: 'party', problem: 'is this node itself', valid: 'the descriptor of another node' });
  if (id === signer.current.keyId || (owner !== null && owner.party !== descriptor.party))
    faults.push({ at: 'key', problem: 'is the key of another node', valid: 'a key of its own' });
  const known = peers.get(descriptor.party)?.keys ?? [];
  if (known.some((key) => key.id === id) && known.at(-1)?.id !== id)
    faults.push({ at: 'key', problem: 'was replaced by a newer one', valid: 'a descriptor made now' });
  faults.push(...allowFaults(input.allow ?? [], url));
  for (const identity of input.identities ?? [])
    if (!identityPattern.test(identity))
      faults.push({
        at: '--speaks-for',
        problem: `"${identity.slice(0, 100)}" is not the id of an identity`,
        valid: 'identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5',
      });
  const fingerprint = descriptorFingerprint(descriptor, platform);
  if (input.fingerprint === undefined)
    faults.push({
      at: '--fingerprint',
      problem: `compare with ${descriptor.party} over another way than the file came: ${fingerprintText(fingerprint)}`,
      valid: `--fingerprint ${fingerprint} once they have read you the same`,
    });
  else if (plainFingerprint(input.fingerprint) !== fingerprint)
    faults.push({
      at: '--fingerprint',
      problem: 'is not that of this file: the file or the one who read it to you is wrong',
      valid: 'the 64 digits as their node printed them',
    });
  return faults;
}

/** Pins key, address and certificate of another node; enrolled again, they are replaced by own staff's word. */
export async function enrolPeer(deps: Deps, input: EnrolInput): Promise<Result<PeerView, Fault[]>> {
  const { engine, parties, peers, store, platform } = deps;
  const read = descriptorOf(input.descriptor);
  if (!read.ok) return read;
  const { descriptor, url } = read.value;
  return engine.exclusive(async () => {
    const faults = enrolFaults(deps, input, descriptor, url);
    if (faults.length > 0) return fail(...faults);
    const { party, name, key, certificate } = descriptor;
    const before = peers.get(party);
    if (parties.get(party) === undefined) {
      parties.put({ id: party, name, organs: [], self: false, addedAt: engine.now() });
      engine.addParty(party, false);
    }
    engine.change((moment) => {
      const { at } = moment;
      const fresh: PeerKey = {
        id: keyIdOf(key, platform.sha256)!,
        publicKey: key,
        since: at,
        retiredAt: null,
        used: true,
      };
      const known = before?.keys ?? [];
      const keys =
        known.at(-1)?.id === fresh.id
          ? [...known.slice(0, -1), { ...known.at(-1)!, used: true }]
          : [...known.map((one) => ({ ...one, retiredAt: one.retiredAt ?? at })), fresh];
      const record: PeerRecord = {
        party,
        url: url.url,
        keys,
        certificate,
        allow: input.allow ?? [],
        identities: input.identities ?? [],
        enrolledAt: at,
        revokedAt: null,
      };
      peers.put(record);
      deps.messages.stopped.tryAgain(party);
      deps.messages.lines.settle(party, moment);
      announceMissed(deps, deps.settings.party, party, moment);
    });
    await store.flush();
    deps.messages.wake(party);
    return ok(peerView(deps, peers.get(party)!));
  });
}

export function peerView({ peers, parties, messages, federation, engine }: Deps, record: PeerRecord): PeerView {
  const { keys, certificate, ...rest } = record;
  const { skew, ...contact } = peers.contact(record.party);
  return {
    ...rest,
    name: parties.get(record.party)?.name ?? record.party,
    key: keys.at(-1)!.id,
    keys: keys.map(({ id, since, retiredAt }) => ({ id, since, retiredAt })),
    ownCertificate: certificate !== null,
    ...contact,
    skewMs: skew === null ? null : Math.round(skew / 1000),
    quota: quotaView(federation.deps.quota.state(record.party, engine.now())),
    waiting: messages.waitingCount(record.party),
    stopped: messages.stopped.list(record.party).map(({ thread, sent, stopped: { again, ...rest } }) => ({
      thread,
      ...rest,
      retries: again ? 'by-itself' : 'daily',
      behind: sent - rest.seq,
    })),
    frozen: frozenThreads({ messages }, record.party),
  };
}

/** A new key of this node; every peer hears of it in a message signed with the old one. */
export async function rotateKey(deps: Deps): ReturnType<OperatorApi['rotateKey']> {
  const { engine, signer, peers, store, settings, messages } = deps;
  return engine.exclusive(async () => {
    const next = await signer.create();
    const all = peers.list();
    const enrolled = all.filter((peer) => peer.revokedAt === null);
    const left = enrolled
      .filter((peer) => messages.lines.inUse(peer.party, keysThread) === null)
      .map((peer) => peer.party);
    const told = enrolled.map((peer) => peer.party).filter((party) => !left.includes(party));
    engine.change((moment) => {
      for (const party of told) announceKey(deps, settings.party, party, next, moment);
      signer.replace(
        next,
        all.map((peer) => peer.party),
      );
    });
    await store.flush();
    return ok({ key: next.keyId, told, left });
  });
}

/** Whatever waits for a peer is tried at once, and stopped threads, or one of them, once more. */
export async function retryPeer(
  deps: Deps,
  { id, thread }: { readonly id: string; readonly thread?: string },
): Promise<Result<PeerView, Fault[]>> {
  const found = findPeer(deps, id);
  if (!found.ok) return found;
  const { party, revokedAt } = found.value;
  if (revokedAt !== null)
    return fail({ at: 'ID', problem: `${party} is not enrolled any more`, valid: 'proviso peer enrol FILE' });
  const stopped = deps.messages.stopped.list(party).map((head) => head.thread);
  if (thread !== undefined && !stopped.includes(thread))
    return fail({
      at: '--thread',
      problem: `"${thread.slice(0, 160)}" does not stand still`,
      valid: stopped.join(', ') || 'leave it out: no thread stands still',
    });
  await deps.engine.exclusive(async () =>
    deps.engine.change((moment) => announceMissed(deps, deps.settings.party, party, moment)),
  );
  await tryAgain(deps, party, thread === undefined ? {} : { thread });
  return ok(peerView(deps, found.value));
}

/** The peer's credential is dead for the next request, and nothing more is sent to it. */
export async function revokePeer(deps: Deps, id: string): Promise<Result<PeerView, Fault[]>> {
  const { engine, peers, store } = deps;
  return engine.exclusive(async () => {
    const found = findPeer(deps, id);
    if (!found.ok) return found;
    engine.change(({ at }) => peers.put({ ...found.value, revokedAt: found.value.revokedAt ?? at }));
    await store.flush();
    return ok(peerView(deps, peers.get(found.value.party)!));
  });
}

function findPeer({ peers }: Pick<Deps, 'peers'>, id: string): Result<PeerRecord, Fault[]> {
  const record = peers.get(id.startsWith('party:') ? id.slice(6) : id);
  if (record !== undefined) return ok(record);
  const known = peers.list().map((peer) => peer.party);
  return fail({
    at: 'ID',
    problem: `no peer "${id.slice(0, 64)}"`,
    valid: known.length === 0 ? 'proviso peer enrol FILE' : known.join(', '),
  });
}

export const showPeer = (deps: Deps, id: string): Result<PeerView, Fault[]> => {
  const found = findPeer(deps, id);
  return found.ok ? ok(peerView(deps, found.value)) : found;
};

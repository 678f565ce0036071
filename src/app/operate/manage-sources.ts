import { type PartyId, parsePartyId } from '../../core/ids.ts';
import { type Fault, fail, ok, type Result } from '../../core/result.ts';
import type { RemoteTarget } from '../../ports/remote-feed.ts';
import type { SecretShelf } from '../../ports/secret-shelf.ts';
import { parsePeerUrl } from '../../protocol/peer/index.ts';
import type { SourceRecord } from '../federation/source-record.ts';
import { sourceView } from '../federation/source-view.ts';
import type { FederationApi, SourceView } from '../federation-api.ts';
import type { NodeState } from '../node-state.ts';
import type { CollectionState } from '../release/collection-state.ts';
import { allowFaults } from './allowed-addresses.ts';
import { findCollection } from './find-collection.ts';
import { findParty } from './find-party.ts';
import { putSourceTerms, readSourceTerms } from './source-terms.ts';

type Deps = Pick<
  NodeState,
  'engine' | 'store' | 'parties' | 'federation' | 'secrets' | 'platform' | 'settings' | 'received' | 'texts'
>;
type Input = Parameters<FederationApi['addSource']>[0];

const credentialPattern = /^(Basic [^\s:]+:\S+|Bearer [\x21-\x7e]+|Token [\x21-\x7e]+)$/;
const credentialWanted = 'one line: Basic USER:PASSWORD, Bearer TOKEN or Token TOKEN';

/** Adds a collection of a TAXII 2.1 server that is no node of ours. The server is asked first, so that a typing error shows at once. */
export async function addSource(deps: Deps, input: Input): Promise<Result<SourceView, Fault[]>> {
  const { engine, store, secrets, platform, federation } = deps;
  const read = check(deps, input);
  if (!read.ok) return read;
  const { url, host, credential, into, party } = read.value;
  const id = platform.uuid();
  if (credential !== null) await secrets.put(secretName(id), credential);
  const target: RemoteTarget = {
    kind: 'foreign',
    url,
    credential: credential === null ? null : secretName(id),
    allow: input.allow ?? [],
  };
  const found = await federation.deps.remote.find(target, input.collection);
  if (!found.ok || !found.value.canRead) {
    await secrets.remove(secretName(id));
    return found.ok ? fail(unreadable(input.collection)) : found;
  }
  const { root, id: collection, title } = found.value;
  return engine.exclusive(async () => {
    const as = party ?? partyOfHost(deps, host) ?? newPartyId(deps, host);
    const text = input.terms === undefined ? null : readSourceTerms(deps, input.terms, { party: as, collection });
    if (text?.ok === false) {
      await secrets.remove(secretName(id));
      return text;
    }
    if (deps.parties.get(as) === undefined) {
      deps.parties.put({ id: as, name: host, organs: [], self: false, addedAt: engine.now() });
      engine.addParty(as, false);
    }
    const at = engine.now();
    const record: SourceRecord = {
      id,
      target,
      root,
      collection,
      title,
      party: as,
      into: into.record.no,
      leg: null,
      addedAt: at,
      endedAt: null,
    };
    federation.deps.sources.put(record);
    const put = text === null ? record : putSourceTerms(deps, record, text.value);
    await store.flush();
    return ok(sourceView(deps, put));
  });
}

const secretName = (id: string): string => `source-${id}`;

const unreadable = (collection: string): Fault => ({
  at: 'collection',
  problem: `the server lets this credential not read "${collection}"`,
  valid: 'a collection with can_read, or another credential',
});

function rangeFaults(allow: readonly string[], url: string): Fault[] {
  const slash = url.indexOf('/', url.indexOf('//') + 2);
  const host = parsePeerUrl(url.slice(0, slash));
  return host.ok ? allowFaults(allow, host.value) : [];
}

interface Checked {
  readonly url: string;
  readonly host: string;
  readonly credential: string | null;
  readonly into: CollectionState;
  readonly party: PartyId | null;
}

function check(deps: Deps, input: Input): Result<Checked, Fault[]> {
  const faults: Fault[] = [];
  const address = deps.federation.deps.remote.address(input.url);
  if (!address.ok) faults.push(...address.error);
  else faults.push(...rangeFaults(input.allow ?? [], address.value.url));
  const into = findCollection(deps.engine, input.into, 'into');
  if (!into.ok) faults.push(...into.error);
  const credential = input.credential?.trim() ?? null;
  if (credential !== null && !credentialPattern.test(credential))
    faults.push({ at: 'credential-file', problem: 'holds no credential that is understood', valid: credentialWanted });
  let party: PartyId | null = null;
  if (input.as !== undefined) {
    const found = findParty(deps.parties, input.as, 'as');
    if (!found.ok) faults.push(...found.error);
    else if (found.value.self)
      faults.push({ at: 'as', problem: 'nobody else delivers as this node', valid: 'the id of a counterpart' });
    else party = found.value.id;
  }
  if (!address.ok || !into.ok || faults.length > 0) return fail(...faults);
  return ok({ ...address.value, credential, into: into.value, party });
}

/** A server keeps the party that it was given when it was first added. */
function partyOfHost({ federation }: Deps, host: string): PartyId | null {
  const { sources, remote } = federation.deps;
  const isThere = (url: string): boolean => {
    const address = remote.address(url);
    return address.ok && address.value.host === host;
  };
  return sources.list().find(({ target }) => target.kind === 'foreign' && isThere(target.url))?.party ?? null;
}

/** Named after its host, so that terms can speak about it. */
function newPartyId({ parties }: Deps, host: string): PartyId {
  const base = host
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .replace(/^-+/, '')
    .slice(0, 60);
  for (let n = 1; ; n++) {
    const id = parsePartyId(n === 1 ? base || 'source' : `${base || 'source'}-${n}`);
    if (id.ok && parties.get(id.value) === undefined) return id.value;
  }
}

/** From now on what a peer delivers goes there; what came before stays where it is. */
export async function deliverInto(
  { engine, store, parties, federation }: Deps,
  input: Parameters<FederationApi['deliverInto']>[0],
): Promise<Result<{ readonly party: string; readonly into: string }, Fault[]>> {
  const party = findParty(parties, input.peer, 'peer');
  const into = findCollection(engine, input.into, 'into');
  if (!party.ok || !into.ok) return fail(...(party.ok ? [] : party.error), ...(into.ok ? [] : into.error));
  const { sources } = federation.deps;
  return engine.exclusive(async () => {
    sources.putInto(party.value.id, into.value.record.no);
    for (const source of sources.list())
      if (source.leg !== null && source.party === party.value.id)
        sources.put({ ...source, into: into.value.record.no });
    await store.flush();
    return ok({ party: party.value.id, into: into.value.record.id });
  });
}

/** What it brought stays; its credential goes. */
export async function removeSource(deps: Deps, id: string): Promise<Result<SourceView, Fault[]>> {
  const { sources } = deps.federation.deps;
  const source = sources.get(id);
  if (source === undefined || source.endedAt !== null)
    return fail({ at: 'source', problem: `no source "${id}" in use`, valid: 'an id of: proviso source list' });
  const ended: SourceRecord = { ...source, endedAt: deps.engine.now() };
  sources.put(ended);
  await deps.store.flush();
  if (source.target.kind === 'foreign') await (deps.secrets as SecretShelf).remove(secretName(id));
  return ok(sourceView(deps, ended));
}

import { compileTerms } from '../core/terms/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { CursorSeal, Platform } from '../ports/platform.ts';
import type { RemoteFeeds } from '../ports/remote-feed.ts';
import type { SecretShelf } from '../ports/secret-shelf.ts';
import type { KeyRing } from '../ports/signer.ts';
import type { Store } from '../ports/store.ts';
import type { PeerDirectory, Transport } from '../ports/transport.ts';
import { AccordDesk } from './accord/accord-desk.ts';
import { attendAccords } from './accord/attend-accords.ts';
import { Coalitions } from './coalitions.ts';
import { noSecrets } from './federation/nothing-outside.ts';
import { openFederation } from './federation/open-federation.ts';
import type { Intake } from './intake.ts';
import { keepAside } from './keep-aside.ts';
import { LineageKeeper } from './lineage/lineage-keeper.ts';
import { openConsents, openLineage } from './lineage/open-lineage.ts';
import { pageProvenance } from './lineage/page-provenance.ts';
import type { ReceivedTexts } from './lineage/received-texts.ts';
import { SelfAsker } from './lineage/self-asker.ts';
import { MarkingDesk } from './marking-desk.ts';
import { attendMemberships } from './membership/attend-memberships.ts';
import { Mandates } from './membership/mandates.ts';
import type { NodeSettings } from './node-settings.ts';
import type { NodeState, StoredText } from './node-state.ts';
import { actorsOf, listAliases } from './operate/aliases.ts';
import type { OperatorApi } from './operator-api.ts';
import { operatorNode } from './operator-node.ts';
import type { OwnAddress } from './own-address.ts';
import { Parties } from './parties.ts';
import type { PartnerApi } from './partner-api.ts';
import { partnerNode } from './partner-node.ts';
import type { PeerApi } from './peer-api.ts';
import { peerNode } from './peer-node.ts';
import { peerSide } from './peer-side.ts';
import { PositionDesk } from './position-desk.ts';
import { ComingSlices } from './recall/coming-slices.ts';
import { RecallDesk } from './recall/recall-desk.ts';
import { RecentRecalls } from './recall/recent-recalls.ts';
import type { CollectionRecordStored } from './release/collection-state.ts';
import { type InForce, ReleaseEngine } from './release/engine.ts';
import { ObjectShelf } from './release/object-shelf.ts';
import { PageReader } from './release/read-pages.ts';
import { ReleaseNotices } from './release-notice.ts';
import { isSuspended } from './text-in-force.ts';

export interface NodeParts {
  readonly settings: NodeSettings;
  readonly store: Store;
  readonly clock: Clock;
  readonly platform: Platform;
  readonly seal: CursorSeal;
  readonly intake: Intake;
  /** Other servers; none can be reached when absent. */
  readonly remote?: (transport: Transport) => RemoteFeeds;
  /** Absent where none are kept. */
  readonly secrets?: SecretShelf;
  /** Rendered pages kept in memory; 0 keeps none. */
  readonly pageCacheBytes: number;
  /** Keys of this node toward others; an empty ring gets its first key. */
  readonly keys: KeyRing;
  /** How peers are reached; absent: not at all. */
  readonly transport?: (peers: PeerDirectory) => Transport;
  /** Not known when absent. */
  readonly address?: OwnAddress;
}

export interface OpenNode {
  readonly state: NodeState;
  readonly operator: OperatorApi;
  readonly partner: PartnerApi;
  readonly peer: PeerApi;
  /** Flushes, leaves the clock's mark where it is, and closes the store. */
  close(): Promise<void>;
}

/** Puts a node together over a store: what was stored is as it was, and what time moved meanwhile has moved. */
export async function assembleNode(parts: NodeParts): Promise<OpenNode> {
  const { settings, store, clock, platform, intake } = parts;
  const positions = new PositionDesk(store);
  positions.setActors(actorsOf(listAliases({ store })));
  const coalitions = new Coalitions(store);
  const parties = new Parties(store, platform);
  const accords = new AccordDesk(store);
  const lineage = openLineage(store, settings.party, parties, coalitions);
  const { received, consents, independence } = lineage;
  const markings = new MarkingDesk(store, platform, settings.party);
  const engine = new ReleaseEngine({
    store,
    clock,
    self: settings.party,
    positions: () => positions.book,
    coalitions: () => coalitions.book,
    accords: () => accords.standing,
    factsMoved: (moment) => accords.factsMoved(moment),
    view: (facts, collection) => markings.view(facts, collection),
    lineage,
  });
  listen(engine, received, markings);
  await loadCollections(engine, store);
  loadParties(parties, settings, engine);
  const texts = loadTexts(engine, store);
  const lineageKeeper = new LineageKeeper({ store, platform, engine, self: settings.party, received, independence });
  const shelf = new ObjectShelf(engine, store, settings.party, intake, lineageKeeper);
  const slices = new ComingSlices();
  const reader = pageReader(parts, engine, received);
  const peerParts = await peerSide(parts, engine);
  const mandates = new Mandates(store);
  const kept = {
    settings,
    store,
    clock,
    platform,
    engine,
    parties,
    positions,
    coalitions,
    mandates,
    markings,
    accords,
  };
  const held = { ...kept, received, consents, independence, lineageKeeper, texts, shelf, slices, reader, intake };
  const recent = new RecentRecalls();
  const inwards = { ...held, recent, legs: () => accords.received() };
  const federation = openFederation(inwards, parts.remote?.(peerParts.transport));
  const consenting = openConsents({ ...held, ...peerParts });
  const secrets = parts.secrets ?? noSecrets;
  const recalls = new RecallDesk({ ...held, ...peerParts, federation, recent });
  const selfAsker = new SelfAsker({ ...held, ...consenting, ...peerParts });
  const state: NodeState = { ...held, secrets, federation, recalls, ...consenting, selfAsker, ...peerParts };
  attendAccords(state);
  attendMemberships(state);
  engine.horizon();
  await store.flush();
  recalls.begin();
  const partner = partnersOf(state);
  return {
    state,
    operator: operatorNode(state),
    peer: peerNode({ ...state, partner }),
    partner,
    close: () => closeNode(state),
  };
}

/** Facts of whole classes change with what markings mean, and ways with the texts that stick. */
function listen(engine: ReleaseEngine, received: ReceivedTexts, markings: MarkingDesk): void {
  received.tell((moment) => engine.stickingChanged(moment));
  markings.tell(
    (moment) => {
      for (const collection of engine.collections.values()) engine.classesChanged(collection, moment);
    },
    (work) => engine.change(work),
  );
}

async function closeNode({ federation, recalls, consentDesk, transport, engine, store }: NodeState): Promise<void> {
  await federation.settled();
  await recalls.settled();
  await consentDesk.idle();
  await transport.close?.();
  engine.rest();
  for (const collection of engine.collections.values()) collection.saveSegments(store);
  await store.close();
}

function loadTexts(engine: ReleaseEngine, store: Store): Map<string, StoredText> {
  const texts = new Map(store.documents('text').map((d) => [d.id, d.value as StoredText]));
  engine.loadTexts([...texts.values()].filter((t) => t.endedAt === null && !isSuspended(t)).map(inForce));
  return texts;
}

function loadParties(parties: Parties, settings: NodeSettings, engine: ReleaseEngine): void {
  if (parties.get(settings.party) === undefined)
    parties.put({ id: settings.party, name: settings.title, organs: [], self: true, addedAt: engine.now() });
  for (const party of parties.list()) if (!party.self) engine.addParty(party.id, true);
}

function partnersOf(state: NodeState): PartnerApi {
  const { engine, store } = state;
  const notices = new ReleaseNotices(engine);
  return partnerNode({
    ...state,
    turns: state.federation.deps.turns,
    notice: (party, collection) => notices.of(party, collection),
    keepAside: (kind, collection, object, party, at) => keepAside(store, kind, collection, object, party, at),
  });
}

async function loadCollections(engine: ReleaseEngine, store: Store): Promise<void> {
  for (const { value } of store.documents('collection')) {
    const state = engine.addCollection(value as CollectionRecordStored, true);
    await loadCreators(engine, store, state.record.no);
  }
}

function pageReader(parts: NodeParts, engine: ReleaseEngine, received: ReceivedTexts): PageReader {
  const { store, clock, seal, pageCacheBytes, platform, settings } = parts;
  const context = { engine, received, self: settings.party };
  return new PageReader({
    engine,
    store,
    clock,
    seal,
    pageCacheBytes,
    othersFirst: platform.othersFirst,
    provenance: (feed, seqs) => platform.encodeUtf8(pageProvenance(context, feed, seqs)),
  });
}

function inForce(stored: StoredText): InForce {
  const terms = compileTerms(stored.text);
  if (!terms.ok) throw new Error(`the text ${stored.id} was accepted and no longer compiles`);
  return { id: stored.id, terms: terms.value, collection: stored.collection, since: stored.since };
}

/** Which identity objects are held, by class: read from rows, since the class column knows types and not ids. */
async function loadCreators(engine: ReleaseEngine, store: Store, no: number): Promise<void> {
  const collection = engine.collections.get(no)!;
  const seqs = collection.membersOf((classNo) => engine.book.factsOf(classNo).type === 'identity');
  for (let i = 0; i < seqs.length; i += 1000)
    for (const row of await store.rows(no, seqs.slice(i, i + 1000)))
      collection.countCreator(row.id, collection.classes[row.seq]!, collection.log.atOf(row.seq));
}

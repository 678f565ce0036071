import type { PartyId, TextId } from '../core/ids.ts';
import type { TermsText } from '../core/terms/index.ts';
import type { Micros } from '../core/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Platform } from '../ports/platform.ts';
import type { SecretShelf } from '../ports/secret-shelf.ts';
import type { Store } from '../ports/store.ts';
import type { Transport } from '../ports/transport.ts';
import type { AccordDesk } from './accord/accord-desk.ts';
import type { Coalitions } from './coalitions.ts';
import type { Federation } from './federation/federation.ts';
import type { Intake } from './intake.ts';
import type { ConsentBook } from './lineage/consent-book.ts';
import type { ConsentCases } from './lineage/consent-case.ts';
import type { ConsentDesk } from './lineage/consent-desk.ts';
import type { IndependenceBook } from './lineage/independence-book.ts';
import type { LineageKeeper } from './lineage/lineage-keeper.ts';
import type { ReceivedTexts } from './lineage/received-texts.ts';
import type { SelfAsker } from './lineage/self-asker.ts';
import type { MarkingDesk } from './marking-desk.ts';
import type { Mandates } from './membership/mandates.ts';
import type { MessageDesk } from './messages/message-desk.ts';
import type { NodeSettings } from './node-settings.ts';
import type { OwnAddress } from './own-address.ts';
import type { OwnKeys } from './own-keys.ts';
import type { Parties } from './parties.ts';
import type { Peers } from './peers.ts';
import type { PositionDesk } from './position-desk.ts';
import type { ComingSlices } from './recall/coming-slices.ts';
import type { RecallDesk } from './recall/recall-desk.ts';
import type { ReleaseEngine } from './release/engine.ts';
import type { ObjectShelf } from './release/object-shelf.ts';
import type { PageReader } from './release/read-pages.ts';

/** One text as kept: ended ones stay, since questions are asked about the past. */
export interface StoredText {
  readonly id: TextId;
  readonly from: PartyId;
  readonly to: PartyId | null;
  readonly text: TermsText;
  readonly collection: number;
  readonly since: Micros;
  readonly endedAt: Micros | null;
  /** The accord it is a leg of; absent for a text given by one side alone. */
  readonly accord?: string;
  /** Stretches in which its accord was suspended, in order; `to` null while it is. */
  readonly suspensions?: readonly { readonly from: Micros; readonly to: Micros | null }[];
}

/** Everything a node holds open; use cases take the parts they need. */
export interface NodeState {
  readonly settings: NodeSettings;
  readonly store: Store;
  readonly clock: Clock;
  readonly platform: Platform;
  readonly engine: ReleaseEngine;
  readonly parties: Parties;
  readonly positions: PositionDesk;
  readonly coalitions: Coalitions;
  /** Who answers for this node, and for whom it answers. */
  readonly mandates: Mandates;
  readonly markings: MarkingDesk;
  /** Accords with other parties, negotiated, in force and ended. */
  readonly accords: AccordDesk;
  /** Texts of other parties that stick to what came under them. */
  readonly received: ReceivedTexts;
  readonly consents: ConsentBook;
  /** What own staff say that we have from elsewhere. */
  readonly independence: IndependenceBook;
  readonly lineageKeeper: LineageKeeper;
  readonly consentCases: ConsentCases;
  readonly consentDesk: ConsentDesk;
  /** Asks for consents and approvals by itself, where the setting says so. */
  readonly selfAsker: SelfAsker;
  readonly texts: Map<string, StoredText>;
  readonly shelf: ObjectShelf;
  readonly reader: PageReader;
  readonly intake: Intake;
  readonly secrets: SecretShelf;
  readonly federation: Federation;
  /** Other nodes as enrolled: pinned keys, address, what may be believed of them. */
  readonly peers: Peers;
  /** Under which address peers reach this node. */
  readonly address: OwnAddress;
  /** The keys this node signs with. */
  readonly signer: OwnKeys;
  /** Lasting messages to and from peers. */
  readonly messages: MessageDesk;
  /** What is asked back of others, and what others ask back. */
  readonly recalls: RecallDesk;
  /** What is being brought in several slices. */
  readonly slices: ComingSlices;
  /** Signed requests to peers. */
  readonly transport: Transport;
}

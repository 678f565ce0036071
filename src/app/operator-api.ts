import type { Mandate, MandateMove } from '../core/coalition/index.ts';
import type { CollectionId, PartyId, TextId } from '../core/ids.ts';
import type { Equivocation } from '../core/message/index.ts';
import type { Fault, Result } from '../core/result.ts';
import type { Micros } from '../core/time.ts';
import type { Alias } from '../formats/index.ts';
import type { PeerDescriptor } from '../protocol/peer/index.ts';
import type { AccordApi } from './accord-api.ts';
import type { FederationApi, QuotaView } from './federation-api.ts';
import type { LineageApi } from './lineage/lineage-api.ts';
import type { RecipientRelation } from './lineage/recipient-facts.ts';
import type { Metric } from './operate/metrics.ts';
import type { Recorded } from './operate/record-statement.ts';
import type { SpelledText } from './operate/show-terms.ts';
import type { RecallApi } from './recall-api.ts';
import type { ExtractionRecord, StoredCandidate } from './stored-candidate.ts';

export { type Metric, metric } from './operate/metrics.ts';
export type { SpelledText } from './operate/show-terms.ts';

/**
 * What the node's own staff may do. Inputs are values as read from a command line or a file (unchecked); every method
 * checks them and answers with faults that name the place. All effects hold for the next request of a partner.
 */

export interface PartyRecord {
  readonly id: PartyId;
  readonly name: string;
  readonly organs: readonly string[];
  readonly self: boolean;
  readonly addedAt: Micros;
  /** What it is to us, as own staff said (operand `recipient-relation`); absent where they did not. */
  readonly relation?: RecipientRelation;
}

export interface KeyRecord {
  readonly id: string;
  readonly party: PartyId;
  readonly scope: 'taxii';
  readonly label: string | null;
  readonly createdAt: Micros;
  readonly expiresAt: Micros | null;
  readonly lastUsedAt: Micros | null;
  readonly revokedAt: Micros | null;
}

export interface CollectionRecord {
  readonly id: CollectionId;
  readonly title: string;
  readonly description: string | null;
  readonly alias: string | null;
  readonly root: string;
  readonly writers: readonly PartyId[];
  readonly defaultTlp: string | null;
  readonly objects: number;
}

export interface ImportRequest {
  readonly collection: string;
  readonly source: AsyncIterable<Uint8Array>;
  readonly dryRun: boolean;
  /** Called now and then with running totals. */
  readonly progress?: (totals: ImportTotals) => void;
  /** One call per refused object, with its own bytes where they could be told apart. */
  readonly reject?: (refused: {
    readonly index: number;
    readonly id: string | null;
    readonly faults: readonly Fault[];
    readonly bytes: Uint8Array;
  }) => void;
  /** Checked between slices; what was stored until then stays, and a second import continues without doubling. */
  readonly cancelled?: () => boolean;
}

export interface ImportTotals {
  readonly read: number;
  readonly added: number;
  readonly alreadyHeld: number;
  /** Same id and version with other content: the first stays, the second is kept for inspection. */
  readonly conflicts: number;
  readonly refused: number;
  readonly warnings: number;
}

export interface TextRecord {
  readonly id: TextId;
  readonly from: PartyId;
  readonly to: PartyId | null;
  readonly over: string;
  readonly inForceSince: Micros;
  readonly endedAt: Micros | null;
  /** The accord it is a leg of; null for a text given by one side alone. */
  readonly accord: string | null;
  /** Its accord is suspended, and nothing flows under it. */
  readonly suspended: boolean;
}

export interface CoalitionRecord {
  /** Slug, without `coalition:`. */
  readonly id: string;
  readonly name: string;
  readonly addedAt: Micros;
  /** As of the time asked about, by party, each with the unbroken stretch it stands in; `to` null is without end. */
  readonly members: readonly { readonly party: PartyId; readonly from: Micros; readonly to: Micros | null }[];
  /** Parties whose signed statements of members are followed here. */
  readonly speakers: readonly PartyId[];
  /** Who answers for this node now; null: nobody. */
  readonly mandate: MandateView | null;
  /** Parties for which this node answers now, by what they signed. */
  readonly mandatedBy: readonly MandateView[];
}

export interface MandateView {
  readonly party: PartyId;
  readonly moves: readonly MandateMove[];
  /** Half-open. */
  readonly until: Micros;
}

/** A mandate as it was given or taken back. */
export interface MandateChanged extends Mandate {
  /** Whether a message to the lead could be written; the record holds either way. */
  readonly told: boolean;
}

export interface WhoGotRow {
  readonly party: PartyId;
  readonly collection: CollectionId;
  readonly object: string;
  readonly version: string;
  readonly form: string;
  /** When the page left. */
  readonly at: Micros;
  /** Texts that permitted it. */
  readonly texts: readonly TextId[];
  /** Consents of originators without which it would not have gone. */
  readonly consents: readonly string[];
  /** Inputs of the decision: gate values and the facts they rested on, as recorded then. */
  readonly inputs: unknown;
}

export interface StatementBundle {
  readonly bundle: unknown;
  readonly statements: number;
  /** Copies whose bytes are in it. */
  readonly copies: number;
  /** SHA-256 of copies too large for an object of STIX as this node takes it. */
  readonly copiesLeftOut: readonly string[];
}

export interface ImportedStatements extends Recorded {
  readonly from: PartyId;
  /** Were on record before and stay as they are. */
  readonly alreadyOnRecord: number;
}

export interface PublishedStatements {
  readonly collection: CollectionId;
  readonly notes: readonly { readonly statement: string; readonly note: string }[];
  /** Objects stored: notes, and what they refer to. */
  readonly added: number;
  /** Objects that stand there already as they are. */
  readonly unchanged: number;
  readonly conflicts: number;
}

/** What another node needs to enrol this one. */
export interface PeerInvitation {
  /** To be written to a file and handed over. */
  readonly descriptor: PeerDescriptor;
  /** To be compared over another way than the file takes. */
  readonly fingerprint: string;
}

/** A thread in which a peer does not take the next message; what was written after it waits behind it. */
export interface StoppedThread {
  readonly thread: string;
  readonly seq: number;
  /** HTTP status of its answer, and its own words. */
  readonly status: number;
  readonly why: string;
  readonly since: Micros;
  readonly lastTry: Micros;
  readonly tries: number;
  /** `by-itself`: the reason may go away, and it is tried with growing pauses. */
  readonly retries: 'by-itself' | 'daily';
  /** Messages behind it. */
  readonly behind: number;
}

export interface PeerView {
  readonly party: PartyId;
  readonly name: string;
  readonly url: string;
  /** Id of the key in use. */
  readonly key: string;
  readonly keys: readonly { readonly id: string; readonly since: Micros; readonly retiredAt: Micros | null }[];
  /** Its TLS certificate is vouched for by the enrolment and not by a public authority. */
  readonly ownCertificate: boolean;
  readonly allow: readonly string[];
  readonly identities: readonly string[];
  readonly enrolledAt: Micros;
  readonly revokedAt: Micros | null;
  /** Its clock minus ours. */
  readonly skewMs: number | null;
  readonly heardAt: Micros | null;
  readonly reachedAt: Micros | null;
  /** Why the last try to reach it failed. */
  readonly problem: string | null;
  /** What it brought and cost in this hour. */
  readonly quota: QuotaView;
  /** Messages that wait for it and are tried by themselves. */
  readonly waiting: number;
  /** Threads in which it does not take the next message. */
  readonly stopped: readonly StoppedThread[];
  /** Threads in which two messages contradict each other. */
  readonly frozen: readonly FrozenThread[];
}

/** A thread in which one node signed two histories. */
export interface FrozenThread {
  readonly thread: string;
  /** Who froze it: whoever saw both. */
  readonly by: 'us' | 'them';
  /** When own staff enrolled the peer anew, after which the next thread of its line is used; null while nobody did. */
  readonly settledAt: Micros | null;
  /** What own staff can do; null once it is settled. */
  readonly wayOut: string | null;
  /** Both messages with the keys that signed them; null where the other side has them. */
  readonly evidence: Equivocation | null;
}

export interface DoctorFinding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'error';
  readonly detail: string;
  readonly fix: string | null;
}

export interface OperatorApi extends AccordApi, FederationApi, LineageApi, RecallApi {
  addParty(input: {
    readonly id: string;
    readonly name: string;
    readonly organs?: readonly string[];
  }): Promise<Result<PartyRecord, Fault[]>>;
  parties(): readonly PartyRecord[];
  /** More organs that speak for a party, one's own included. */
  addOrgans(input: {
    readonly party: string;
    readonly organs: readonly string[];
  }): Promise<Result<PartyRecord, Fault[]>>;
  createKey(input: {
    readonly party: string;
    readonly scope: string;
    readonly label?: string;
    readonly expires?: string;
  }): Promise<Result<KeyRecord & { readonly secret: string }, Fault[]>>;
  keys(): readonly KeyRecord[];
  revokeKey(id: string): Promise<Result<KeyRecord, Fault[]>>;
  invitePeer(): Result<PeerInvitation, Fault[]>;
  /** `descriptor`: the file of another node as read; without `fingerprint` nothing is enrolled and the fault names it. */
  enrolPeer(input: {
    readonly descriptor: unknown;
    readonly fingerprint?: string;
    /** Addresses or ranges besides public ones that its name may resolve to. */
    readonly allow?: readonly string[];
    /** STIX identities that it may speak for. */
    readonly identities?: readonly string[];
  }): Promise<Result<PeerView, Fault[]>>;
  peers(): readonly PeerView[];
  peer(id: string): Result<PeerView, Fault[]>;
  /** What waits for a peer is tried at once; stopped threads, or the one named, once more. */
  retryPeer(input: { readonly id: string; readonly thread?: string }): Promise<Result<PeerView, Fault[]>>;
  /** A new key for this node, announced to every peer with the old one. */
  rotateKey(): Promise<
    Result<
      {
        readonly key: string;
        readonly told: readonly PartyId[];
        /** Peers that cannot be told: enrol there again. */
        readonly left: readonly PartyId[];
      },
      Fault[]
    >
  >;
  revokePeer(id: string): Promise<Result<PeerView, Fault[]>>;
  createCollection(input: {
    readonly id: string;
    readonly title: string;
    readonly description?: string;
    readonly alias?: string;
    readonly root?: string;
    readonly writers?: readonly string[];
    readonly defaultTlp?: string;
  }): Promise<Result<CollectionRecord, Fault[]>>;
  collections(): readonly CollectionRecord[];
  importObjects(request: ImportRequest): Promise<Result<ImportTotals, Fault[]>>;
  /** Objects in stream order (with `as`) or stored order, joined by commas; with `as`, through the release engine and on record. */
  exportObjects(input: { readonly collection: string; readonly as?: string }): AsyncIterable<Uint8Array>;
  /** `terms`: a value read from YAML or JSON, in any of the three spellings. */
  checkTerms(terms: unknown): readonly (Fault & { readonly severity: 'error' | 'warning' })[];
  addTerms(terms: unknown): Promise<Result<TextRecord, Fault[]>>;
  endTerms(id: string): Promise<Result<TextRecord, Fault[]>>;
  texts(): readonly TextRecord[];
  /** `form`: yaml (when left out), json or odrl. */
  showTerms(input: { readonly id: string; readonly form?: string }): Result<SpelledText, Fault[]>;
  addTopics(value: unknown): Promise<Result<readonly unknown[], Fault[]>>;
  topics(): readonly unknown[];
  /** `value`: a statement file as read from YAML or JSON; `by`: who records. All of it, or nothing on any fault. */
  addStatements(value: unknown, by?: string): Promise<Result<Recorded, Fault[]>>;
  /** Each with the grade it has now and whether it was taken back. */
  statements(): readonly unknown[];
  /** Names as articles write them, and what they stand for here; the table that extraction looks names up in. */
  addAliases(value: unknown): Promise<Result<readonly Alias[], Fault[]>>;
  aliases(): readonly Alias[];
  /** `bytes`: the retrieved copy of an article in base64; `name`: its file's name; `fetched`: UTC, now when absent. */
  extractStatements(input: {
    readonly bytes: string;
    readonly name: string;
    readonly url?: string;
    readonly fetched?: string;
  }): Promise<Result<ExtractionRecord, Fault[]>>;
  candidates(input: { readonly copy?: string }): Result<readonly StoredCandidate[], Fault[]>;
  rejectCandidate(input: {
    readonly id: string;
    readonly why?: string;
    readonly by?: string;
  }): Promise<Result<StoredCandidate, Fault[]>>;
  /** What is given goes before what was proposed; `joint`: further holders of a joint statement, each PARTY/ORGAN. */
  confirmCandidate(input: {
    readonly id: string;
    readonly topic: string;
    readonly value: string;
    readonly party?: string;
    readonly organ?: string;
    readonly joint?: readonly string[];
    readonly grade?: string;
    readonly said?: string;
    readonly speaker?: string;
    readonly by?: string;
  }): Promise<Result<{ readonly candidate: StoredCandidate; readonly statements: readonly unknown[] }, Fault[]>>;
  /** A STIX 2.1 bundle of everything on record about the statements of a party or on a topic; past the release engine, for own files. */
  exportStatements(input: {
    readonly party?: string;
    readonly topic?: string;
    /** With the bytes of the retrieved copies. */
    readonly copies?: boolean;
  }): Result<StatementBundle, Fault[]>;
  /** `value`: a STIX 2.1 bundle; `from`: who delivered it, else who made its notes; `trust`: own staff vouches for it. */
  importStatements(input: {
    readonly value: unknown;
    readonly from?: string;
    readonly trust?: boolean;
    readonly by?: string;
  }): Promise<Result<ImportedStatements, Fault[]>>;
  /** Notes of ours in a collection, released to partners as any object is. */
  publishStatements(input: {
    readonly ids: readonly string[];
    readonly collection: string;
    readonly tlp?: string;
  }): Promise<Result<PublishedStatements, Fault[]>>;
  /** One statement with its copy, grades, relations, retraction, confirmations and what waits. */
  statement(id: string): Result<unknown, Fault[]>;
  persons(): readonly unknown[];
  gradeStatement(input: {
    readonly id: string;
    readonly grade: string;
    readonly by?: string;
  }): Promise<Result<Recorded, Fault[]>>;
  relateStatements(input: {
    readonly from: string;
    readonly to: string;
    readonly kind: string;
    readonly differs?: readonly string[];
    readonly by?: string;
  }): Promise<Result<Recorded, Fault[]>>;
  /** It turned out not to hold. What was decided before stays as it was. */
  retractStatement(input: {
    readonly id: string;
    readonly why?: string;
    readonly by?: string;
  }): Promise<Result<Recorded, Fault[]>>;
  /** A second person stands by what waits about a statement. */
  confirmStatement(input: { readonly id: string; readonly by?: string }): Promise<Result<Recorded, Fault[]>>;
  position(input: PositionInput): Result<unknown, Fault[]>;
  positionHistory(input: PositionInput): Result<unknown, Fault[]>;
  positionDrift(input: PositionInput): Result<unknown, Fault[]>;
  addCoalition(input: { readonly id: string; readonly name: string }): Promise<Result<CoalitionRecord, Fault[]>>;
  /** A party belongs to a coalition from `from` (now when left out) until `to` (without end when left out). */
  joinCoalition(input: {
    readonly id: string;
    readonly party: string;
    readonly from?: string;
    readonly to?: string;
    readonly by?: string;
  }): Promise<Result<CoalitionRecord, Fault[]>>;
  /** From `at` on (now when left out) it belongs no more. */
  leaveCoalition(input: {
    readonly id: string;
    readonly party: string;
    readonly at?: string;
    readonly by?: string;
  }): Promise<Result<CoalitionRecord, Fault[]>>;
  /** A party speaks for a coalition here, or (`ends`) does so no more: what it followed stays until somebody says otherwise. */
  setSpeaker(input: {
    readonly id: string;
    readonly party: string;
    readonly ends?: boolean;
  }): Promise<Result<CoalitionRecord, Fault[]>>;
  /** Signs what is on record here of a party (member until `until`, or left) and tells the members that are peers. */
  stateMembership(input: { readonly id: string; readonly party: string; readonly until?: string }): Promise<
    Result<
      {
        readonly coalition: string;
        readonly party: PartyId;
        readonly from: Micros;
        readonly until: Micros | null;
        readonly told: readonly PartyId[];
      },
      Fault[]
    >
  >;
  /**
   * A lead answers for this node what is tabled to a coalition, until `until`; `moves`: accept, hold, reopen, refuse, all of
   * them when left out. `revoke`: no more, from this answer on.
   */
  setMandate(input: {
    readonly id: string;
    readonly to: string;
    readonly until?: string;
    readonly moves?: readonly string[];
    readonly revoke?: boolean;
    readonly by?: string;
  }): Promise<Result<MandateChanged, Fault[]>>;
  /** Coalitions and their members as of `at`, as known at `known`; both are now when left out. */
  coalitions(input: { readonly at?: string; readonly known?: string }): Result<readonly CoalitionRecord[], Fault[]>;
  /** An Admiralty grade such as `B2` for one stored object (all its versions), or null to take it back. */
  gradeObject(input: {
    readonly object: string;
    readonly grade: string | null;
  }): Promise<Result<{ readonly versions: number }, Fault[]>>;
  decide(input: DecideInput): Promise<Result<unknown, Fault[]>>;
  explain(input: DecideInput): Promise<Result<unknown, Fault[]>>;
  /** `value`: a simulation file: `{party, collection?, positions?: {TOPIC: VALUE}, facts?: {KEY: VALUE}, statements?: [...], terms?: {add?: [...], end?: [...]}}`. */
  simulate(value: unknown): Promise<Result<unknown, Fault[]>>;
  whoGot(object: string): Promise<Result<readonly WhoGotRow[], Fault[]>>;
  doctor(): readonly DoctorFinding[];
  metrics(): readonly Metric[];
}

export interface PositionInput {
  readonly party: string;
  readonly topic: string;
  readonly at?: string;
  readonly known?: string;
}

export interface DecideInput {
  readonly party: string;
  readonly object: string;
  /** An accord on the table: decided as if its text were signed now. */
  readonly ifSigned?: string;
  readonly action?: string;
  readonly at?: string;
  readonly known?: string;
}

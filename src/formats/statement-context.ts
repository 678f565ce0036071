import type { PartyId } from '../core/ids.ts';
import type {
  Confirmation,
  GradeRow,
  Person,
  Relation,
  Retraction,
  RetrievedCopy,
  Statement,
  Topic,
} from '../core/position/index.ts';
import type { Micros } from '../core/time.ts';

/** What a statement file is checked against, and what only the node can say. */
export interface StatementContext {
  /** Known parties with their registered organs; an empty list of organs admits any. */
  readonly parties: ReadonlyMap<PartyId, readonly string[]>;
  readonly topics: ReadonlyMap<string, Topic>;
  /** Ids of coalitions, which may assess. */
  readonly coalitions: ReadonlySet<string>;
  /** The party whose node this is: `us`. */
  readonly self: PartyId;
  /** On record already. */
  readonly statements: ReadonlyMap<string, Statement>;
  readonly copies: ReadonlyMap<string, RetrievedCopy>;
  readonly relations: readonly Relation[];
  /** Our clock: everything in the file is recorded at this moment. */
  readonly recorded: Micros;
  /** Who records; null when the node was not told. */
  readonly by: string | null;
  /** Lower-case hexadecimal. */
  readonly sha256: (bytes: Uint8Array) => string;
  readonly encodeUtf8: (text: string) => Uint8Array;
  /** Throws on bytes that are not UTF-8. */
  readonly decodeUtf8: (bytes: Uint8Array) => string;
}

/** Everything a statement file brings, checked and ready to be kept. */
export interface StatementRecords {
  readonly statements: readonly Statement[];
  readonly copies: readonly RetrievedCopy[];
  readonly relations: readonly Relation[];
  readonly grades: readonly GradeRow[];
  readonly retractions: readonly Retraction[];
  readonly confirmations: readonly Confirmation[];
  readonly persons: readonly Person[];
}

/** At most 32 hexadecimal digits of a hash of the parts, after a word that says of what. */
export const derivedId = (kind: string, parts: readonly unknown[], context: StatementContext): string =>
  `${kind}:${context.sha256(context.encodeUtf8(JSON.stringify(parts))).slice(0, 32)}`;

import type { PartyId, TextId } from '../core/ids.ts';
import { buildPositionBook, type PositionBook, type Statement, type Topic } from '../core/position/index.ts';
import type { TermsText } from '../core/terms/index.ts';
import type { Micros } from '../core/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Platform } from '../ports/platform.ts';
import type { Store } from '../ports/store.ts';
import type { Intake } from './intake.ts';
import type { MarkingDesk } from './marking-desk.ts';
import type { NodeSettings } from './node-settings.ts';
import type { Parties } from './parties.ts';
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
}

/** Topics, statements and the positions that follow from them. */
export class PositionDesk {
  readonly topics = new Map<string, Topic>();
  readonly statements = new Map<string, Statement>();
  #book: PositionBook | null = null;

  constructor(store: Store) {
    for (const { id, value } of store.documents('topic')) this.topics.set(id, value as Topic);
    for (const { id, value } of store.documents('statement')) this.statements.set(id, value as Statement);
  }

  get book(): PositionBook {
    this.#book ??= buildPositionBook([...this.topics.values()], [...this.statements.values()]);
    return this.#book;
  }

  /** The book as it would be with other topics or statements. */
  bookWith(topics: readonly Topic[], statements: readonly Statement[]): PositionBook {
    return buildPositionBook([...this.topics.values(), ...topics], [...this.statements.values(), ...statements]);
  }

  changed(): void {
    this.#book = null;
  }
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
  readonly markings: MarkingDesk;
  readonly texts: Map<string, StoredText>;
  readonly shelf: ObjectShelf;
  readonly reader: PageReader;
  readonly intake: Intake;
}

import {
  type ActorTable,
  buildPositionBook,
  type Confirmation,
  type GradeRow,
  type GrowingBook,
  type Person,
  type PositionBook,
  type Relation,
  type Retraction,
  type RetrievedCopy,
  type Statement,
  type StatementLog,
  type Topic,
} from '../core/position/index.ts';
import type { StatementRecords } from '../formats/index.ts';
import type { Store } from '../ports/store.ts';

/** What may be recorded together: what a statement file brings. */
export type DeskRecords = StatementRecords;

export const noRecords: DeskRecords = {
  statements: [],
  copies: [],
  relations: [],
  grades: [],
  retractions: [],
  confirmations: [],
  persons: [],
};

/** Kind of document by list. */
const kinds = {
  statements: 'statement',
  relations: 'statement-relation',
  grades: 'statement-grade',
  retractions: 'statement-retraction',
  confirmations: 'statement-confirmation',
  persons: 'person',
} as const;

/** A copy without its bytes, which are read when somebody asks for them. */
type CopyHead = Omit<RetrievedCopy, 'content'>;

/** Topics, statements and what was done to them, and the positions that follow. */
export class PositionDesk {
  readonly topics = new Map<string, Topic>();
  readonly statements = new Map<string, Statement>();
  readonly relations = new Map<string, Relation>();
  readonly grades = new Map<string, GradeRow>();
  readonly retractions = new Map<string, Retraction>();
  readonly confirmations = new Map<string, Confirmation>();
  readonly persons = new Map<string, Person>();
  readonly copies = new Map<string, RetrievedCopy>();
  readonly #store: Store;
  #actors: ActorTable | undefined;
  /** As it was when it was last asked for. */
  #book: GrowingBook = buildPositionBook([], { statements: [] });
  #isBehind = true;

  constructor(store: Store) {
    this.#store = store;
    for (const { id, value } of store.documents('topic')) this.topics.set(id, value as Topic);
    for (const name of Object.keys(kinds) as (keyof typeof kinds)[])
      for (const { id, value } of store.documents(kinds[name])) (this[name] as Map<string, unknown>).set(id, value);
    for (const { value } of store.documents('copy')) this.#hold(value as CopyHead);
  }

  get book(): PositionBook {
    if (this.#isBehind) this.#book = this.#nextBook([], noRecords);
    this.#isBehind = false;
    return this.#book;
  }

  /** Everything positions follow from, with other records besides. */
  logWith(records: DeskRecords = noRecords): StatementLog {
    return {
      statements: [...this.statements.values(), ...records.statements],
      relations: [...this.relations.values(), ...records.relations],
      grades: [...this.grades.values(), ...records.grades],
      retractions: [...this.retractions.values(), ...records.retractions],
      confirmations: [...this.confirmations.values(), ...records.confirmations],
      ...(this.#actors === undefined ? {} : { actors: this.#actors }),
    };
  }

  /** The book as it would be with other topics or records besides. */
  bookWith(topics: readonly Topic[], records: DeskRecords): PositionBook {
    return this.#nextBook(topics, records);
  }

  #nextBook(topics: readonly Topic[], records: DeskRecords): GrowingBook {
    return this.#book.next([...this.topics.values(), ...topics], this.logWith(records));
  }

  /** What is known of relays; notes name those that belong to the other side, whichever statement they carry. */
  setActors(actors: ActorTable): void {
    this.#actors = actors;
    this.#isBehind = true;
  }

  addTopics(topics: readonly Topic[]): void {
    for (const topic of topics) {
      this.topics.set(topic.id, topic);
      this.#store.write.putDocument('topic', topic.id, topic);
    }
    this.#isBehind = true;
  }

  /** Keeps everything, in the transaction of the change that is under way. */
  add(records: DeskRecords): void {
    const { write } = this.#store;
    for (const name of Object.keys(kinds) as (keyof typeof kinds)[])
      for (const record of records[name]) {
        (this[name] as Map<string, unknown>).set(record.id, record);
        write.putDocument(kinds[name], record.id, record);
      }
    for (const copy of records.copies) {
      const known = this.copies.get(copy.sha256);
      const locators = [...(known?.locators ?? []), ...copy.locators];
      const { content, ...head } = {
        ...copy,
        recorded: known?.recorded ?? copy.recorded,
        locators: distinct(locators),
      };
      if (known === undefined) write.putDocument('copy-content', copy.sha256, content);
      write.putDocument('copy', copy.sha256, head);
      this.#hold(head);
    }
    this.#isBehind = true;
  }

  #hold(head: CopyHead): void {
    const store = this.#store;
    this.copies.set(head.sha256, {
      ...head,
      get content() {
        return store.document('copy-content', head.sha256) as RetrievedCopy['content'];
      },
    });
  }
}

const distinct = <T>(list: readonly T[]): T[] => [...new Map(list.map((one) => [JSON.stringify(one), one])).values()];

import type { Mandate, MandateMove } from '../../core/coalition/index.ts';
import type { PartyId } from '../../core/ids.ts';
import type { Fault } from '../../core/result.ts';
import type { Micros } from '../../core/time.ts';
import type { Store } from '../../ports/store.ts';

/** What own staff said of a lead of one coalition, in the order of recording; what was said last counts. Never changed. */
export interface MandateGiven extends Mandate {
  /** From 1. */
  readonly no: number;
  /** Own staff; it counts as the first of two where an answer needs a second person. */
  readonly by: string;
  /** This node's own clock. */
  readonly recorded: Micros;
}

/** What a member signed to us: we answer for it until then. */
export interface MandateReceived {
  readonly coalition: string;
  readonly from: PartyId;
  readonly moves: readonly MandateMove[];
  readonly until: Micros | null;
  /** Its message. */
  readonly thread: string;
  readonly seq: number;
  readonly at: Micros;
}

/** What we signed for a member, and what its node answered. */
export interface WordSaid {
  /** Our own accord of the offer. */
  readonly accord: string;
  readonly coalition: string;
  readonly member: PartyId;
  readonly move: MandateMove;
  readonly note: string | null;
  /** Our message. */
  readonly thread: string;
  readonly seq: number;
  readonly by: string | null;
  readonly at: Micros;
  readonly state: 'sent' | 'taken' | 'refused';
  readonly faults: readonly Fault[];
}

const pair = (coalition: string, party: string): string => `${coalition}/${party}`;
const wordId = ({ thread, member, seq }: Pick<WordSaid, 'thread' | 'member' | 'seq'>): string =>
  `${thread}/${member}/${seq}`;

/** Mandates given and received, and what was said under them, in memory with every change queued to the store. */
export class Mandates {
  readonly #store: Store;
  readonly #given: MandateGiven[];
  readonly #received = new Map<string, MandateReceived>();
  readonly #said = new Map<string, WordSaid>();

  constructor(store: Store) {
    this.#store = store;
    this.#given = store.documents('mandate').map(({ value }) => value as MandateGiven);
    this.#given.sort((a, b) => a.no - b.no);
    for (const { id, value } of store.documents('mandate-received')) this.#received.set(id, value as MandateReceived);
    for (const { id, value } of store.documents('lead-word')) this.#said.set(id, value as WordSaid);
  }

  /** What own staff said last of a lead, also where it is over; null: nothing. */
  given(coalition: string, lead: string): MandateGiven | null {
    return this.#given.findLast((row) => row.coalition === coalition && row.lead === lead) ?? null;
  }

  /** The leads of a coalition that own staff ever named. */
  leads(coalition: string): readonly PartyId[] {
    return [...new Set(this.#given.filter((row) => row.coalition === coalition).map((row) => row.lead))];
  }

  give(row: Omit<MandateGiven, 'no'>): MandateGiven {
    const numbered = { ...row, no: (this.#given.at(-1)?.no ?? 0) + 1 };
    this.#given.push(numbered);
    this.#store.write.putDocument('mandate', String(numbered.no), numbered);
    return numbered;
  }

  /** What a member said last, also where it is over; null: nothing. */
  received(coalition: string, from: string): MandateReceived | null {
    return this.#received.get(pair(coalition, from)) ?? null;
  }

  receivedFrom(from: string): number {
    return [...this.#received.values()].filter((row) => row.from === from).length;
  }

  /** By party. */
  receivedIn(coalition: string): readonly MandateReceived[] {
    const rows = [...this.#received.values()].filter((row) => row.coalition === coalition);
    return rows.sort((a, b) => (a.from < b.from ? -1 : 1));
  }

  receive(row: MandateReceived): void {
    const id = pair(row.coalition, row.from);
    this.#received.set(id, row);
    this.#store.write.putDocument('mandate-received', id, row);
  }

  /** In the order in which they were said. */
  saidUnder(accord: string): readonly WordSaid[] {
    return [...this.#said.values()].filter((word) => word.accord === accord).sort((a, b) => a.at - b.at);
  }

  say(word: WordSaid): void {
    this.#said.set(wordId(word), word);
    this.#store.write.putDocument('lead-word', wordId(word), word);
  }

  /** The member's node has answered. */
  answered(
    key: Pick<WordSaid, 'thread' | 'member' | 'seq'>,
    state: 'taken' | 'refused',
    faults: readonly Fault[],
  ): void {
    const word = this.#said.get(wordId(key));
    if (word !== undefined) this.say({ ...word, state, faults });
  }
}

import { type AccordState, phaseAt } from '../../core/accord/index.ts';
import type { AccordStanding } from '../../core/conditions/index.ts';
import type { AccordId, PartyId } from '../../core/ids.ts';
import type { Moment } from '../../core/stream/index.ts';
import type { TermsText } from '../../core/terms/index.ts';
import type { Micros } from '../../core/time.ts';
import type { Store } from '../../ports/store.ts';
import { accordStanding } from './accord-course.ts';
import type { AccordRecord } from './accord-record.ts';

/** Terms under which another party gives us something: a leg of an accord in force, and what became of it. */
export interface ReceivedTerms {
  readonly accord: AccordId;
  /** Index of the leg in its text. */
  readonly leg: number;
  readonly text: TermsText;
  readonly from: PartyId;
  /** The collection as the giver names it. */
  readonly over: string;
  readonly delivery: 'pull' | 'push';
  readonly since: Micros;
  readonly endedAt: Micros | null;
  /** Stretches in which the accord was suspended, in order; `to` null while it is. */
  readonly suspensions: readonly { readonly from: Micros; readonly to: Micros | null }[];
}

/** Accords, in memory with every change queued to the store. */
export class AccordDesk {
  readonly #store: Store;
  readonly #records = new Map<string, AccordRecord>();
  readonly #standing: AccordStanding;
  #watch: (moment: Moment) => void = () => {};
  #lookAt: Micros | 'now' | null = 'now';

  constructor(store: Store) {
    this.#store = store;
    for (const { id, value } of store.documents('accord')) this.#records.set(id, value as AccordRecord);
    this.#standing = accordStanding(this.#records);
  }

  get(id: string): AccordRecord | undefined {
    return this.#records.get(id);
  }

  /** Newest first. */
  list(): readonly AccordRecord[] {
    return [...this.#records.values()].sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? -1 : 1));
  }

  /** Null while no accord is on record. */
  get standing(): AccordStanding | null {
    return this.#records.size === 0 ? null : this.#standing;
  }

  /** Every leg we receive or received, in the order in which they came into force. */
  received(): readonly ReceivedTerms[] {
    return [...this.#records.values()].flatMap(legsReceived).sort((a, b) => a.since - b.since);
  }

  /** Accords with one partner that are still being negotiated at a moment. */
  openWith(peer: PartyId, at: Micros): number {
    const open = ['tabled', 'countered', 'held', 'accepted'];
    return [...this.#records.values()].filter((r) => r.peer === peer && open.includes(phaseAt(r.state, at))).length;
  }

  /** States of the accords that would replace this one, one excepted. */
  rivals(replaces: string, except: string): readonly AccordState[] {
    return [...this.#records.values()]
      .filter((r) => r.id !== except && r.state.table?.text.replaces === replaces)
      .map((r) => r.state);
  }

  /** Whether a text id is that of a leg on the table of an accord that may still come into force, or is in force. */
  reserves(textId: string, except: string | null = null): boolean {
    return [...this.#records.values()].some(
      ({ id, state }) =>
        id !== except &&
        state.stage.name !== 'ended' &&
        (state.table?.text.legs ?? []).some(({ terms }) => terms.id === textId),
    );
  }

  /** Whom to tell, inside the same change, that facts about parties changed. */
  tell(watch: (moment: Moment) => void): void {
    this.#watch = watch;
  }

  factsMoved(moment: Moment): void {
    this.#lookAt = 'now';
    this.#watch(moment);
  }

  /** When time has something to do with an accord: at a moment, as soon as possible, or never as far as is known. */
  get lookAt(): Micros | 'now' | null {
    return this.#lookAt;
  }

  lookAgain(at: Micros | null): void {
    this.#lookAt = at;
  }

  put(record: AccordRecord): void {
    this.#lookAt = 'now';
    this.#records.set(record.id, record);
    this.#store.write.putDocument('accord', record.id, record);
  }
}

function legsReceived({ id, peer, state, course }: AccordRecord): ReceivedTerms[] {
  const flowing = course.filter((entry) => entry.state === 'in-force' || entry.state === 'suspended');
  const [first] = flowing;
  if (first === undefined) return [];
  const end = course.find((entry) => entry.at >= first.at && entry.state === 'ended')?.at ?? null;
  const suspensions = course
    .map((entry, i) => ({ entry, to: course[i + 1]?.at ?? null }))
    .filter(({ entry }) => entry.state === 'suspended')
    .map(({ entry, to }) => ({ from: entry.at, to }));
  return (state.table?.text.legs ?? [])
    .map(({ terms, delivery }, leg) => ({ terms, delivery, leg }))
    .filter(({ terms }) => terms.from === `party:${peer}`)
    .map(({ terms, delivery, leg }) => ({
      accord: id,
      leg,
      text: terms,
      from: peer,
      over: terms.over,
      delivery,
      since: first.at,
      endedAt: end,
      suspensions,
    }));
}

import type { Micros } from '../../src/core/time.ts';
import type { OracleVersion } from '../oracle/stream-by-definition.ts';
import { type LabAnswer, type LabAsk, type LabRecord, partyId } from './release-lab.ts';
import type { WatchedNode } from './watched-node.ts';

export type ClientView = 'all' | 'last' | 'first';

/** What a client asks for, always the same. */
export interface ClientFilter {
  readonly view: ClientView;
  readonly types: readonly string[] | null;
}

interface Held {
  readonly stamp: Micros;
  readonly epoch: number;
  readonly softEpoch: number;
  readonly chosenEpoch: number;
  /** The how-manieth record this was for the client. */
  readonly turn: number;
}

/** What all answers to one partner under one filter have said of the stream so far (S2, S4). */
export class StreamMemory {
  readonly #spans: { readonly from: Micros; readonly to: Micros; readonly stamps: ReadonlyMap<Micros, string> }[] = [];

  /** Null, or what is wrong. */
  check(after: Micros, records: readonly LabRecord[], reachedEnd: Micros | null): string | null {
    for (const r of records)
      for (const s of this.#spans)
        if (r.stamp > s.from && r.stamp <= s.to && s.stamps.get(r.stamp) !== nameOf(r))
          return `S2: ${nameOf(r)} at ${r.stamp} was not in the page (${s.from}, ${s.to}], which had ${s.stamps.get(r.stamp) ?? 'nothing'} there`;
    const last = records[records.length - 1]?.stamp ?? reachedEnd;
    if (last !== null)
      this.#spans.push({ from: after, to: last, stamps: new Map(records.map((r) => [r.stamp, nameOf(r)])) });
    return null;
  }
}

const nameOf = (r: { readonly id: string; readonly version: string }): string => `${r.id} ${r.version}`;

/** One client of one partner: walks by `next` or polls by `added_after`, loses and repeats answers. */
export class PollingClient {
  readonly party: string;
  readonly filter: ClientFilter;
  readonly #memory: StreamMemory;
  /** The last X-TAXII-Date-Added-Last seen. */
  #seen: Micros | null = null;
  #cursor: string | null = null;
  /** What the cursor stands for. */
  #cursorAt: Micros = 0;
  readonly #held = new Map<string, Held>();
  #turn = 0;

  /** What the client wants to know of: what became visible after this. */
  readonly #from: Micros;

  constructor(party: string, filter: ClientFilter, memory: StreamMemory, from: Micros | null = null) {
    this.#from = from ?? 0;
    this.#seen = from;
    this.party = party;
    this.filter = filter;
    this.#memory = memory;
  }

  /** The next request: by cursor when there is one and `walk`, else by the last stamp seen. */
  question(limit: number, walk: boolean): LabAsk {
    const base = { limit, view: this.filter.view, types: this.filter.types };
    return walk && this.#cursor !== null ? { ...base, cursor: this.#cursor } : { ...base, after: this.#seen };
  }

  /** Takes an answer in and says what is wrong with it, if anything. */
  take(node: WatchedNode, ask: LabAsk, answer: LabAnswer, options: { readonly racing?: boolean } = {}): string | null {
    if (!answer.ok) return `refused: ${answer.refusal}`;
    const after = ask.cursor != null ? this.#cursorAt : (ask.after ?? 0);
    const wrong =
      checkPage(node, this.party, this.filter, after, ask.limit ?? 1000, answer, options.racing === true) ??
      this.#memory.check(after, answer.records, null) ??
      this.#receive(node, answer.records);
    if (wrong !== null) return wrong;
    this.#cursor = answer.next;
    const last = answer.records[answer.records.length - 1]?.stamp;
    this.#cursorAt = last ?? after;
    if (last !== undefined) this.#seen = last;
    return answer.more || options.racing === true ? null : this.missing(node);
  }

  #receive(node: WatchedNode, records: readonly LabRecord[]): string | null {
    for (const r of records) {
      const version = findAny(node, r);
      if (version === null) return `S7: ${nameOf(r)} is not stored`;
      const row = node.oracle.row(partyId(this.party), version);
      const before = this.#held.get(`${version.no}`);
      const side = this.filter.view === 'all' ? null : row.chosen[this.filter.view];
      if (
        before !== undefined &&
        before.epoch === row.epoch &&
        before.softEpoch === row.softEpoch &&
        (side === null || before.chosenEpoch === side.epoch)
      )
        return `S3: ${nameOf(r)} came again at ${r.stamp} after ${before.stamp} though nothing had changed`;
      this.#held.set(`${version.no}`, {
        stamp: r.stamp,
        epoch: row.epoch,
        softEpoch: row.softEpoch,
        chosenEpoch: side?.epoch ?? 0,
        turn: this.#turn++,
      });
    }
    return null;
  }

  /** S1: what a client that has reached the end ought to hold and does not. */
  missing(node: WatchedNode): string | null {
    const party = partyId(this.party);
    for (const v of node.oracle.versions) {
      const row = node.oracle.row(party, v);
      if (!row.visible || !typeFits(this.filter, v) || row.since <= this.#from) continue;
      const { view } = this.filter;
      if (view !== 'all' && !row.chosen[view].is) continue;
      const held = this.#held.get(`${v.no}`);
      if (held === undefined) return `S1: ${v.object.id} ${v.object.version} never came`;
      if (held.epoch !== row.epoch)
        return `S1: ${v.object.id} ${v.object.version} was hidden and shown, and did not come again`;
      if (view === 'all') continue;
      for (const w of node.oracle.versions) {
        const other = this.#held.get(`${w.no}`);
        if (
          w !== v &&
          w.object.id === v.object.id &&
          other !== undefined &&
          other.turn > held.turn &&
          beyond(w, v, view)
        )
          return `S1: ${v.object.id} ${v.object.version} was covered by ${w.object.version} and did not come again`;
      }
    }
    return null;
  }
}

const beyond = (w: OracleVersion, v: OracleVersion, view: 'last' | 'first'): boolean => {
  const newer = w.object.version > v.object.version || (w.object.version === v.object.version && w.no > v.no);
  return view === 'last' ? newer : !newer;
};

/** Some version beyond this one is visible and already has its entry. Numbers of the oracle are those of the node less one. */
function isCovered(node: WatchedNode, party: string, version: OracleVersion, view: 'last' | 'first'): boolean {
  const { stream } = node.lab.feed(party)!;
  const now = node.lab.engine.now();
  return node.oracle
    .visible(partyId(party))
    .some(
      (w) =>
        w !== version &&
        w.object.id === version.object.id &&
        beyond(w, version, view) &&
        stream.entries.of(w.no + 1).some((e) => (e.flags & 40) === 0 && stream.isLiving(e, now)),
    );
}

const typeFits = (filter: ClientFilter, v: OracleVersion): boolean =>
  filter.types === null || filter.types.includes(v.object.type);

const findAny = (node: WatchedNode, r: LabRecord): OracleVersion | null => node.oracle.find(r.id, r.version);

function checkPage(
  node: WatchedNode,
  party: string,
  filter: ClientFilter,
  after: Micros,
  limit: number,
  answer: LabAnswer & { readonly ok: true },
  racing: boolean,
): string | null {
  const now = node.lab.engine.now();
  const entries = node.lab.feed(party)!.stream.entries;
  const { records } = answer;
  if (records.length > limit) return `${records.length} records where ${limit} were asked for`;
  const clockStopped = entries.lastStamp >= now;
  if (answer.more && records.length < limit && !clockStopped && !racing)
    return `S5: a page of ${records.length} of ${limit} says there is more`;
  if (answer.more !== (answer.next !== null)) return 'next goes with more';
  let last = after;
  for (const r of records) {
    if (r.stamp <= last) return `S4: ${r.stamp} follows ${last}`;
    if (r.stamp > now) return `S2: ${r.stamp} lies after the clock, ${now}`;
    last = r.stamp;
    const version = findAny(node, r);
    if (version === null || !node.oracle.row(partyId(party), version).visible)
      return `S7: ${nameOf(r)} is not visible to ${party}`;
    if (!typeFits(filter, version)) return `${nameOf(r)} does not fit the filter`;
    const row = node.oracle.row(partyId(party), version);
    if (r.stamp < row.since) return `S9: ${nameOf(r)} is stamped ${r.stamp}, and became visible only at ${row.since}`;
    if (filter.view !== 'all' && isCovered(node, party, version, filter.view))
      return `${nameOf(r)} came under ${filter.view} although a version beyond it is in the feed`;
    if (filter.view === 'all' && r.stamp > row.sinceLatest + entries.length)
      return `S9: ${nameOf(r)} is stamped ${r.stamp}, and was visible since ${row.since}`;
  }
  return null;
}

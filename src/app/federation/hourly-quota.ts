import type { PartyId } from '../../core/ids.ts';
import { limits } from '../../core/limits.ts';
import { formatMicros, type Micros } from '../../core/time.ts';
import type { Store } from '../../ports/store.ts';

export const quotaParts = ['objects', 'bytes', 'cpuMs'] as const;
export type QuotaPart = (typeof quotaParts)[number];
export type QuotaLimits = Readonly<Record<QuotaPart, number>>;

/** What a party used of its hour. Document kind `quota-used`, one for each party, replaced. */
interface Used extends QuotaLimits {
  /** The hour begins with the first thing that comes. */
  readonly since: Micros;
  readonly reached: { readonly part: QuotaPart; readonly limit: number; readonly at: Micros } | null;
  /** When it was open again after `reached`; null while it is not. */
  readonly openedAt: Micros | null;
}

export interface QuotaState {
  readonly party: PartyId;
  readonly limits: QuotaLimits;
  /** Limits of its own; the others hold for every party that has none. */
  readonly own: Partial<QuotaLimits>;
  readonly used: QuotaLimits;
  readonly since: Micros | null;
  /** Part that is used up; null while there is room. */
  readonly reached: QuotaPart | null;
  /** End of the hour; null before anything came. */
  readonly until: Micros | null;
}

/** A party used up its quota. The last time of each party is on record. */
export interface QuotaAlert {
  readonly party: PartyId;
  readonly at: Micros;
  readonly part: QuotaPart;
  readonly limit: number;
  readonly openedAt: Micros | null;
}

const builtIn: QuotaLimits = {
  objects: limits.deliveredObjectsPerHourMax,
  bytes: limits.deliveredBytesPerHourMax,
  cpuMs: limits.deliveredCpuMsPerHourMax,
};

const hour: Micros = 3_600_000_000;
/** Work that moves nothing else is written down no more often than this; it rides along with the next flush. */
const notedEvery: Micros = 10_000_000;
/** Name of the limits that hold for every party without its own; no party is called so. */
const everybody = '*';

const fresh: Omit<Used, 'since'> = { objects: 0, bytes: 0, cpuMs: 0, reached: null, openedAt: null };

/**
 * What each party may bring and cost in an hour: objects, bytes and processor time (T-FED-13). What was used is written
 * with what was brought, so a restart gives nobody a new hour.
 */
export class HourlyQuota {
  readonly #store: Store;
  readonly #own = new Map<string, Partial<QuotaLimits>>();
  readonly #used = new Map<PartyId, Used>();
  readonly #noted = new Map<PartyId, Micros>();

  constructor(store: Store) {
    this.#store = store;
    for (const { id, value } of store.documents('quota-limits')) this.#own.set(id, value as Partial<QuotaLimits>);
    for (const { id, value } of store.documents('quota-used')) this.#used.set(id as PartyId, value as Used);
  }

  /** Null while there is room; otherwise which part is used up and until when, in words. */
  exhausted(party: PartyId, now: Micros): string | null {
    const { reached, limits: bounds, until } = this.state(party, now);
    if (reached === null || until === null) return null;
    return `has used up its quota of ${quotaText(reached, bounds[reached])} an hour; goes on at ${formatMicros(until)}`;
  }

  /** Queues what came, to be durable with it; call inside the change that brings it. */
  brought(party: PartyId, now: Micros, used: Pick<QuotaLimits, 'objects' | 'bytes'>): void {
    this.#put(party, now, { ...used, cpuMs: 0 });
    this.#save(party, now);
  }

  /** Counts processor time. It is written down now and then, and with whatever is brought next. */
  worked(party: PartyId, now: Micros, cpuMs: number): void {
    const before = this.#used.get(party)?.reached ?? null;
    this.#put(party, now, { objects: 0, bytes: 0, cpuMs });
    const isNews = this.#used.get(party)!.reached !== before;
    if (isNews || now - (this.#noted.get(party) ?? Number.NEGATIVE_INFINITY) >= notedEvery) this.#save(party, now);
  }

  state(party: PartyId, now: Micros): QuotaState {
    const own = this.#own.get(party) ?? {};
    const bounds = this.limitsOf(party);
    const { since, ...used } = this.#hourOf(party, now) ?? { ...fresh, since: null };
    return {
      party,
      limits: bounds,
      own,
      used: { objects: used.objects, bytes: used.bytes, cpuMs: Math.round(used.cpuMs) },
      since,
      reached: since === null ? null : (quotaParts.find((part) => used[part] >= bounds[part]) ?? null),
      until: since === null ? null : since + hour,
    };
  }

  /** Of those that have limits of their own or brought something in this hour. */
  states(now: Micros): QuotaState[] {
    const parties = new Set([...this.#own.keys(), ...this.#used.keys()]);
    parties.delete(everybody);
    return [...parties]
      .sort()
      .map((party) => this.state(party as PartyId, now))
      .filter(({ own, since }) => since !== null || Object.keys(own).length > 0);
  }

  /** Null: what holds for everybody. */
  limitsOf(party: PartyId | null): QuotaLimits {
    return { ...builtIn, ...this.#own.get(everybody), ...(party === null ? {} : this.#own.get(party)) };
  }

  /** Sets some parts; null puts all back to what holds otherwise. The caller flushes. */
  limit(party: PartyId | null, parts: Partial<QuotaLimits> | null, now: Micros): void {
    const id = party ?? everybody;
    if (parts === null) {
      this.#own.delete(id);
      this.#store.write.removeDocument('quota-limits', id);
    } else {
      const next = { ...this.#own.get(id), ...parts };
      this.#own.set(id, next);
      this.#store.write.putDocument('quota-limits', id, next);
    }
    this.attend(now);
  }

  /** Notes who has room again. True when something changed; the caller flushes. */
  attend(now: Micros): boolean {
    let changed = false;
    for (const [party, used] of this.#used) {
      if (used.reached === null || used.openedAt !== null || this.exhausted(party, now) !== null) continue;
      this.#used.set(party, { ...used, openedAt: Math.min(now, used.since + hour) });
      this.#save(party, now);
      changed = true;
    }
    return changed;
  }

  /** Oldest first. */
  alerts(): QuotaAlert[] {
    return [...this.#used]
      .flatMap(([party, { reached, openedAt }]) => (reached === null ? [] : [{ party, ...reached, openedAt }]))
      .sort((a, b) => a.at - b.at);
  }

  #hourOf(party: PartyId, now: Micros): Used | null {
    const used = this.#used.get(party);
    return used === undefined || now - used.since >= hour ? null : used;
  }

  #put(party: PartyId, now: Micros, more: QuotaLimits): void {
    this.attend(now);
    const last = this.#used.get(party);
    const before = this.#hourOf(party, now) ?? { ...fresh, ...alertOf(last), since: now };
    const next: Used = {
      ...before,
      objects: before.objects + more.objects,
      bytes: before.bytes + more.bytes,
      cpuMs: before.cpuMs + more.cpuMs,
    };
    const bounds = this.limitsOf(party);
    const part = quotaParts.find((one) => next[one] >= bounds[one]) ?? null;
    const isNews = part !== null && (before.reached === null || before.openedAt !== null);
    this.#used.set(party, isNews ? { ...next, reached: { part, limit: bounds[part], at: now }, openedAt: null } : next);
  }

  #save(party: PartyId, now: Micros): void {
    this.#noted.set(party, now);
    this.#store.write.putDocument('quota-used', party, this.#used.get(party)!);
  }
}

/** The last alert stays on record when the next hour begins. */
const alertOf = (used: Used | undefined): Pick<Used, 'reached' | 'openedAt'> =>
  used === undefined ? { reached: null, openedAt: null } : { reached: used.reached, openedAt: used.openedAt };

export const quotaText = (part: QuotaPart, limit: number): string =>
  part === 'cpuMs' ? `${limit / 1000} s of processor time` : `${limit.toLocaleString('en-US')} ${part}`;

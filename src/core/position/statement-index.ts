import type { PartyId } from '../ids.ts';
import { type Dossier, dossierKey, dossierOf, emptyDossier } from './dossier.ts';
import { JoinedSets } from './joined-sets.ts';
import { LayeredMap } from './layered-map.ts';
import { familiesOf, type Kindred, type Placed, type RecordFamily } from './record-family.ts';
import type { Relation, StatementLog } from './statement-log.ts';

/** Kindred records with their ids, some of which may only be named so far, and the families that they make. */
interface Clan extends Kindred {
  readonly ids: readonly string[];
  readonly families: ReadonlyMap<string, RecordFamily>;
}

type Lists = Required<Omit<StatementLog, 'actors'>>;

const listsOf = (log: StatementLog): Lists => ({
  statements: log.statements,
  grades: log.grades ?? [],
  relations: log.relations ?? [],
  retractions: log.retractions ?? [],
  confirmations: log.confirmations ?? [],
});
const noLists: Lists = { statements: [], grades: [], relations: [], retractions: [], confirmations: [] };
const names = Object.keys(noLists) as readonly (keyof Lists)[];

const joinsEvents = (r: Relation): boolean => r.kind === 'same-event' || r.kind === 'paraphrase-of';

/**
 * A log made ready for questions: what belongs together lies together. An index of a log that goes on from another takes over
 * every family to which nothing was added, as the same object.
 */
export class StatementIndex {
  readonly #lists: Lists;
  readonly #clans: LayeredMap<string, Clan>;
  readonly #dossiers: LayeredMap<string, Dossier>;

  private constructor(before: StatementIndex | null, lists: Lists) {
    this.#lists = lists;
    this.#clans = before === null ? LayeredMap.empty() : before.#clans.copy();
    this.#dossiers = before === null ? LayeredMap.empty() : before.#dossiers.copy();
    this.#take(before === null ? noLists : before.#lists);
  }

  static of(log: StatementLog): StatementIndex {
    return new StatementIndex(null, listsOf(log));
  }

  /** The same as `of(log)`; quick when the log only goes on from this one's, list by list. */
  next(log: StatementLog): StatementIndex {
    const lists = listsOf(log);
    return new StatementIndex(goesOn(this.#lists, lists) ? this : null, lists);
  }

  dossier(party: PartyId, topic: string, assessor: string | null): Dossier | null {
    return this.#dossiers.get(dossierKey(party, topic, assessor)) ?? null;
  }

  /** Everything in the lists beyond what was there before. */
  #take(before: Lists): void {
    const drafts = new Drafts(this.#clans);
    const { statements, relations, ...deeds } = this.#lists;
    const joining = relations.slice(before.relations.length).filter(joinsEvents);
    for (const r of joining) drafts.join(r.from, r.to);
    for (let place = before.statements.length; place < statements.length; place++) {
      const statement = statements[place]!;
      drafts.of(statement.id).records.push({ statement, place, dossier: dossierOf(statement) });
    }
    for (const r of joining) drafts.of(r.from).relations.push(r);
    for (const row of deeds.grades.slice(before.grades.length)) drafts.of(row.statement).grades.push(row);
    for (const row of deeds.retractions.slice(before.retractions.length))
      drafts.of(row.statement).retractions.push(row);
    for (const row of deeds.confirmations.slice(before.confirmations.length))
      drafts.of(row.statement).confirmations.push(row);
    this.#file(drafts);
  }

  #file(drafts: Drafts): void {
    const gone = new Map<string, Set<RecordFamily>>();
    const made = new Map<string, RecordFamily[]>();
    for (const draft of drafts.all()) {
      for (const clan of draft.olds)
        for (const [key, family] of clan.families) gone.set(key, (gone.get(key) ?? new Set()).add(family));
      const clan = settle(draft);
      for (const id of clan.ids) this.#clans.set(id, clan);
      for (const [key, family] of clan.families) {
        const list = made.get(key);
        if (list === undefined) made.set(key, [family]);
        else list.push(family);
      }
    }
    for (const [key, more] of made) {
      const dossier = this.#dossiers.get(key) ?? emptyDossier;
      this.#dossiers.set(key, dossier.with(gone.get(key) ?? new Set(), more));
    }
  }
}

/** Whether every list of `lists` begins with the records of `before`, the very same. */
const goesOn = (before: Lists, lists: Lists): boolean =>
  names.every((name) => before[name].every((record, i) => record === lists[name][i]));

/** A clan under way: clans that were there, and what is new. */
interface Draft {
  readonly ids: Set<string>;
  readonly olds: Set<Clan>;
  readonly records: Placed[];
  readonly relations: Relation[];
  readonly grades: Kindred['grades'][number][];
  readonly retractions: Kindred['retractions'][number][];
  readonly confirmations: Kindred['confirmations'][number][];
}

/** Drafts of clans by id: first all joins are named, then each new row goes to the draft of its statement. */
class Drafts {
  readonly #clans: LayeredMap<string, Clan>;
  readonly #sets = new JoinedSets();
  readonly #joined: string[] = [];
  readonly #drafts = new Map<string, Draft>();

  constructor(clans: LayeredMap<string, Clan>) {
    this.#clans = clans;
  }

  join(a: string, b: string): void {
    this.#sets.join(this.#leader(a), this.#leader(b));
    this.#joined.push(a, b);
  }

  of(id: string): Draft {
    const root = this.#sets.root(this.#leader(id));
    let draft = this.#drafts.get(root);
    if (draft === undefined) {
      draft = {
        ids: new Set(),
        olds: new Set(),
        records: [],
        relations: [],
        grades: [],
        retractions: [],
        confirmations: [],
      };
      this.#drafts.set(root, draft);
    }
    draft.ids.add(id);
    const old = this.#clans.get(id);
    if (old !== undefined) draft.olds.add(old);
    return draft;
  }

  /** Those of which something is new. */
  all(): Iterable<Draft> {
    for (const id of this.#joined) this.of(id);
    return this.#drafts.values();
  }

  /** One name for all that hang together already. */
  #leader(id: string): string {
    return this.#clans.get(id)?.ids[0] ?? id;
  }
}

function settle({ ids, olds, ...fresh }: Draft): Clan {
  if (olds.size === 0) return { ...fresh, ids: [...ids], families: familiesOf(fresh) };
  const clans = [...olds];
  const all = <T>(of: (kindred: Kindred) => readonly T[]): T[] => [...clans.flatMap(of), ...of(fresh)];
  const kindred: Kindred = {
    records: all((k) => k.records).sort((a, b) => a.place - b.place),
    relations: all((k) => k.relations),
    grades: all((k) => k.grades),
    retractions: all((k) => k.retractions),
    confirmations: all((k) => k.confirmations),
  };
  for (const clan of clans) for (const id of clan.ids) ids.add(id);
  return { ...kindred, ids: [...ids], families: familiesOf(kindred) };
}

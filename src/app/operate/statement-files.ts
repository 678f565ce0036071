import type { PartyId } from '../../core/ids.ts';
import type { StatementRecords } from '../../formats/index.ts';
import type { NoteForm, NotesContext } from '../../formats/statement-notes/index.ts';
import type { NodeState } from '../node-state.ts';

type Deps = Pick<NodeState, 'parties' | 'positions' | 'platform' | 'settings'>;

/** What notes are written with; `level`: the marking they will stand under. */
export function writingContext(deps: Deps, form: NoteForm, level?: string): NotesContext {
  const { platform, positions } = deps;
  return {
    self: deps.settings.party,
    parties: new Map(deps.parties.list().map((p) => [p.id, { name: p.name, since: p.addedAt }])),
    topics: positions.topics,
    form,
    ...(level === undefined ? {} : { level }),
    encodeUtf8: platform.encodeUtf8,
    sha1: platform.sha1,
  };
}

/** The statements of a party, on a topic, or by id, with everything on record about them. */
export function recordsOf(
  deps: Pick<Deps, 'positions'>,
  wanted: { readonly party?: PartyId; readonly topic?: string; readonly ids?: ReadonlySet<string> },
): StatementRecords {
  const { positions } = deps;
  const statements = [...positions.statements.values()].filter(
    (s) =>
      (wanted.party === undefined || s.party === wanted.party) &&
      (wanted.topic === undefined || s.topic === wanted.topic) &&
      (wanted.ids === undefined || wanted.ids.has(s.id)),
  );
  const ids = new Set(statements.map((s) => s.id));
  const copies = new Set(statements.map((s) => s.copy));
  const parties = new Set(statements.map((s) => s.party));
  return {
    statements,
    copies: [...positions.copies.values()].filter((c) => copies.has(c.sha256)),
    relations: [...positions.relations.values()].filter((r) => ids.has(r.from) && ids.has(r.to)),
    grades: [...positions.grades.values()].filter((row) => ids.has(row.statement)),
    retractions: [...positions.retractions.values()].filter((row) => ids.has(row.statement)),
    confirmations: [...positions.confirmations.values()].filter((row) => ids.has(row.statement)),
    persons: [...positions.persons.values()].filter((p) => p.roles.some((role) => parties.has(role.party))),
  };
}

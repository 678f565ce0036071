import type { Relation, Statement } from '../../core/position/index.ts';
import type { StatementRecords } from '../statement-context.ts';
import { actorObjects, organIdentityId } from './actor-objects.ts';
import { copyObjects } from './copy-objects.ts';
import { extensionDefinition, extensionId } from './extension-definition.ts';
import { type LaterRows, laterRows } from './later-rows.ts';
import {
  idOf,
  type NotesContext,
  noteId,
  ownObject,
  partyIdentityId,
  present,
  reportId,
  type StixObject,
} from './notes-context.ts';
import { abstractOf, contentOf, gradeLabels } from './readable-content.ts';
import { inEffect, standingOf, untilThen } from './standing.ts';
import { statementExtension } from './statement-extension.ts';

/**
 * Statements as STIX 2.1 objects: a note each, with its party, organ and copy as objects beside it and the relations
 * between statements as relationships. The same records give the same objects, ids and order included.
 */
export function notesFromStatements(
  records: StatementRecords,
  options: { readonly withCopies: boolean },
  context: NotesContext,
): readonly StixObject[] {
  const whole = context.form === 'record';
  const held = new Set(records.copies.map((copy) => copy.sha256));
  const here = new Set(records.statements.map((s) => s.id));
  const later = laterRows(records);
  const notes = records.statements.map((s) => noteOf(s, later(s.id), held, context));
  const relations = records.relations.filter((r) => here.has(r.from) && here.has(r.to));
  return [
    ...extensionDefinition,
    ...actorObjects(records.statements, whole ? records.persons : [], context),
    ...records.copies.flatMap((copy) => copyObjects(copy, options.withCopies, context)),
    ...notes,
    ...relations.filter((r) => whole || r.awaits === null).map((r) => relationObject(r, context)),
  ];
}

/** A bundle of the same objects has the same id (STIX 2.1 section 8); one without objects has none of them. */
export function bundleOf(objects: readonly StixObject[], context: NotesContext): StixObject {
  const id = idOf('bundle', [objects.map((o) => [o.id, o['modified'] ?? null])], context);
  return { type: 'bundle', id, ...(objects.length === 0 ? {} : { objects }) };
}

function noteOf(s: Statement, all: LaterRows, held: ReadonlySet<string>, context: NotesContext): StixObject {
  const ended = context.form === 'partner' ? standingOf(s, all).retracted : null;
  // Nothing may follow a revocation (STIX 2.1 section 3.6): for a partner the statement ends as it was then.
  const known = ended === null ? all : untilThen(all, ended.at);
  const later = context.form === 'partner' ? inEffect(known) : known;
  const standing = standingOf(s, later);
  const acts = [...later.grades, ...later.retractions, ...later.confirmations].map((row) => row.recorded);
  const sureness = certaintyOf(s);
  const author = s.speaker ?? s.organ;
  return {
    ...ownObject(
      'note',
      noteId(s.id, context),
      { created: s.recorded, modified: Math.max(s.recorded, ...acts) },
      context,
    ),
    ...(ended === null ? {} : { revoked: true }),
    labels: [
      `statement:kind="${s.kind}"`,
      ...gradeLabels(standing.grade),
      ...(standing.retracted === null ? [] : ['statement:withdrawn']),
    ],
    ...(sureness === null ? {} : { confidence: sureness }),
    abstract: abstractOf(s, context),
    content: contentOf(s, standing, context),
    ...(author === null ? {} : { authors: [author] }),
    object_refs: [
      partyIdentityId(s.party, context),
      ...(s.organ === null ? [] : [organIdentityId(s.party, s.organ, context)]),
      ...(s.copy !== null && held.has(s.copy) ? [reportId(s.copy, context)] : []),
    ],
    extensions: { [extensionId]: statementExtension(s, later, context.form) },
  };
}

/** How sure we are of our own reading: no surer than of its weakest part; nothing when nobody said (STIX 2.1 appendix A). */
function certaintyOf(s: Statement): number | null {
  const parts = [s.saidCertainty, ...s.inferred.map((i) => i.certainty), ...s.chain.map((hop) => hop.certainty)];
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function relationObject(r: Relation, context: NotesContext): StixObject {
  const id = idOf('relationship', ['relation', context.form, r.id], context);
  const whole = context.form === 'record';
  return {
    ...ownObject('relationship', id, { created: r.recorded }, context),
    relationship_type: r.kind,
    source_ref: noteId(r.from, context),
    target_ref: noteId(r.to, context),
    ...(r.differs.length === 0 ? {} : { description: `differs in ${r.differs.join(', ')}` }),
    extensions: {
      [extensionId]: present({
        extension_type: 'property-extension',
        relation_id: r.id,
        differs: r.differs,
        ...(whole ? { recorded_by: r.by, awaits: r.awaits } : {}),
      }),
    },
  };
}

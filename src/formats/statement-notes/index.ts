export { findCircles } from '../relation-fields.ts';
export { adoptStatements, isDelivered } from './adopt-statements.ts';
export { fitsAnArtifact } from './copy-objects.ts';
export { extensionDefinition } from './extension-definition.ts';
export { makerId, type NoteForm, type NotesContext, noteId, type StixObject } from './notes-context.ts';
export { makerOf, statementsFromNotes } from './read-notes.ts';
export { standingOf } from './standing.ts';
export { bundleOf, notesFromStatements } from './write-notes.ts';

import { canonicalJson } from '../../core/stix/index.ts';
import { extensionSchema } from './extension-schema.ts';
import type { StixObject } from './notes-context.ts';

/** Fixed for ever: the same on every node, or no node would know the statements of another. */
export const extensionId = 'extension-definition--6c407a0f-c28e-42c2-a0b4-2a6c118baa1a';
const projectId = 'identity--99ed0a04-c5bf-4168-82ea-3dcc88c4fa7d';
const written = '2026-01-01T00:00:00.000Z';

/** The definition of our extension and who made it (STIX 2.1 section 7.3); a change is a new version of both numbers. */
export const extensionDefinition: readonly StixObject[] = [
  {
    type: 'identity',
    spec_version: '2.1',
    id: projectId,
    created_by_ref: projectId,
    created: written,
    modified: written,
    name: 'Proviso',
    description: 'Maker of the extension for statements.',
    identity_class: 'system',
  },
  {
    type: 'extension-definition',
    spec_version: '2.1',
    id: extensionId,
    created_by_ref: projectId,
    created: written,
    modified: written,
    name: 'Statement',
    description:
      'A statement of a party as a note: who said what on which topic, through whom it reached us, how its attribution is graded. Who does not know it reads the content of the note.',
    schema: canonicalJson(extensionSchema),
    version: '1.0.0',
    extension_types: ['property-extension'],
  },
];

/** The extension on an object, null when it is not there or no dictionary. */
export function extensionOf(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | null {
  const all = object['extensions'];
  if (typeof all !== 'object' || all === null || !Object.hasOwn(all, extensionId)) return null;
  const one = (all as Readonly<Record<string, unknown>>)[extensionId];
  return typeof one === 'object' && one !== null && !Array.isArray(one)
    ? (one as Readonly<Record<string, unknown>>)
    : null;
}

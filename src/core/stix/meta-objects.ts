import { objectType } from './common-properties.ts';
import * as r from './rule.ts';

/** STIX meta objects (STIX 2.1 section 7); what their parts mean is checked in files of their own. */
export const metaObjects: readonly r.ObjectType[] = [
  objectType('marking-definition', 'meta', { name: r.text, definition_type: r.text, definition: r.anything }),
  objectType('language-content', 'meta', {
    'object_ref!': r.reference('any'),
    object_modified: r.time,
    'contents!': r.dictionary(r.dictionary()),
  }),
  objectType('extension-definition', 'meta', {
    'name!': r.text,
    description: r.text,
    'schema!': r.text,
    'version!': r.text,
    'extension_types!': r.list(r.oneOf('extension-type-enum')),
    extension_properties: r.list(r.text),
  }),
];

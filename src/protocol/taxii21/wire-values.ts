import { Type } from 'typebox';

/** Property types that all TAXII resources share (TAXII 2.1 section 2). */

export const Identifier = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
  description: 'UUID version 4, lower case.',
});

/** Exactly six fraction digits and `Z`. */
export const Timestamp = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z$',
  description: 'UTC, whole microseconds.',
});

/** A version of a STIX object: its own timestamp, in the precision its author wrote. */
export const VersionText = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$',
  description: '`modified`, else `created`, else 1970-01-01T00:00:00.000000Z.',
});

export const StixId = Type.String({
  pattern: '^[a-z0-9-]{1,250}--[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  description: 'STIX identifier, `type--uuid`.',
});

export const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

export const Text = Type.String({ minLength: 1 });

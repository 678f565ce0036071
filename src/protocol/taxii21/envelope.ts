import { type Static, Type } from 'typebox';

/** A STIX object as far as TAXII looks at it; everything else in it belongs to STIX. */
export const StixObject = Type.Object(
  { type: Type.String(), id: Type.String() },
  { title: 'StixObject', additionalProperties: true },
);

/** Envelope (TAXII 2.1 section 3.7): never a bundle; no match is `{}`. */
export const Envelope = Type.Object(
  {
    more: Type.Optional(Type.Boolean()),
    next: Type.Optional(Type.String({ minLength: 1, description: 'Present exactly when more is true.' })),
    objects: Type.Optional(Type.Array(StixObject, { minItems: 1 })),
  },
  { title: 'Envelope' },
);
export type Envelope = Static<typeof Envelope>;

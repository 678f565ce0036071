import { type Static, Type } from 'typebox';

/** Error message resource (TAXII 2.1 section 3.6.1). `http_status` is a string equal to the real status. */
export const ErrorMessage = Type.Object(
  {
    title: Type.String({ minLength: 1 }),
    description: Type.Optional(Type.String()),
    error_id: Type.Optional(Type.String()),
    error_code: Type.Optional(Type.String()),
    http_status: Type.Optional(Type.String({ pattern: '^[45]\\d\\d$' })),
    external_details: Type.Optional(Type.String()),
    details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { title: 'ErrorMessage' },
);
export type ErrorMessage = Static<typeof ErrorMessage>;

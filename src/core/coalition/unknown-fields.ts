import type { Fault } from '../result.ts';

/** What a signed body has besides its fields; a name is as long as it is, so only its beginning is told. */
export const unknownFields = (body: Readonly<Record<string, unknown>>, fields: readonly string[]): Fault[] =>
  Object.keys(body)
    .filter((name) => !fields.includes(name))
    .map((name) => ({ at: `body.${name.slice(0, 64)}`, problem: 'no such field', valid: fields.join(', ') }));

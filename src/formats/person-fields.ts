import type { Person, PersonRole } from '../core/position/index.ts';
import type { Fault } from '../core/result.ts';
import { isMapValue, readFields } from './field-reader.ts';
import type { StatementContext } from './statement-context.ts';
import { readOrgan, readParty } from './statement-fields.ts';
import { readMoment } from './time-fields.ts';

const slug = /^[a-z0-9][a-z0-9-]{0,63}$/;
const rolesMax = 50;

/** Reads `{id, name, roles: [{party, organ, role, from, to}]}`: somebody who speaks, and as what over time. */
export function readPerson(
  map: Readonly<Record<string, unknown>>,
  at: string,
  context: Pick<StatementContext, 'parties'>,
  faults: Fault[],
): Person | null {
  const fields = readFields(map, at, faults);
  const id = fields.text('id', 64, true, 'a slug such as michelle-b');
  if (id !== null && !slug.test(id)) fields.complain('id', `"${id}" is not a slug`, 'a–z, 0–9 and hyphens');
  const name = fields.text('name', 200, false, 'a name for people') ?? id;
  const value = fields.take('roles');
  const list: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  if (list.length > rolesMax) fields.complain('roles', `${list.length} roles`, `at most ${rolesMax}`);
  const place = (i: number): string => (at === '' ? `roles[${i}]` : `${at}.roles[${i}]`);
  const roles = list.slice(0, rolesMax).flatMap((role, i) => readRole(role, place(i), context, faults));
  fields.refuseOthers();
  return id === null || name === null ? null : { id, name, roles };
}

function readRole(
  value: unknown,
  at: string,
  context: Pick<StatementContext, 'parties'>,
  faults: Fault[],
): readonly PersonRole[] {
  if (!isMapValue(value)) {
    faults.push({ at, problem: 'not a map', valid: '{party, organ, role, from, to}' });
    return [];
  }
  const fields = readFields(value, at, faults);
  const party = readParty(fields, context);
  const organ = readOrgan(fields, context, party);
  const role = fields.text('role', 200, true, 'spokesperson');
  const [from, to] = [readMoment(fields, 'from'), readMoment(fields, 'to', 'last')];
  if (from !== null && to !== null && to < from)
    fields.complain('to', 'lies before `from`', 'a time at or after `from`');
  fields.refuseOthers();
  return party === null || role === null ? [] : [{ party, organ, role, from, to }];
}

import { type Fault, fail, ok, type Result } from '../core/result.ts';
import { type Alias, foldedName } from './attribution/alias-book.ts';
import { type FieldReader, fileEntries, readFields } from './field-reader.ts';

const aliasesPerFileMax = 10_000;
const kinds: readonly Alias['kind'][] = ['party', 'organ', 'outlet', 'person'];
const kindText = 'party, organ, outlet or person';

export interface AliasContext {
  /** Ids of the parties of this node. */
  readonly parties: ReadonlySet<string>;
  /** Aliases stored before. */
  readonly known: readonly Alias[];
}

/**
 * Aliases from a value read out of YAML or JSON: one, a list, or `aliases: [...]`. All faults of the file together.
 *
 * An alias: `name` as articles write it, `kind` (party, organ, outlet or person), `of` (for a party its id here; for an
 * organ its party or the organ's name here; for a person the organ or party he speaks for), `affiliation` (the party an
 * outlet belongs to).
 */
export function aliasesFromValue(value: unknown, context: AliasContext): Result<readonly Alias[], Fault[]> {
  const faults: Fault[] = [];
  const read: { readonly alias: Alias; readonly fields: FieldReader }[] = [];
  const seen = new Set<string>();
  for (const { at, map } of fileEntries(value, 'aliases', aliasesPerFileMax, faults)) {
    const fields = readFields(map, at, faults);
    const alias = readAlias(fields);
    const key = foldedName(alias.name);
    if (alias.name !== '' && key === '') fields.complain('name', `"${alias.name}" has no letters`, 'a name');
    if (key !== '' && seen.has(key)) fields.complain('name', `"${alias.name}" is there twice`, 'each name once');
    seen.add(key);
    read.push({ alias, fields });
  }
  const organs = new Map(
    [...context.known, ...read.map((r) => r.alias)]
      .filter((a) => a.kind === 'organ')
      .map((a) => [foldedName(a.name), a]),
  );
  for (const { alias, fields } of read) checkReferences(alias, fields, context, organs);
  return faults.length === 0 ? ok(read.map((r) => r.alias)) : fail(...faults);
}

function readAlias(fields: FieldReader): Alias {
  const name = fields.text('name', 200, true, 'a name as articles write it') ?? '';
  const kindGiven = fields.text('kind', 20, true, kindText);
  const kind = kinds.find((k) => k === kindGiven);
  if (kindGiven !== null && kind === undefined) fields.complain('kind', `"${kindGiven}" is not a kind`, kindText);
  const of = fields.text('of', 200, false, 'a party or an organ');
  const affiliation = fields.text('affiliation', 64, false, 'a party');
  if (kind === 'outlet' && of !== null) fields.complain('of', 'has no meaning for an outlet', 'affiliation: PARTY');
  if (kind !== undefined && kind !== 'outlet' && affiliation !== null)
    fields.complain('affiliation', `has no meaning for a ${kind}`, 'of: PARTY');
  if ((kind === 'organ' || kind === 'party') && of === null)
    fields.complain('of', 'missing', kind === 'party' ? 'the id of the party here' : 'its party, or its name here');
  fields.refuseOthers();
  return { name, kind: kind ?? 'person', of, affiliation };
}

function checkReferences(
  alias: Alias,
  fields: FieldReader,
  context: AliasContext,
  organs: ReadonlyMap<string, Alias>,
): void {
  const known = [...context.parties].slice(0, 20).join(', ');
  if (alias.affiliation !== null && !context.parties.has(alias.affiliation))
    fields.complain('affiliation', `"${alias.affiliation}" is not a known party`, known);
  const problem = alias.kind === 'outlet' ? null : problemOfParent(alias, context.parties, organs);
  if (problem !== null) fields.complain('of', problem, known);
}

/** `of` must lead to a party of this node, straight or through organs of the table. */
function problemOfParent(
  alias: Alias,
  parties: ReadonlySet<string>,
  organs: ReadonlyMap<string, Alias>,
): string | null {
  const passed = new Set([foldedName(alias.name)]);
  for (let { of } = alias; of !== null && !parties.has(of); ) {
    const key = foldedName(of);
    if (passed.has(key)) return `"${alias.of}" leads back to itself`;
    passed.add(key);
    const next = alias.kind === 'party' ? undefined : organs.get(key);
    if (next === undefined)
      return `"${of}" is ${alias.kind === 'party' ? 'not a known party' : 'neither a known party nor an organ of the table'}`;
    of = next.of;
  }
  return null;
}

import type { PartyId } from '../core/ids.ts';
import { parsePartyId } from '../core/ids.ts';
import { type Certainty, type Hop, hopRelations, type Inferred } from '../core/position/index.ts';
import { type FieldReader, isMapValue, readFields } from './field-reader.ts';
import type { StatementContext } from './statement-context.ts';
import { readMoment } from './time-fields.ts';

const hopsMax = 50;
const inferredMax = 50;
const hopShape = '{actor, relation, certainty, evidence, time, affiliation}';

/** 0 to 100, or null when left out. */
export function readCertainty(fields: FieldReader, name = 'certainty'): Certainty {
  const value = fields.take(name);
  if (value === undefined) return null;
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 100) return value as number;
  fields.complain(name, 'is not a certainty', 'a whole number from 0 to 100');
  return null;
}

function readAffiliation(fields: FieldReader, context: StatementContext): PartyId | null {
  const text = fields.text('affiliation', 70, false, 'a party');
  if (text === null) return null;
  const party = parsePartyId(text);
  if (party.ok && context.parties.has(party.value)) return party.value;
  fields.complain('affiliation', `"${text}" is not a known party`, [...context.parties.keys()].slice(0, 20).join(', '));
  return null;
}

/** The chain from the utterance to our copy: `chain` in full, or `via` with names alone. */
export function readChain(fields: FieldReader, context: StatementContext): readonly Hop[] {
  const via = fields.texts('via', 500, hopsMax, 'a speaker, outlet or relay, first hop first');
  const value = fields.take('chain');
  if (value === undefined)
    return via.map((actor) => ({
      actor,
      relation: 'relayed',
      certainty: null,
      evidence: null,
      time: null,
      affiliation: null,
    }));
  if (via.length > 0) fields.complain('via', 'says the same as `chain`', 'one of the two');
  if (!Array.isArray(value) || value.length > hopsMax) {
    fields.complain('chain', 'not a list of hops', `at most ${hopsMax} of ${hopShape}, first hop first`);
    return [];
  }
  return value.map((hop: unknown, i) => readHop(hop, `chain[${i}]`, fields, context)).filter((hop) => hop !== null);
}

function readHop(value: unknown, name: string, outer: FieldReader, context: StatementContext): Hop | null {
  if (!isMapValue(value)) {
    outer.complain(name, 'not a map', hopShape);
    return null;
  }
  const fields = readFields(value, outer.at === '' ? name : `${outer.at}.${name}`, outer.faults);
  const actor = fields.text('actor', 500, true, 'a person, organ, outlet or relay');
  const named = fields.text('relation', 32, false, hopRelations.join(', ')) ?? 'relayed';
  const relation = hopRelations.find((r) => r === named) ?? null;
  if (relation === null) fields.complain('relation', `"${named}" is not a relation of a hop`, hopRelations.join(', '));
  const rest = {
    certainty: readCertainty(fields),
    evidence: fields.text('evidence', 2_000, false, 'the words that show it'),
    time: readMoment(fields, 'time', 'last'),
    affiliation: readAffiliation(fields, context),
  };
  fields.refuseOthers();
  return actor === null || relation === null ? null : { actor, relation, ...rest };
}

/** What the copy does not say and somebody worked out: `[{part, certainty, why}]`. */
export function readInferred(fields: FieldReader): readonly Inferred[] {
  const value = fields.take('inferred');
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > inferredMax) fields.complain('inferred', `${list.length} parts`, `at most ${inferredMax}`);
  return list.slice(0, inferredMax).flatMap((each, i) => {
    if (!isMapValue(each)) {
      fields.complain(`inferred[${i}]`, 'not a map', '{part, certainty, why}');
      return [];
    }
    const at = `${fields.at === '' ? '' : `${fields.at}.`}inferred[${i}]`;
    const inner = readFields(each, at, fields.faults);
    const part = inner.text('part', 64, true, 'the name of a field, such as organ');
    const read = { certainty: readCertainty(inner), why: inner.text('why', 2_000, false, 'a reason in words') };
    inner.refuseOthers();
    return part === null ? [] : [{ part, ...read }];
  });
}

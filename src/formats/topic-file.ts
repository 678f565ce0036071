import type { OrganPolicy, Topic } from '../core/position/index.ts';
import { type Fault, fail, ok, type Result } from '../core/result.ts';
import { type FieldReader, fileEntries, readFields } from './field-reader.ts';

const slug = /^[a-z0-9][a-z0-9+._-]{0,63}$/;
const topicsPerFileMax = 1_000;
const scaleValuesMax = 100;
const policies = 'unanimous or authoritative-organ-first';

/**
 * Topics from a value read out of YAML or JSON: one topic, a list, or `topics: [...]`. All faults of the file together.
 *
 * A topic: `id`, `title` (default the id), `scale` (its values, lowest first), `ordered` (default true), `policy`
 * (`unanimous`, the default, or `authoritative-organ-first` with the list `organs`, first of them first), `hardest` (`last`,
 * the default, or `first`: to which end a party moves that hardens).
 */
export function topicsFromValue(value: unknown): Result<readonly Topic[], Fault[]> {
  const faults: Fault[] = [];
  const topics: Topic[] = [];
  const seen = new Set<string>();
  for (const { at, map } of fileEntries(value, 'topics', topicsPerFileMax, faults)) {
    const fields = readFields(map, at, faults);
    const topic = readTopic(fields);
    if (seen.has(topic.id)) fields.complain('id', `"${topic.id}" is there twice`, 'each topic once');
    if (topic.id !== '') seen.add(topic.id);
    topics.push(topic);
  }
  return faults.length === 0 ? ok(topics) : fail(...faults);
}

function readTopic(fields: FieldReader): Topic {
  const id = fields.text('id', 64, true, 'a slug such as assad-future') ?? '';
  if (id !== '' && !slug.test(id))
    fields.complain('id', `"${id}" is not a slug`, 'a–z, 0–9 and hyphens, such as assad-future');
  const title = fields.text('title', 500, false, 'a question in words') ?? id;
  const values = readScale(fields);
  const ordered = fields.bool('ordered', true);
  const policy = readPolicy(fields);
  const hardest = fields.text('hardest', 8, false, 'first or last');
  if (hardest !== null && hardest !== 'first' && hardest !== 'last')
    fields.complain('hardest', `"${hardest}" is no end of a scale`, 'first or last');
  fields.refuseOthers();
  return { id, title, scale: { values, ordered }, policy, ...(hardest === 'first' ? { hardest } : {}) };
}

function readScale(fields: FieldReader): readonly string[] {
  const before = fields.faults.length;
  const values = fields.texts('scale', 64, scaleValuesMax, 'a slug such as must-leave');
  if (fields.faults.length > before) return values;
  if (values.length < 2) fields.complain('scale', `${values.length} values`, 'at least two values, lowest first');
  values.forEach((value, i) => {
    if (!slug.test(value)) fields.complain(`scale[${i}]`, `"${value}" is not a slug`, 'a–z, 0–9 and hyphens');
    if (values.indexOf(value) !== i) fields.complain(`scale[${i}]`, `"${value}" is there twice`, 'each value once');
  });
  return values;
}

function readPolicy(fields: FieldReader): OrganPolicy {
  const kind = fields.text('policy', 64, false, policies) ?? 'unanimous';
  const organs = fields.texts('organs', 100, 100, 'the name of an organ');
  if (kind === 'authoritative-organ-first') {
    if (organs.length === 0)
      fields.complain('organs', 'missing', 'the organs that speak for a party, first of them first');
    return { kind, organs };
  }
  if (kind !== 'unanimous') fields.complain('policy', `"${kind}" is not a policy`, policies);
  if (organs.length > 0)
    fields.complain('organs', 'has no meaning under policy unanimous', 'policy: authoritative-organ-first');
  return { kind: 'unanimous' };
}

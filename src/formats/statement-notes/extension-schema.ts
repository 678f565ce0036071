import {
  fidelityAspects,
  hopRelations,
  quotationModes,
  relationKinds,
  spanUnits,
  speechActs,
  statementKinds,
} from '../../core/position/index.ts';

type Schema = Readonly<Record<string, unknown>>;

const text = (maxLength: number): Schema => ({ type: 'string', minLength: 1, maxLength });
const word = (values: readonly string[]): Schema => ({ enum: values });
const list = (items: Schema): Schema => ({ type: 'array', minItems: 1, items });
const object = (required: readonly string[], properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const time: Schema = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' };
const grade: Schema = { type: 'string', pattern: '^[A-F][1-6]$' };
const certainty: Schema = { type: 'integer', minimum: 0, maximum: 100 };
const count: Schema = { type: 'integer', minimum: 0 };
const sha256: Schema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const kind: Schema = { const: 'property-extension' };

const span = object(['start', 'end'], { start: count, end: count, text: { type: 'string' }, owner: text(200) });
const spans = object(['unit'], {
  unit: word(spanUnits),
  source: span,
  cue: span,
  content: list(span),
  quotes: list(span),
  owner: text(200),
});
const hop = object(['actor', 'relation'], {
  actor: text(500),
  relation: word(hopRelations),
  certainty,
  evidence: text(2_000),
  time,
  affiliation: text(64),
});

const onNote = object(
  ['extension_type', 'statement_id', 'kind', 'party', 'topic', 'said_until', 'recorded', 'signed', 'grade'],
  {
    extension_type: kind,
    statement_id: text(128),
    kind: word(statementKinds),
    party: text(64),
    organ: text(100),
    speaker: text(200),
    role: text(200),
    addressee: text(200),
    assessor: text(80),
    act: word(speechActs),
    mode: word(quotationModes),
    topic: text(64),
    value: text(64),
    condition: text(2_000),
    said_from: time,
    said_until: time,
    said_certainty: certainty,
    recorded: time,
    recorded_by: text(200),
    language: text(35),
    inferred: list(object(['part'], { part: text(64), certainty, why: text(2_000) })),
    spans,
    chain: list(hop),
    copy_sha256: sha256,
    joint: text(128),
    signed: { type: 'boolean' },
    grade,
    drift: word(['softened', 'hardened']),
    source_text: text(2_000),
    source_url: text(2_000),
    remark: text(10_000),
    awaits: count,
    grades: list(
      object(['grade_id', 'grade', 'recorded'], {
        grade_id: text(128),
        grade,
        graded_by: text(200),
        recorded: time,
        awaits: count,
      }),
    ),
    retractions: list(
      object(['retraction_id', 'recorded'], {
        retraction_id: text(128),
        why: text(2_000),
        retracted_by: text(200),
        recorded: time,
        awaits: count,
      }),
    ),
    confirmations: list(
      object(['confirmation_id', 'confirmed_by', 'recorded'], {
        confirmation_id: text(128),
        confirmed_by: text(200),
        recorded: time,
      }),
    ),
  },
);

const onReport = object(['extension_type', 'copy_sha256', 'media_type', 'byte_count', 'recorded', 'locators'], {
  extension_type: kind,
  copy_sha256: sha256,
  media_type: text(130),
  byte_count: count,
  recorded: time,
  locators: list({
    type: 'object',
    additionalProperties: false,
    properties: { url: text(2_000), fetched: time, unknown: { const: true } },
  }),
});

const role = object(['party', 'role'], {
  party: text(64),
  organ: text(100),
  role: text(200),
  since: time,
  until: time,
});

const onIdentity: Schema = {
  anyOf: [
    object(['extension_type', 'party'], { extension_type: kind, party: text(64), organ: text(100) }),
    object(['extension_type', 'person_id'], { extension_type: kind, person_id: text(64), person_roles: list(role) }),
  ],
};

const onRelationship = object(['extension_type', 'relation_id'], {
  extension_type: kind,
  relation_id: text(128),
  differs: list(word(fidelityAspects)),
  recorded_by: text(200),
  awaits: count,
});

/** The extension on each type it stands on, as JSON Schema 2020-12. */
export const extensionSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Statement',
  description: `Who said what, through whom, how sure. On a note: one statement. On a report: the retrieved copy. On an identity: a party, an organ or a person. On a relationship between notes (${relationKinds.join(', ')}): how two statements relate.`,
  $defs: { note: onNote, report: onReport, identity: onIdentity, relationship: onRelationship },
  anyOf: ['note', 'report', 'identity', 'relationship'].map((name) => ({ $ref: `#/$defs/${name}` })),
};

import type { Hop, Span, Spans, Statement } from '../../core/position/index.ts';
import type { LaterRows } from './later-rows.ts';
import { type NoteForm, present, stamp } from './notes-context.ts';

/** Every field of a statement under a name that STIX allows (section 3.1: 3 to 250 of a–z 0–9 _); the unknown is absent. */
export function statementExtension(s: Statement, later: LaterRows, form: NoteForm): Record<string, unknown> {
  const whole = form === 'record';
  return present({
    extension_type: 'property-extension',
    statement_id: s.id,
    kind: s.kind,
    party: s.party,
    organ: s.organ,
    speaker: s.speaker,
    role: s.role,
    addressee: s.addressee,
    assessor: s.assessor,
    act: s.act,
    mode: s.mode,
    topic: s.topic,
    value: s.value,
    condition: s.condition,
    said_from: stamp(s.saidFrom),
    said_until: stamp(s.said),
    said_certainty: s.saidCertainty,
    recorded: stamp(s.recorded),
    recorded_by: whole ? s.by : null,
    language: s.language,
    inferred: s.inferred.map((i) => present({ ...i, why: whole ? i.why : null })),
    spans: s.spans === null ? null : spansMap(s.spans),
    chain: s.chain.map(hopMap),
    copy_sha256: s.copy,
    joint: s.joint,
    signed: s.signed,
    grade: s.grade,
    drift: s.drift,
    source_text: s.source.text,
    source_url: s.source.url,
    remark: whole ? s.note : null,
    awaits: whole ? s.awaits : null,
    grades: later.grades.map((g) =>
      present({
        grade_id: g.id,
        grade: g.grade,
        recorded: stamp(g.recorded),
        ...(whole ? { graded_by: g.by, awaits: g.awaits } : {}),
      }),
    ),
    retractions: later.retractions.map((r) =>
      present({
        retraction_id: r.id,
        recorded: stamp(r.recorded),
        ...(whole ? { why: r.why, retracted_by: r.by, awaits: r.awaits } : {}),
      }),
    ),
    confirmations: whole
      ? later.confirmations.map((c) => ({
          confirmation_id: c.id,
          confirmed_by: c.by,
          recorded: stamp(c.recorded),
        }))
      : null,
  });
}

const hopMap = (hop: Hop): Record<string, unknown> => present({ ...hop, time: stamp(hop.time) });

function spansMap(spans: Spans): Record<string, unknown> {
  const one = (span: Span | null): Record<string, unknown> | null =>
    span === null ? null : present({ start: span.from, end: span.to, text: span.text, owner: span.owner });
  return present({
    unit: spans.unit,
    source: one(spans.source),
    cue: one(spans.cue),
    content: spans.content.map(one),
    quotes: spans.quotes.map(one),
    owner: spans.owner,
  });
}

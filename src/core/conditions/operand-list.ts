import * as marking from './marking.ts';
import * as object from './object.ts';
import type { OperandDef } from './operand.ts';
import { assessment, position } from './position.ts';
import * as reciprocity from './reciprocity.ts';
import * as request from './request.ts';
import { agreementAge, dutiesOverdue, leg, memberAge, memberOf, party } from './standing.ts';
import { elapsed, now } from './time.ts';
import { appraisal, clearance, incident, overlap } from './trust.ts';

/** Every operand of the profile. A new one is a new definition and one line here. */
export const operands: readonly OperandDef[] = [
  position,
  assessment,
  reciprocity.given,
  reciprocity.got,
  reciprocity.balance,
  reciprocity.ratio,
  memberOf,
  memberAge,
  agreementAge,
  leg,
  dutiesOverdue,
  overlap,
  appraisal,
  clearance,
  incident,
  party,
  marking.tlp,
  marking.marking,
  marking.classification,
  marking.releasableTo,
  object.type,
  object.label,
  object.confidence,
  object.location,
  object.originator,
  object.created,
  object.modified,
  object.objectAge,
  object.gradeOfObject,
  object.corroborations,
  request.sanitisation,
  request.purpose,
  request.recipient,
  request.recipientMemberOf,
  request.recipientRelation,
  request.recipientTerms,
  request.consent,
  request.approval,
  object.hops,
  request.volume,
  now,
  elapsed,
];

function byName(list: readonly OperandDef[]): ReadonlyMap<string, OperandDef> {
  const found = new Map<string, OperandDef>();
  for (const operand of list) {
    if (found.has(operand.name)) throw new Error(`operand ${operand.name} is listed twice`);
    found.set(operand.name, operand);
  }
  return found;
}

const index = byName(operands);

/** The operand of that name, or null; names come from outside, so nothing but the list is looked at. */
export const operandNamed = (name: string): OperandDef | null => index.get(name) ?? null;

export { buildCoalitionBook, type CoalitionBook, coalitionSlug, onlyCoalitions } from './coalition-book.ts';
export { isLeadNote, type LeadWord, leadWordBody, notedMoves, readLeadWord } from './lead-word.ts';
export {
  type Mandate,
  type MandateMove,
  mandateBody,
  mandateMoves,
  orderedMoves,
  readMandate,
  signedCoalition,
} from './mandate.ts';
export { type MemberStretch, type Membership, stretchAt } from './membership.ts';
export { type MembershipStatement, readMembershipStatement, statementBody } from './membership-statement.ts';

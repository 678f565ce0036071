export { buildCoalitionBook, type CoalitionBook, coalitionSlug, onlyCoalitions } from './coalition-book.ts';
export { type MemberStretch, type Membership, stretchAt } from './membership.ts';
export { type MembershipStatement, readMembershipStatement, statementBody } from './membership-statement.ts';

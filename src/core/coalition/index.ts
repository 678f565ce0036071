export { buildCoalitionBook, type CoalitionBook, coalitionSlug, onlyCoalitions } from './coalition-book.ts';
export { type MemberStretch, type Membership, stretchAt } from './membership.ts';

import type { SourceView } from '../federation-api.ts';
import type { NodeState } from '../node-state.ts';
import type { SourceRecord } from './source-record.ts';
import { sourceFrom } from './sync-status.ts';

/** A source for own staff. */
export const sourceView = ({ engine }: Pick<NodeState, 'engine'>, source: SourceRecord): SourceView => ({
  id: source.id,
  from: sourceFrom(source),
  root: source.root,
  collection: source.collection,
  title: source.title,
  party: source.party,
  into: engine.collections.get(source.into)?.record.id ?? '',
  leg: source.leg,
  terms: source.terms ?? null,
  addedAt: source.addedAt,
  endedAt: source.endedAt,
});

import type { Micros } from '../../core/time.ts';
import type { Consent } from '../lineage/consent-book.ts';
import type { NodeState } from '../node-state.ts';
import type { PartnerFeed } from '../release/partner-feed.ts';
import type { StickingGates } from '../release/sticking-gates.ts';
import { type WorldGates, worldGates } from './compare-worlds.ts';
import { countNewlyOpen, everyPermission } from './count-openings.ts';

/**
 * Objects that an answer of our own would open to its recipient, in all collections together: at once, or later by time
 * alone. What the object refers to, and what refers to it, counts as it opens.
 */
export function countApproval(
  { engine, consents }: Pick<NodeState, 'engine' | 'consents'>,
  answer: Consent,
  at: Micros,
): number {
  const { sticking } = engine;
  if (sticking === null) return 0;
  const supposed = sticking.supposing(consents.with([answer]));
  let count = 0;
  for (const feed of engine.feeds.values())
    if (feed.party === answer.recipient) count += opened(engine, feed, sticking, supposed, at);
  return count;
}

function opened(
  engine: NodeState['engine'],
  feed: PartnerFeed,
  present: StickingGates,
  supposed: StickingGates,
  at: Micros,
): number {
  const { party, texts, collection } = feed;
  const under = (sticking: StickingGates) => ({
    gates: (t: Micros): WorldGates =>
      worldGates({ texts, gate: (text) => engine.gateFacts(text, party, t, t, sticking) }),
    sticking: (name: string) => sticking.open(name, party, at),
    coverage: engine.coverage(feed, texts, sticking),
  });
  const [was, is] = [under(present), under(supposed)];
  return countNewlyOpen(
    { collection, coverageOfClass: (classNo) => was.coverage.of(classNo) },
    {
      was: was.gates,
      is: is.gates,
      alike: false,
      ever: everyPermission(texts),
      sticking: was.sticking,
      answered: { coverageOfClass: (classNo) => is.coverage.of(classNo), sticking: is.sticking },
    },
    at,
  );
}

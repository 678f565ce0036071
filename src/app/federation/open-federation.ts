import type { PartyId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RemoteFeeds } from '../../ports/remote-feed.ts';
import { FairTurns } from './fair-turns.ts';
import type { FederationDeps } from './federation.ts';
import { Federation } from './federation.ts';
import { HourlyQuota } from './hourly-quota.ts';
import { noRemoteFeeds } from './nothing-outside.ts';
import { Quarantine } from './quarantine.ts';
import { SourceBook } from './source-book.ts';
import type { StoreDeps } from './store-page.ts';

const pauseOf = ({ pause }: Clock): Pick<Clock, 'pause'> => (pause === undefined ? {} : { pause });

/** What is pulled, as it stood when the node was closed. */
export function openFederation(
  node: StoreDeps & Pick<FederationDeps, 'parties' | 'legs'>,
  remote: RemoteFeeds | undefined,
): Federation {
  const quota = new HourlyQuota(node.store);
  return new Federation({
    ...node,
    remote: remote ?? noRemoteFeeds,
    sources: new SourceBook(node.store),
    quarantine: new Quarantine(node.store, node.platform),
    turns: new FairTurns({ ...node.platform, ...pauseOf(node.clock) }, (who, cpuMs) =>
      quota.worked(who as PartyId, node.engine.now(), cpuMs),
    ),
    quota,
  });
}

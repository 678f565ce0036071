import type { Workload } from '../bench.ts';
import { slowClients, worstFilters } from './abuse.ts';
import { comparing } from './comparing.ts';
import { federation } from './federation.ts';
import { flips, sparseAndEnd } from './flips.ts';
import { floodingPeer } from './flooding-peer.ts';
import { assembledPage, hotPage, wholeWalk } from './pages.ts';
import { policyBombs } from './policy-bombs.ts';
import { longTopic } from './positions.ts';
import { starting } from './starting.ts';
import { deniedOrAbsent, wrongSecret } from './timing.ts';
import { bulkImport, posting } from './writing.ts';

export const workloads: readonly Workload[] = [
  hotPage,
  assembledPage,
  wholeWalk,
  posting,
  flips,
  sparseAndEnd,
  bulkImport,
  starting,
  deniedOrAbsent,
  wrongSecret,
  worstFilters,
  slowClients,
  policyBombs,
  longTopic,
  federation,
  floodingPeer,
  comparing,
];

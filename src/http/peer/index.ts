import { getAccordRoute } from './get-accord.ts';
import { getLegGateRoute } from './get-leg-gate.ts';
import { getTranscriptRoute } from './get-transcript.ts';
import type { PeerRoute } from './peer-route.ts';
import { postCompareRoute } from './post-compare.ts';
import { postDeliveryRoute } from './post-delivery.ts';
import { postMessageRoute } from './post-message.ts';

/** Every route of the wire between nodes. */
export const peerRoutes: readonly PeerRoute[] = [
  postMessageRoute,
  getAccordRoute,
  getLegGateRoute,
  getTranscriptRoute,
  postDeliveryRoute,
  postCompareRoute,
];

import { getDiscovery } from '../../protocol/taxii21/get-discovery.ts';
import { jsonAnswer } from '../answer.ts';
import type { Route } from '../route.ts';
import { presentDiscovery } from './present-resources.ts';

export const getDiscoveryRoute: Route = {
  operation: getDiscovery,
  handle: ({ api, who }) => jsonAnswer(200, presentDiscovery(api.title(), api.roots(who))),
};

import { getApiRoot } from '../../protocol/taxii21/get-api-root.ts';
import { jsonAnswer } from '../answer.ts';
import { absent } from '../errors.ts';
import type { Route } from '../route.ts';
import { presentApiRoot } from './present-resources.ts';

export const getApiRootRoute: Route = {
  operation: getApiRoot,
  handle: ({ api, who, path, limits }) => {
    const root = api.root(who, path.root);
    return root === null ? absent : jsonAnswer(200, presentApiRoot(root, limits.requestBytesMax));
  },
};

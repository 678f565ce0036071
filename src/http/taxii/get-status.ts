import { getStatus } from '../../protocol/taxii21/get-status.ts';
import { jsonAnswer } from '../answer.ts';
import { absent } from '../errors.ts';
import type { Route } from '../route.ts';
import { presentStatus } from './present-resources.ts';

export const getStatusRoute: Route = {
  operation: getStatus,
  handle: async ({ api, who, path }) => {
    const status = await api.status(who, path.root, path.status);
    return status === null ? absent : jsonAnswer(200, presentStatus(status));
  },
};

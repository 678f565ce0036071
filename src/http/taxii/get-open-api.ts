import { getOpenApi } from '../../protocol/taxii21/edge-operations.ts';
import { openApiDocument, taxiiOperations } from '../../protocol/taxii21/index.ts';
import { type Answer, documentAnswer } from '../answer.ts';
import type { Route } from '../route.ts';

let rendered: Answer | null = null;

export const getOpenApiRoute: Route = {
  operation: getOpenApi,
  handle: () => {
    rendered ??= documentAnswer(openApiDocument(taxiiOperations));
    return rendered;
  },
};

import { serveRealNode } from '../taxii/serve-real-node.ts';
import type { MakeServer } from '../taxii/world.ts';

/** The server that foreign clients are driven against: the node as shipped. */
export const makeSubject: MakeServer = serveRealNode;

import { serveRealNode } from './serve-real-node.ts';
import { taxiiContract } from './taxii-contract.ts';

taxiiContract('the node as shipped', serveRealNode);

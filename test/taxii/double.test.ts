import { serveDouble } from './serve-double.ts';
import { taxiiContract } from './taxii-contract.ts';

taxiiContract('the edge over an in-memory double', (world) => serveDouble(world));

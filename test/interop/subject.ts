import { serveDouble } from '../taxii/serve-double.ts';
import type { MakeServer } from '../taxii/world.ts';

/** The server that foreign clients are driven against. */
export const makeSubject: MakeServer = (world) => serveDouble(world);

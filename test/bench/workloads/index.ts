import type { Workload } from '../bench.ts';
import { assembledPage, hotPage, wholeWalk } from './pages.ts';

export const workloads: readonly Workload[] = [hotPage, assembledPage, wholeWalk];

import { buildParts } from './build-program.mjs';

await buildParts('bench-parts', { product: 'test/bench/product.ts' });

export { fromWire, wireFaults } from './from-wire.ts';
export { canonicalWire, type Hashing, hashOfWire, normalForm } from './normal-form.ts';
export { toWire } from './to-wire.ts';

export { fromWire, wireFaults } from './from-wire.ts';
export { canonicalWire, type Hashing, hashOfWire, normalForm } from './normal-form.ts';
export { termsFromValue } from './terms-from-value.ts';
export { toWire } from './to-wire.ts';

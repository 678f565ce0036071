/** The server edge: who asks, for what, in which form; what is released is decided elsewhere. */
export { type Binding, checkBinding, isLoopback } from './bind-check.ts';
export type { CredentialEvent, EdgeEvents, Mount } from './edge.ts';
export { buildTaxiiServer, type ListeningAddress, type TaxiiServer, type TaxiiServerOptions } from './server.ts';
export { defaultFence, type FenceSettings, type HttpLimits } from './settings.ts';

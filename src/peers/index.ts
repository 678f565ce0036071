/** Clients toward other nodes. */
export { type SignedClientOptions, signedClient } from './signed-client.ts';

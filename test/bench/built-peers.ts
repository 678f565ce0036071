/** Parts of the product, as built, that only nodes with peers need. */
const load = <T>(path: string): Promise<T> =>
  import(new URL(`../../dist/bench-parts/${path}`, import.meta.url).href) as Promise<T>;

export const { deliverAll } =
  await load<typeof import('../../src/app/messages/deliver-next.ts')>('app/messages/deliver-next.js');
export const { peerDirectory } = await load<typeof import('../../src/app/peer-directory.ts')>('app/peer-directory.js');
export const { OwnAddress } = await load<typeof import('../../src/app/own-address.ts')>('app/own-address.js');
export const { signedClient, signedHeaders } =
  await load<typeof import('../../src/peers/signed-client.ts')>('peers/signed-client.js');
export const { parsePeerUrl, deliveryPath } =
  await load<typeof import('../../src/protocol/peer/index.ts')>('protocol/peer/index.js');

export type { NodeSettings } from './node-settings.ts';
export { assembleNode, type NodeParts, type OpenNode } from './open-node.ts';
export { OwnAddress } from './own-address.ts';

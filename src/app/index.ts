export { assembleNode, type NodeParts, type OpenNode } from './open-node.ts';
export type { NodeSettings } from './node-settings.ts';

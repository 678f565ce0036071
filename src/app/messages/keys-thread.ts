/** The thread in which a node tells a peer of its next key. */
export const keysThread = 'keys';

/** The threads in which a node tells a peer of its next key: this one, and the others of its line. */
export const keysThread = 'keys';

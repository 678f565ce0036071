/** The private key of every node of the bench: the same each time a directory is opened, in whatever process. */
export const nodeKey: Uint8Array = Buffer.alloc(32, 9);

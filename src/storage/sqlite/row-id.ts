/** Rows of one collection lie together: `rid = collection × 2^32 + seq`. */
export const ridOf = (collection: number, seq: number): number => collection * 0x1_0000_0000 + seq;
export const seqOf = (rid: number): number => rid % 0x1_0000_0000;
export const collectionOf = (rid: number): number => Math.floor(rid / 0x1_0000_0000);

/** Numbers in one stored segment of a class column. */
export const segmentSize = 65_536;

/** Something that must not happen did. */
export class Wrong extends Error {}

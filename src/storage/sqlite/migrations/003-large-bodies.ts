/** Sizes of large bodies are read at every start (limits.smallBodyBytesMax), from this index alone. */
export const largeBodies = {
  version: 3,
  name: 'large bodies',
  sql: 'CREATE INDEX body_large ON body (rid, length(bytes)) WHERE length(bytes) > 4096',
} as const;

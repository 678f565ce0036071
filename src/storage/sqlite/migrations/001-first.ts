/**
 * `rid` = collection number × 2^32 + seq, so one collection's rows lie together and a page is a list of integers.
 * `idh` is a keyed hash of the id: an index over integers loads several times faster than one over long texts, and the
 * key keeps a partner from choosing ids that collide.
 */
export const first = {
  version: 1,
  name: 'first',
  sql: `
    CREATE TABLE document (kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE TABLE version (
      rid INTEGER PRIMARY KEY, idh INTEGER NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL,
      class INTEGER NOT NULL, several INTEGER NOT NULL, removed INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX version_idh ON version (idh);
    CREATE INDEX version_several ON version (rid) WHERE several = 1;
    CREATE TABLE body (rid INTEGER PRIMARY KEY, bytes BLOB NOT NULL, digest BLOB NOT NULL);
    CREATE TABLE reference (target INTEGER NOT NULL, rid INTEGER NOT NULL, custom INTEGER NOT NULL, PRIMARY KEY (target, rid)) WITHOUT ROWID;
    CREATE TABLE commit_log (rid INTEGER PRIMARY KEY, count INTEGER NOT NULL, at INTEGER NOT NULL, commit_no INTEGER NOT NULL);
    CREATE TABLE class_segment (collection INTEGER NOT NULL, segment INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (collection, segment));
    CREATE TABLE feed_block (
      feed INTEGER NOT NULL, no INTEGER NOT NULL, first_position INTEGER NOT NULL, count INTEGER NOT NULL, bytes BLOB NOT NULL,
      PRIMARY KEY (feed, no));
    CREATE TABLE feed_served (feed INTEGER NOT NULL, no INTEGER NOT NULL, bits BLOB NOT NULL, PRIMARY KEY (feed, no));
    CREATE TABLE release (
      no INTEGER PRIMARY KEY, feed INTEGER NOT NULL, at INTEGER NOT NULL,
      first_position INTEGER NOT NULL, last_position INTEGER NOT NULL, json TEXT NOT NULL);
    CREATE INDEX release_feed ON release (feed, first_position);
    CREATE TABLE status (id TEXT PRIMARY KEY, party TEXT NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX status_at ON status (at);
  `,
} as const;

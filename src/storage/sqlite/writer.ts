import type { FeedBlockRow, ReleaseRow, StoreWriter } from '../../ports/store.ts';
import type { ContentTable } from './content-table.ts';
import type { SqliteDatabase } from './driver.ts';
import { batches } from './insert-batches.ts';
import { ridOf } from './row-id.ts';
import { versionAdder } from './version-adder.ts';
import type { VersionIndexes } from './version-indexes.ts';

export function sqliteWriter(
  db: SqliteDatabase,
  indexes: VersionIndexes,
  contents: ContentTable,
  queueJob: (job: () => void) => void,
  bodiesChanged: (firstRid: number, lastRid: number) => void,
): StoreWriter {
  const putDocuments = batches(db, 'INSERT OR REPLACE INTO document VALUES', 3);
  const removeDocument = db.prepare('DELETE FROM document WHERE kind = ? AND id = ?');
  const setClass = db.prepare('UPDATE version SET class = ? WHERE rid = ?');
  const markRemoved = db.prepare('UPDATE version SET removed = 1, class = 0 WHERE rid = ?');
  const removeBody = db.prepare('DELETE FROM body WHERE rid = ?');
  const putSegment = db.prepare('INSERT OR REPLACE INTO class_segment VALUES (?, ?, ?)');
  const dropSegment = db.prepare('DELETE FROM class_segment WHERE collection = ? AND segment = ?');
  const putBlock = db.prepare('INSERT OR REPLACE INTO feed_block VALUES (?, ?, ?, ?, ?)');
  const putServed = db.prepare('INSERT OR REPLACE INTO feed_served VALUES (?, ?, ?)');
  const addRelease = db.prepare(
    'INSERT INTO release (feed, at, first_position, last_position, json) VALUES (?, ?, ?, ?, ?)',
  );
  const putStatus = db.prepare('INSERT OR REPLACE INTO status VALUES (?, ?, ?, ?)');
  const purgeStatuses = db.prepare('DELETE FROM status WHERE at < ?');
  const add = versionAdder(db, indexes);
  // Documents written one after another go in together.
  let documents: string[] | null = null;
  const queue = (job: () => void): void => {
    documents = null;
    queueJob(job);
  };
  return {
    putDocument: (kind, id, value) => {
      const json = JSON.stringify(value);
      if (documents === null) {
        const list: string[] = [];
        queueJob(() => {
          if (documents === list) documents = null;
          putDocuments(list);
        });
        documents = list;
      }
      documents.push(kind, id, json);
    },
    removeDocument: (kind, id) => queue(() => removeDocument.run(kind, id)),
    addContents: (notes) => {
      if (notes.length === 0) return;
      const rows = notes.map(({ name, value }) => ({ name, json: JSON.stringify(value) }));
      queue(() => contents.add(rows));
    },
    addVersions: (collection, first, commit, versions) =>
      queue(() => {
        add(collection, first, commit, versions);
        bodiesChanged(ridOf(collection, first), ridOf(collection, first + versions.length - 1));
      }),
    setClass: (collection, seq, classNo) => queue(() => setClass.run(classNo, ridOf(collection, seq))),
    removeVersion: (collection, seq) =>
      queue(() => {
        const rid = ridOf(collection, seq);
        markRemoved.run(rid);
        removeBody.run(rid);
        bodiesChanged(rid, rid);
      }),
    putClassSegment: (collection, segment, classes) => {
      const bytes = Buffer.from(classes.slice().buffer);
      queue(() => putSegment.run(collection, segment, bytes));
    },
    dropClassSegment: (collection, segment) => queue(() => dropSegment.run(collection, segment)),
    putFeedBlock: (feed, block: FeedBlockRow) =>
      queue(() => putBlock.run(feed, block.no, block.firstPosition, block.count, block.bytes)),
    putServed: (feed, no, bits) => {
      const copy = Buffer.from(bits);
      queue(() => putServed.run(feed, no, copy));
    },
    addRelease: (row: ReleaseRow) => {
      const json = JSON.stringify(row.value);
      queue(() => addRelease.run(row.feed, row.at, row.firstPosition, row.lastPosition, json));
    },
    putStatus: (id, party, at, value) => {
      const json = JSON.stringify(value);
      queue(() => putStatus.run(id, party, at, json));
    },
    purgeStatuses: (before) => queue(() => purgeStatuses.run(before)),
  };
}

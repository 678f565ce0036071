import { limits } from '../../core/limits.ts';
import type { CommitRow, FeedBlockRow, FoundRow, ReleaseRow, Store, VersionRow } from '../../ports/store.ts';
import { type BodyRun, BodyRuns, runBytesEachMax, runRows } from './body-runs.ts';
import type { ContentTable } from './content-table.ts';
import type { SqliteDatabase } from './driver.ts';
import { collectionOf, ridOf, segmentSize, seqOf } from './row-id.ts';
import type { VersionIndexes } from './version-indexes.ts';

type Reader = Omit<Store, 'write' | 'dirty' | 'failed' | 'flush' | 'close' | 'check'>;

interface Row {
  rid: number;
  id: string;
  version: string;
  removed: number;
  class: number;
}

const versionRow = (r: Row): VersionRow => ({
  seq: seqOf(r.rid),
  id: r.id,
  version: r.version,
  removed: r.removed === 1,
});

export function sqliteReader(
  db: SqliteDatabase,
  indexes: VersionIndexes,
  contents: ContentTable,
  runs: BodyRuns,
): Reader {
  const documents = db.prepare('SELECT id, json FROM document WHERE kind = ?');
  const document = db.prepare('SELECT json FROM document WHERE kind = ? AND id = ?');
  const commits = db.prepare('SELECT rid, count, at, commit_no FROM commit_log WHERE rid BETWEEN ? AND ? ORDER BY rid');
  const several = db.prepare(
    'SELECT rid, id, version, removed, class FROM version INDEXED BY version_several WHERE several = 1 AND rid BETWEEN ? AND ? ORDER BY rid',
  );
  const blocks = db.prepare(
    'SELECT b.no, b.first_position, b.count, b.bytes, s.bits FROM feed_block b LEFT JOIN feed_served s ON s.feed = b.feed AND s.no = b.no WHERE b.feed = ? ORDER BY b.no',
  );
  const releases = db.prepare(
    'SELECT feed, at, first_position, last_position, json FROM release WHERE feed = ? AND first_position <= ? AND last_position >= ? ORDER BY no',
  );
  const status = db.prepare('SELECT party, json FROM status WHERE id = ?');
  return {
    documents: (kind) =>
      (documents.all(kind) as { id: string; json: string }[]).map((r) => ({
        id: r.id,
        value: JSON.parse(r.json) as unknown,
      })),
    document: (kind, id) => {
      const row = document.get(kind, id) as { json: string } | undefined;
      return row === undefined ? null : (JSON.parse(row.json) as unknown);
    },
    contents: (name) => contents.find(name),
    commits: (collection) =>
      (
        commits.all(ridOf(collection, 0), ridOf(collection + 1, 0) - 1) as {
          rid: number;
          count: number;
          at: number;
          commit_no: number;
        }[]
      ).map((r): CommitRow => ({ firstSeq: seqOf(r.rid), count: r.count, at: r.at, commit: r.commit_no })),
    lineages: (collection) =>
      (several.all(ridOf(collection, 0), ridOf(collection + 1, 0) - 1) as Row[]).map(versionRow),
    classColumn: (collection) => classColumn(db, collection),
    largeBodies: largeBodies(db),
    feedBlocks: (feed) =>
      (
        blocks.all(feed) as {
          no: number;
          first_position: number;
          count: number;
          bytes: Uint8Array;
          bits: Uint8Array | null;
        }[]
      ).map(
        (r): FeedBlockRow => ({
          no: r.no,
          firstPosition: r.first_position,
          count: r.count,
          bytes: r.bytes,
          served: r.bits,
        }),
      ),
    releases: async (feed, position) =>
      (
        releases.all(feed, position, position) as {
          feed: number;
          at: number;
          first_position: number;
          last_position: number;
          json: string;
        }[]
      ).map(
        (r): ReleaseRow => ({
          feed: r.feed,
          at: r.at,
          firstPosition: r.first_position,
          lastPosition: r.last_position,
          value: JSON.parse(r.json) as unknown,
        }),
      ),
    status: async (id) => {
      const row = status.get(id) as { party: string; json: string } | undefined;
      return row === undefined ? null : { party: row.party, value: JSON.parse(row.json) as unknown };
    },
    ...versionReader(db, indexes, runs),
  };
}

function versionReader(
  db: SqliteDatabase,
  indexes: VersionIndexes,
  runs: BodyRuns,
): Pick<Reader, 'find' | 'rows' | 'scan' | 'versionsAt' | 'joinedBodies' | 'body' | 'referrers'> {
  const byRid = db.prepare('SELECT rid, id, version, removed, class FROM version WHERE rid = ?');
  // The list is the outer loop of the join, so the rows come in its order.
  const listed = db.prepare(
    'SELECT v.rid, v.id, v.version, v.removed, v.class FROM json_each(?) j CROSS JOIN version v ON v.rid = j.value',
  );
  const scan = db.prepare(
    'SELECT rid, id, version, removed, class FROM version WHERE rid > ? AND rid < ? AND removed = 0 ORDER BY rid LIMIT ?',
  );
  const joined = db.prepare(
    `SELECT count(*) AS n, CAST(group_concat(CAST(b.bytes AS TEXT), ',') AS BLOB) AS bytes FROM json_each(?) j CROSS JOIN body b ON b.rid = j.value`,
  );
  const body = db.prepare('SELECT bytes FROM body WHERE rid = ?').pluck();
  // A version's instant: without `Z`, and without trailing zeros of a fraction.
  const atInstants = db
    .prepare(
      `SELECT rid FROM version WHERE rid BETWEEN ? AND ? AND removed = 0 AND
       CASE WHEN instr(version, '.') > 0 THEN rtrim(rtrim(rtrim(version, 'Z'), '0'), '.') ELSE rtrim(version, 'Z') END
       IN (SELECT value FROM json_each(?))`,
    )
    .pluck();
  return {
    find: async (ids) => {
      const out: FoundRow[] = [];
      for (const id of ids)
        for (const rid of indexes.ridsOf(id)) {
          const r = byRid.get(rid) as Row;
          if (r.id === id) out.push({ ...versionRow(r), collection: collectionOf(r.rid), classNo: r.class });
        }
      return out;
    },
    rows: async (collection, seqs, removed = false) => {
      const found = listed.all(ridList(collection, seqs)) as Row[];
      return found.filter((r) => removed || r.removed === 0).map(versionRow);
    },
    versionsAt: async (collection, instantKeys, from, to) =>
      (atInstants.all(ridOf(collection, from), ridOf(collection, to) - 1, JSON.stringify(instantKeys)) as number[]).map(
        seqOf,
      ),
    scan: async (collection, after, limit) =>
      (scan.all(ridOf(collection, after), ridOf(collection + 1, 0), limit) as Row[]).map(versionRow),
    joinedBodies: async (collection, seqs) => {
      const n = seqs.length;
      if (n === 0) return new Uint8Array(0);
      if (n > 1 && BodyRuns.fits(seqs)) {
        const found = runs.joined(seqs.map((seq) => ridOf(collection, seq)));
        if (found !== 'large') return found;
      }
      const row = joined.get(ridList(collection, seqs)) as { n: number; bytes: Uint8Array | null };
      return row.n === n ? row.bytes : null;
    },
    body: async (collection, seq) => (body.get(ridOf(collection, seq)) as Uint8Array | undefined) ?? null,
    referrers: async (collection, target) =>
      indexes.referrers(collection, target).map(({ rid, custom }) => ({ seq: seqOf(rid), custom })),
  };
}

/** Reads the bodies of a span of rows in one go: their numbers and lengths as text, their bytes as one piece. */
export function bodyRunReader(db: SqliteDatabase): (first: number, last: number) => BodyRun | null {
  // Lengths are told by the rows themselves; what is too large is not read.
  const size = db.prepare('SELECT coalesce(sum(length(bytes)), 0) FROM body WHERE rid BETWEEN ? AND ?').pluck();
  const span = db.prepare(
    `SELECT group_concat(rid - ?) AS places, group_concat(length(bytes)) AS lengths,
       CAST(group_concat(CAST(bytes AS TEXT), ',') AS BLOB) AS bytes FROM body WHERE rid BETWEEN ? AND ?`,
  );
  return (first, last) => {
    if ((size.get(first, last) as number) > runBytesEachMax) return null;
    const row = span.get(first, first, last) as { places: string | null; lengths: string; bytes: Uint8Array };
    const from = new Uint32Array(runRows);
    const to = new Uint32Array(runRows);
    if (row.places === null) return { bytes: new Uint8Array(0), from, to };
    const lengths = row.lengths.split(',');
    let at = 0;
    row.places.split(',').forEach((place, i) => {
      from[Number(place)] = at;
      to[Number(place)] = at + Number(lengths[i]);
      at += Number(lengths[i]) + 1;
    });
    return { bytes: row.bytes, from, to };
  };
}

function ridList(collection: number, seqs: readonly number[]): string {
  const base = ridOf(collection, 0);
  let text = '[';
  for (let i = 0; i < seqs.length; i++) text += i === 0 ? base + seqs[i]! : `,${base + seqs[i]!}`;
  return `${text}]`;
}

/** The index serves this question alone, in these words. */
function largeBodies(db: SqliteDatabase): Reader['largeBodies'] {
  const large = db
    .prepare(
      `SELECT rid, length(bytes) FROM body INDEXED BY body_large
       WHERE length(bytes) > ${limits.smallBodyBytesMax} AND rid BETWEEN ? AND ? ORDER BY rid`,
    )
    .raw();
  return (collection) => {
    const rows = large.all(ridOf(collection, 0), ridOf(collection + 1, 0) - 1) as [number, number][];
    return rows.map(([rid, bytes]) => ({ seq: seqOf(rid), bytes }));
  };
}

function classColumn(db: SqliteDatabase, collection: number): Uint32Array {
  const lo = ridOf(collection, 0);
  const hi = ridOf(collection + 1, 0) - 1;
  const last = db.prepare('SELECT max(rid) FROM version WHERE rid BETWEEN ? AND ?').pluck().get(lo, hi) as
    | number
    | null;
  const column = new Uint32Array(last === null ? 1 : seqOf(last) + 1);
  const segments = db
    .prepare('SELECT segment, bytes FROM class_segment WHERE collection = ? ORDER BY segment')
    .all(collection) as {
    segment: number;
    bytes: Buffer;
  }[];
  const have = new Set<number>();
  for (const s of segments) {
    const values = new Uint32Array(s.bytes.buffer.slice(s.bytes.byteOffset, s.bytes.byteOffset + s.bytes.byteLength));
    column.set(values.subarray(0, Math.max(0, column.length - s.segment * segmentSize)), s.segment * segmentSize);
    have.add(s.segment);
  }
  const rows = db.prepare('SELECT rid, class FROM version WHERE rid BETWEEN ? AND ?').raw();
  for (let segment = 0; segment * segmentSize < column.length; segment++) {
    if (have.has(segment)) continue;
    const from = ridOf(collection, segment * segmentSize);
    for (const [rid, cls] of rows.all(from, from + segmentSize - 1) as [number, number][]) column[seqOf(rid)] = cls;
  }
  return column;
}

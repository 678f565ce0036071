import { join } from 'node:path';
import type { OpenNode } from '../../src/app/index.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { type Fault, faultText, type Result } from '../../src/core/result.ts';
import type { PreparedObject } from '../../src/core/stix/object-facts.ts';
import type { TaxiiServer } from '../../src/http/index.ts';
import {
  app,
  cursorSeal,
  guardedEgress,
  http,
  limits,
  memoryKeyRing,
  nodePlatform,
  remoteFeeds,
  secretsInMemory,
  steadyClock,
  stixIntake,
  storage,
  systemTime,
} from './built.ts';
import { answerParent } from './child.ts';
import { classedObjects } from './classed-objects.ts';
import { nodeKey } from './node-key.ts';
import { realObjects } from './real-objects.ts';

/** The node under test, put together as `main` does it, with the handles the bench needs to move facts from inside. */

const self = 'bench' as PartyId;
/** As many objects a commit as an import of a file stores. */
const sliceObjects = 2_000;

interface Opened {
  readonly node: OpenNode;
  readonly server: TaxiiServer;
}

let opened: Opened | null = null;
const node = (): OpenNode => {
  if (opened === null) throw new Error('the node is not open');
  return opened.node;
};

function must<T>(result: Result<T, Fault[]>): T {
  if (result.ok) return result.value;
  throw new Error(faultText(result.error));
}

async function timed<T>(work: () => Promise<T> | T): Promise<{ readonly ms: number; readonly value: T }> {
  const began = performance.now();
  const value = await work();
  return { ms: performance.now() - began, value };
}

const collectionNamed = (alias: string) => {
  const found = [...node().state.engine.collections.values()].find((c) => c.record.alias === alias);
  if (found === undefined) throw new Error(`no collection ${alias}`);
  return found;
};

async function* bytesOf(texts: Iterable<string>): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(`${text}\n`);
}

async function addPrepared(alias: string, objects: readonly PreparedObject[]): Promise<void> {
  const { shelf, store } = node().state;
  await shelf.add(collectionNamed(alias), objects, self, () => undefined);
  await store.flush();
}

const operations = {
  /** Opens a data directory, a new one or an old one, and serves it; the port is the answer. */
  open: async ({ dir, pageCacheBytes }: { dir: string; pageCacheBytes: number }): Promise<number> => {
    const store = storage.openSqliteStore(dir === ':memory:' ? dir : join(dir, 'store.sqlite'));
    const secrets = secretsInMemory();
    const made = await app.assembleNode({
      settings: {
        party: self,
        title: 'Bench',
        description: null,
        contact: null,
        roots: [{ path: 'api', title: 'Bench', description: null }],
        secondPersonAbove: null,
      },
      store,
      clock: steadyClock(),
      platform: nodePlatform,
      seal: cursorSeal(Buffer.alloc(32, 7)),
      intake: stixIntake(nodePlatform),
      pageCacheBytes,
      keys: memoryKeyRing([nodeKey]),
      secrets,
      remote: (transport) => remoteFeeds({ platform: nodePlatform, secrets, egress: guardedEgress(), transport }),
    });
    const server = http.buildTaxiiServer({
      api: made.partner,
      now: systemTime,
      limits,
      // Timing tests fail on purpose, many thousand times a minute.
      fence: { failuresPerAddressMax: 1e9, failuresPerKeyMax: 1e9 },
      events: { failed: (_operation, error) => console.error(error) },
    });
    const address = await server.listen('127.0.0.1', 0);
    opened = { node: made, server };
    return address.port;
  },

  collection: async ({ alias, id, writers }: { alias: string; id: string; writers: readonly string[] }) => {
    must(await node().operator.createCollection({ id, title: alias, alias, writers, defaultTlp: 'green' }));
  },

  /** A partner with a key and, where `when` is given, a text over the collection; the key is the answer. */
  partner: async (input: {
    id: string;
    over: string;
    when: readonly Record<string, unknown>[] | null;
  }): Promise<string> => {
    const { operator } = node();
    must(await operator.addParty({ id: input.id, name: input.id }));
    const key = must(await operator.createKey({ party: input.id, scope: 'taxii' }));
    if (input.when !== null)
      must(
        await operator.addTerms({
          from: `party:${self}`,
          to: `party:${input.id}`,
          over: `collection:${input.over}`,
          allow: [{ do: ['know', 'receive'], when: input.when }],
          disclose: 'conditions',
        }),
      );
    return key.secret;
  },

  party: async ({ id }: { id: string }): Promise<string> => {
    const { operator } = node();
    must(await operator.addParty({ id, name: id }));
    return must(await operator.createKey({ party: id, scope: 'taxii' })).secret;
  },

  terms: async ({ value }: { value: unknown }) => {
    must(await node().operator.addTerms(value));
  },

  topic: async ({ id }: { id: string }) => {
    must(await node().operator.addTopics([{ id, scale: ['closed', 'open'] }]));
  },

  /** A recorded statement; what it took until it was on disk. */
  state: async (input: { party: string; topic: string; value: string }): Promise<number> => {
    const said = new Date(systemTime() / 1000).toISOString();
    const statement = { ...input, id: `s:${process.hrtime.bigint()}`, organ: 'board', said, grade: 'A1' };
    const { ms, value } = await timed(() => node().operator.addStatements([statement]));
    must(value);
    return ms;
  },

  /** Exact number of versions a partner may see now. */
  count: async ({ party, over }: { party: string; over: string }) => {
    const { engine } = node().state;
    const collection = collectionNamed(over);
    return timed(() => {
      const feed = engine.feed(party as PartyId, collection.record.no);
      return feed === undefined ? 0 : feed.stream.count(engine.horizon().at, (c) => collection.countOfClass(c));
    });
  },

  importReal: async ({ alias, count }: { alias: string; count: number }) => {
    const import_ = node().operator.importObjects({
      collection: alias,
      source: bytesOf(realObjects(count)),
      dryRun: false,
      reject: ({ faults }) => console.error(faultText(faults)),
    });
    const { ms, value } = await timed(() => import_);
    return { ms, totals: must(value) };
  },

  /** Stores prepared objects slice by slice; the time is that of storing alone. */
  importClassed: async ({ alias, count }: { alias: string; count: number }): Promise<number> => {
    let spent = 0;
    let slice: PreparedObject[] = [];
    const store = async (): Promise<void> => {
      const objects = slice;
      slice = [];
      spent += (await timed(() => addPrepared(alias, objects))).ms;
    };
    for (const object of classedObjects(count, self)) {
      slice.push(object);
      if (slice.length === sliceObjects) await store();
    }
    if (slice.length > 0) await store();
    return spent;
  },

  /** G10: validation of texts alone, then storing of what was prepared. */
  bulk: async ({ alias, count }: { alias: string; count: number }) => {
    const { intake } = node().state;
    const texts = [...realObjects(count, 'bulk')].map((text) => Buffer.from(text));
    const now = systemTime();
    const validation = await timed(() =>
      texts.map((bytes) => {
        const made = intake.prepare(bytes, self, now);
        if (!made.ok) throw new Error(faultText(made.error));
        return made.value.prepared;
      }),
    );
    const storing = await timed(async () => {
      for (let i = 0; i < count; i += sliceObjects)
        await addPrepared(alias, validation.value.slice(i, i + sliceObjects));
    });
    return { validationMs: validation.ms, storingMs: storing.ms };
  },

  /** One run through a collection of another node; what it took, with everything on disk. */
  pull: async ({ port, token, into }: { port: number; token: string; into: string }) => {
    const { operator } = node();
    const url = `http://127.0.0.1:${port}/taxii2/`;
    const credential = `Bearer ${token}`;
    const { id } = must(await operator.addSource({ url, collection: 'main', into, credential }));
    const { ms, value } = await timed(() => operator.syncNow({ source: id }));
    const [run] = must(value);
    if (run?.ended !== 'complete') throw new Error(`a pull ended: ${run?.ended} ${run?.why}`);
    return { ms, added: run.added, pages: run.pages };
  },

  classes: (): number => node().state.engine.book.classCount,

  cpu: (): number => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },

  memory: (): number => process.memoryUsage.rss(),
};

export type NodeOperations = typeof operations;

answerParent(operations, async () => {
  await opened?.server.close(200);
  await opened?.node.close();
});

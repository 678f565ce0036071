import { createHash } from 'node:crypto';
import { assembleNode, type NodeParts, type OpenNode } from '../../src/app/index.ts';
import type { RootView } from '../../src/app/partner-api.ts';
import type { PartyId } from '../../src/core/ids.ts';
import { limits } from '../../src/core/limits.ts';
import { type Fault, faultText, type Result } from '../../src/core/result.ts';
import { type Micros, parseTimestamp } from '../../src/core/time.ts';
import { httpDate } from '../../src/http/answer.ts';
import { connectionFence } from '../../src/http/connection-fence.ts';
import { buildTaxiiServer } from '../../src/http/index.ts';
import { requestHandler } from '../../src/http/request-handler.ts';
import { defaultFence } from '../../src/http/settings.ts';
import { cursorSeal } from '../../src/main/cursor-seal.ts';
import { memoryKeyRing } from '../../src/main/ed25519.ts';
import { nodePlatform } from '../../src/main/node-platform.ts';
import { stixIntake } from '../../src/main/stix-intake.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Platform } from '../../src/ports/platform.ts';
import type { RemoteFeeds } from '../../src/ports/remote-feed.ts';
import type { SecretShelf } from '../../src/ports/secret-shelf.ts';
import type { KeyRing } from '../../src/ports/signer.ts';
import type { Store } from '../../src/ports/store.ts';
import { openSqliteStore } from '../../src/storage/index.ts';
import { readReply, throughHandler, type WireReply } from './in-process-wire.ts';

/** A clock that stands where it was put; whoever has to wait for it moves it on by what it waits. */
export interface HandClock extends Clock {
  advance(micros: Micros): void;
  set(at: Micros): void;
}

function handClock(start: Micros): HandClock {
  let at = start;
  return {
    now: () => at,
    notBefore: (least) => {
      at = Math.max(at, least);
    },
    advance: (micros) => {
      at += micros;
    },
    set: (next) => {
      at = Math.max(at, next);
    },
    pause: async (ms) => {
      at += ms * 1000;
    },
  };
}

/** Randomness that can be put back to a named place. */
export interface FixedPlatform extends Platform {
  reseed(label: string): void;
}

function fixedPlatform(): FixedPlatform {
  let label = 'start';
  let n = 0;
  const bytes = (): Buffer => createHash('sha256').update(`${label}/${n++}`).digest();
  return {
    ...nodePlatform,
    uuid: () => {
      const b = bytes();
      b[6] = (b[6]! & 0x0f) | 0x40;
      b[8] = (b[8]! & 0x3f) | 0x80;
      const hex = b.toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
    },
    secret: () => bytes().toString('base64url'),
    reseed: (to) => {
      label = to;
      n = 0;
    },
  };
}

export interface Ask {
  readonly method?: string;
  readonly path: string;
  /** False sends no credential. */
  readonly as: string | false;
  readonly body?: unknown;
  readonly headers?: readonly string[];
}

export interface LabOptions {
  /** A file for the store; in memory when absent. */
  readonly file?: string;
  readonly start?: string;
  readonly roots?: readonly RootView[];
  /** No recording waits for a second person when absent. */
  readonly secondPersonAbove?: number;
  readonly recalls?: 'auto' | 'ask';
  readonly asking?: 'by-hand' | 'by-itself';
  /** Opens the store in place of `file`, at every start. */
  readonly store?: () => Store;
  /** Puts something between the node and its store. */
  readonly around?: (store: Store) => Store;
  readonly clock?: Clock;
  readonly platform?: Platform;
  /** The way to other servers; none when absent. */
  readonly remote?: RemoteFeeds;
  readonly secrets?: SecretShelf;
  /** Who this node is; `us` when absent. */
  readonly party?: string;
  readonly transport?: NodeParts['transport'];
}

const self = 'us' as PartyId;
const defaultRoots: readonly RootView[] = [{ path: 'api', title: 'Default', description: null }];
const mediaType = 'application/taxii+json;version=2.1';
const cursorKey = createHash('sha256').update('lab').digest();

/** Unwraps what a use case answered; a refusal fails the test in its own words. */
export function must<T>(result: Result<T, Fault[]>): T {
  if (!result.ok) throw new Error(faultText(result.error));
  return result.value;
}

/** The node as shipped, over a real store and behind the real edge, with a clock moved by hand. */
export class WholeNode {
  readonly clock: HandClock;
  readonly platform: FixedPlatform;
  /** Outlives a restart, as files do. */
  readonly keyRing: KeyRing;
  readonly keys = new Map<string, { readonly id: string; readonly secret: string }>();
  node!: OpenNode;
  store!: Store;
  readonly #options: LabOptions;
  #handle!: ReturnType<typeof requestHandler>;
  #server: ReturnType<typeof buildTaxiiServer> | null = null;

  private constructor(options: LabOptions) {
    this.#options = options;
    this.clock = handClock(parseTimestamp(options.start ?? '2026-03-01T00:00:00Z')!);
    this.platform = fixedPlatform();
    this.keyRing = memoryKeyRing([
      createHash('sha256')
        .update(`key of ${options.party ?? self}`)
        .digest(),
    ]);
  }

  static async open(options: LabOptions = {}): Promise<WholeNode> {
    const lab = new WholeNode(options);
    await lab.#open();
    return lab;
  }

  async #open(): Promise<void> {
    const opened = this.#options.store?.() ?? openSqliteStore(this.#options.file ?? ':memory:');
    this.store = this.#options.around?.(opened) ?? opened;
    const clock = this.#options.clock ?? this.clock;
    const { remote } = this.#options;
    this.node = await assembleNode({
      settings: {
        party: (this.#options.party ?? self) as PartyId,
        title: 'Us',
        description: null,
        contact: null,
        roots: this.#options.roots ?? defaultRoots,
        secondPersonAbove: this.#options.secondPersonAbove ?? null,
        recalls: this.#options.recalls ?? 'auto',
        asking: this.#options.asking ?? 'by-hand',
      },
      store: this.store,
      clock,
      platform: this.#options.platform ?? this.platform,
      seal: cursorSeal(cursorKey),
      intake: stixIntake(nodePlatform),
      pageCacheBytes: 1024 * 1024,
      ...(remote === undefined ? {} : { remote: () => remote }),
      ...(this.#options.secrets === undefined ? {} : { secrets: this.#options.secrets }),
      keys: this.keyRing,
      ...(this.#options.transport === undefined ? {} : { transport: this.#options.transport }),
    });
    this.#handle = requestHandler({
      api: this.node.partner,
      peers: this.node.peer,
      now: () => clock.now(),
      limits,
      fence: defaultFence,
      proxies: new Set(),
      connections: connectionFence(defaultFence, new Set()),
      date: httpDate(),
      isClosing: () => false,
      ready: () => !this.store.failed,
    });
  }

  get operator(): OpenNode['operator'] {
    return this.node.operator;
  }

  /** One request through the real handler, without a socket. */
  async ask(what: Ask): Promise<WireReply> {
    return readReply(await this.askRaw(what));
  }

  askRaw(what: Ask): Promise<Buffer> {
    const headers = [...(what.headers ?? ['Accept', mediaType]), ...this.#credential(what.as)];
    const body =
      what.body === undefined
        ? undefined
        : what.body instanceof Uint8Array
          ? what.body
          : Buffer.from(JSON.stringify(what.body));
    if (body !== undefined && !headers.includes('Content-Type')) headers.push('Content-Type', mediaType);
    return throughHandler(this.#handle, {
      method: what.method ?? 'GET',
      path: what.path,
      headers,
      ...(body === undefined ? {} : { body }),
    });
  }

  #credential(as: string | false): string[] {
    if (as === false) return [];
    const key = this.keys.get(as);
    if (key === undefined) throw new Error(`${as} has no key`);
    return ['Authorization', `Bearer ${key.secret}`];
  }

  /** The same node on a loopback socket. */
  async listen(): Promise<string> {
    const clock = this.#options.clock ?? this.clock;
    this.#server = buildTaxiiServer({
      api: this.node.partner,
      peers: this.node.peer,
      now: () => clock.now(),
      limits,
      ready: () => !this.store.failed,
    });
    return (await this.#server.listen('127.0.0.1', 0)).url;
  }

  async addParty(id: string, organs: readonly string[] = []): Promise<void> {
    must(await this.operator.addParty({ id, name: id, organs }));
    const key = must(await this.operator.createKey({ party: id, scope: 'taxii' }));
    this.keys.set(id, { id: key.id, secret: key.secret });
  }

  async addCollection(
    id: string,
    alias: string,
    more: Partial<Parameters<OpenNode['operator']['createCollection']>[0]> = {},
  ): Promise<void> {
    must(await this.operator.createCollection({ id, title: alias, alias, ...more }));
  }

  /** Objects by file, as own staff bring them. */
  async bring(
    collection: string,
    objects: readonly unknown[],
  ): Promise<{ readonly added: number; readonly refused: number; readonly conflicts: number }> {
    const bundle = Buffer.from(
      JSON.stringify({ type: 'bundle', id: 'bundle--00000000-0000-4000-8000-000000000000', objects }),
    );
    async function* source(): AsyncIterable<Uint8Array> {
      yield bundle;
    }
    return must(await this.operator.importObjects({ collection, source: source(), dryRun: false }));
  }

  async post(as: string, collection: string, objects: readonly unknown[], root = 'api'): Promise<WireReply> {
    return this.ask({ method: 'POST', path: `/${root}/collections/${collection}/objects/`, as, body: { objects } });
  }

  /** Starts again without having stopped: what was not on disk is lost. */
  async revive(): Promise<void> {
    await this.#open();
  }

  /** Stops and starts again over the same file. */
  async restart(): Promise<void> {
    await this.close();
    await this.#open();
  }

  async close(): Promise<void> {
    await this.#server?.close(50);
    this.#server = null;
    await this.node.close();
  }
}

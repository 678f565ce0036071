import type { NetworkLab } from './create-lab.ts';
import { Machine } from './machine.ts';

/** A TAXII client with a disk: what it holds and where it goes on are kept in one commit. */
export interface Follower {
  /** Pages taken. */
  poll(): Promise<number>;
}

interface Page {
  readonly more?: boolean;
  readonly objects?: readonly { readonly id: string; readonly modified?: string }[];
}

const mediaType = 'application/taxii+json;version=2.1';

/** Follows one collection of a node by `added_after`, over the lab's network. */
export function taxiiFollower(
  lab: NetworkLab,
  what: {
    readonly name: string;
    readonly of: string;
    readonly path: string;
    readonly secret: string;
    /** Keeps its place before it keeps the page. */
    readonly careless?: boolean;
  },
): Machine<Follower> {
  return new Machine<Follower>({
    name: what.name,
    scheduler: lab.scheduler,
    dice: lab.run.dice,
    start: async ({ store, life }) => ({
      poll: async () => {
        for (let pages = 0; ; pages++) {
          const after = store.document('place', 'after') as string | null;
          const query = `?limit=3${after === null ? '' : `&added_after=${after}`}`;
          const heard = await lab.network.send(life, what.name, what.of, {
            method: 'GET',
            path: what.path + query,
            headers: ['Accept', mediaType, 'Authorization', `Bearer ${what.secret}`],
          });
          if (heard.kind !== 'answered' || heard.reply.status === 503) return pages;
          if (heard.reply.status !== 200) throw new Error(`${heard.reply.status}: ${heard.reply.text}`);
          const page = JSON.parse(heard.reply.text) as Page;
          const last = heard.reply.headers.get('x-taxii-date-added-last');
          if (what.careless === true && last !== undefined) {
            store.write.putDocument('place', 'after', last);
            await store.flush();
          }
          for (const object of page.objects ?? [])
            store.write.putDocument('held', `${object.id} ${object.modified}`, object);
          if (last !== undefined) store.write.putDocument('place', 'after', last);
          await store.flush();
          if (page.more !== true) return pages + 1;
        }
      },
    }),
  });
}

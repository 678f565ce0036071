import type { Store } from '../../ports/store.ts';

/** A store under test, with nothing in it. */
export interface ContractStore {
  readonly store: Store;
  /** Closes it and opens it again over the same data; null where nothing lasts. */
  readonly reopen: (() => Promise<Store>) | null;
  /** From now on until it is opened again the disk takes nothing: the next flush fails. */
  failWrites(): void;
  /** Closes whatever is open and removes the data. */
  done(): Promise<void>;
}

export type OpenStore = () => Promise<ContractStore>;

/** One rule that every backend keeps. Runs under any test runner: a broken rule throws. */
export interface ContractCase {
  readonly name: string;
  readonly run: (open: OpenStore) => Promise<void>;
}

export const rule = (name: string, check: (subject: ContractStore) => Promise<void>): ContractCase => ({
  name,
  run: async (open) => {
    const subject = await open();
    try {
      await check(subject);
    } finally {
      await subject.done();
    }
  },
});

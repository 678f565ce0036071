import { lookup } from 'node:dns';

/** All addresses of a name, or the failure; tests answer in its place. */
export type Resolve = (host: string, done: (error: Error | null, addresses: readonly string[]) => void) => void;

export const systemResolve: Resolve = (host, done) => {
  lookup(host, { all: true, verbatim: true }, (error, found) =>
    done(error, error === null ? found.map((one) => one.address) : []),
  );
};

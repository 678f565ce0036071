import { closeSync, openSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** Where the node that serves DIR listens for its own staff: mode 0600 in a directory of mode 0700. */
export const controlSocket = (dir: string): string => join(resolve(dir), 'control.sock');

/** Socket addresses are short: 108 bytes on Linux and 104 on macOS, the closing zero byte included. */
const addressBytesMax = 103;

export interface SocketAddress {
  readonly path: string;
  /** To be called once the socket is bound or connected. */
  release(): void;
}

/** A spelling of the path that fits into a socket address: absolute, else relative, else through the open directory (Linux). */
export function shortAddress(path: string): SocketAddress | null {
  const fits = (p: string): boolean => Buffer.byteLength(p) <= addressBytesMax;
  const nothing = (): void => undefined;
  if (fits(path)) return { path, release: nothing };
  const near = relative(process.cwd(), path);
  if (fits(near)) return { path: near, release: nothing };
  if (process.platform !== 'linux') return null;
  const handle = openSync(resolve(path, '..'), 'r');
  return { path: `/proc/self/fd/${handle}/control.sock`, release: () => closeSync(handle) };
}

import type { Socket } from 'node:net';
import { addressGroup } from './auth/failure-throttle.ts';
import type { FenceSettings } from './settings.ts';

/**
 * Caps on connections (T-TAX-13). A connection is a stranger until a request on it has shown a valid key. When an address
 * has too many strangers, its oldest one is closed for the newest: a thousand half-open sockets then take each other's
 * place and never that of somebody who is known or has just come.
 */
export interface ConnectionFence {
  connected(socket: Socket): void;
  /** A request on this socket was authenticated. */
  proved(socket: Socket): void;
}

interface Group {
  readonly strangers: Map<string, Socket>;
  readonly known: Set<string>;
}

/** Both ends of TLS, the raw socket that connects and the one that requests arrive on, have the same far end. */
const farEnd = (socket: Socket): string => `${socket.remoteAddress} ${socket.remotePort}`;

/** `proxies`: everybody comes from there, so only the total counts. */
export function connectionFence(settings: FenceSettings, proxies: ReadonlySet<string>): ConnectionFence {
  const groups = new Map<string, Group>();
  const proven = new WeakSet<Socket>();
  let total = 0;

  function admit(address: string, group: Group): boolean {
    const isProxy = proxies.has(address);
    if (total >= settings.connectionsMax) return false;
    if (group.known.size >= (isProxy ? settings.connectionsMax : settings.connectionsPerAddressMax)) return false;
    if (group.strangers.size < (isProxy ? settings.connectionsMax : settings.strangersPerAddressMax)) return true;
    for (const [name, oldest] of group.strangers) {
      group.strangers.delete(name);
      oldest.destroy();
      return true;
    }
    return true;
  }

  return {
    connected(socket) {
      const address = addressGroup(socket.remoteAddress ?? 'unknown');
      const name = farEnd(socket);
      const group = groups.get(address) ?? { strangers: new Map(), known: new Set() };
      if (!admit(address, group)) {
        socket.destroy();
        return;
      }
      total++;
      groups.set(address, group);
      group.strangers.set(name, socket);
      socket.once('close', () => {
        total--;
        group.strangers.delete(name);
        group.known.delete(name);
        if (group.strangers.size === 0 && group.known.size === 0 && groups.get(address) === group)
          groups.delete(address);
      });
    },
    proved(socket) {
      if (proven.has(socket)) return;
      proven.add(socket);
      const name = farEnd(socket);
      const group = groups.get(addressGroup(socket.remoteAddress ?? 'unknown'));
      if (group?.strangers.delete(name)) group.known.add(name);
    },
  };
}

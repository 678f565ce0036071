import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * How a connection ends when its parser has given up. An answer by hand may only be written where no other answer has
 * begun or is owed to an earlier request, or the peer would read one as part of the other.
 */
export interface SocketEnds {
  /** A response was opened on this socket. */
  opened(socket: Socket, res: ServerResponse): void;
  end(socket: Duplex, text: Uint8Array): void;
}

export function socketEnds(): SocketEnds {
  const open = new WeakMap<Duplex, Set<ServerResponse>>();
  return {
    opened(socket, res) {
      const responses = open.get(socket) ?? new Set();
      open.set(socket, responses.add(res));
      res.once('close', () => responses.delete(res));
    },
    end(socket, text) {
      const responses = [...(open.get(socket) ?? [])];
      const isFree = responses.length === 0 || (responses.length === 1 && !responses[0]?.headersSent);
      if (isFree && socket.writable) socket.end(text, () => socket.destroy());
      else if ('destroySoon' in socket) (socket as Socket).destroySoon();
      else socket.destroy();
    },
  };
}

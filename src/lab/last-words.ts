import type { Socket } from 'node:net';

/**
 * Sends what is left to say, ends the connection and waits for the peer to do so, too, for a while: closing with
 * unread bytes makes the kernel reset the connection, and the peer would never see what was sent.
 */
export function sayLastWords(socket: Socket, words: Uint8Array | string, lingerMs: number): Promise<void> {
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => socket.destroy(), lingerMs);
    const done = (): void => {
      clearTimeout(giveUp);
      resolve();
    };
    if (socket.destroyed) {
      done();
      return;
    }
    socket.once('close', done);
    if (socket.writable) socket.end(words);
    socket.resume();
  });
}

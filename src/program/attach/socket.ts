// The socket of a daemon's prompt. Its directory is what protects it: nobody but its owner can reach what is in it.
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { makePrivateDirectory } from '../../platform/private-directory.ts';

/**
 * Listens on a socket that only this user can open; one that a daemon left behind is taken over.
 * @throws Fault where others could reach it, or another daemon listens there
 */
export async function listenPrivately(path: string, serve: (socket: Socket) => void): Promise<Server> {
  makePrivateDirectory(dirname(path));
  if (await isAnswered(path)) throw new Fault(`another daemon listens on ${path}`);
  rmSync(path, { force: true });
  const server = createServer(serve);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const mask = process.umask(0o177);
    try {
      server.listen(path, resolve); // binds at once, and so with this mask
    } finally {
      process.umask(mask);
    }
  });
  server.on('error', () => {}); // one connection that could not be taken
  return server;
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

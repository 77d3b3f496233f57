// The socket of a daemon's prompt. Its directory is what protects it: nobody but its owner can reach what is in it.
import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { errorCode, Fault } from '../../model/fault.ts';

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

function makePrivateDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const { uid, mode } = lstatSync(path);
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0)
    throw new Fault(`others can enter ${path}`, 'the folder of the socket must be its owner’s, of mode 0700');
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

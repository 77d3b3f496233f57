import { type ChildProcess, spawn } from 'node:child_process';
import { Fault } from '../model/fault.ts';

/** A lock held by this process; the kernel frees it when the process dies, however it dies. */
export interface Lock {
  release(): void;
}

const BUSY = 75; // EX_TEMPFAIL of sysexits.h

/**
 * Takes an exclusive lock on `file` (made if need be), waiting at most `waitMs`.
 * Node has no flock(2), so a child (flock(1) of util-linux, which turns into cat) holds it for as long as
 * our end of its pipe is open: kill -9 of us closes that, too.
 * @returns null when somebody else has it
 */
export function takeLock(file: string, waitMs = 0): Promise<Lock | null> {
  const wait = waitMs > 0 ? ['--wait', String(waitMs / 1000)] : ['--nonblock'];
  const holder = spawn(
    'flock',
    [
      ...wait,
      '--conflict-exit-code',
      String(BUSY),
      '--no-fork',
      file,
      'sh',
      '-c',
      'echo held; exec cat >/dev/null',
    ],
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true }, // not of our group: Ctrl-C must not free the lock
  );
  return new Promise((resolve, reject) => {
    let complaint = '';
    holder.stderr.on('data', chunk => {
      complaint += chunk;
    });
    holder.on('error', error =>
      reject(new Fault(`cannot lock ${file}: ${error.message}`, 'is util-linux installed?')),
    );
    holder.stdout.once('data', () => resolve(heldBy(holder)));
    holder.once('exit', code =>
      code === BUSY ? resolve(null) : reject(new Fault(`cannot lock ${file}: ${complaint.trim()}`)),
    );
  });
}

function heldBy(holder: ChildProcess): Lock {
  holder.unref();
  for (const pipe of [holder.stdin, holder.stdout, holder.stderr])
    (pipe as unknown as { unref(): void }).unref();
  return { release: () => holder.kill('SIGKILL') };
}

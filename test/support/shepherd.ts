import { mkdirSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';

/** Answers on Shepherd's socket at this path, as `answer` does, until the test is over. */
export async function shepherdAt(
  path: string,
  answer: (socket: Socket, asked: string) => void,
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const server = createServer(socket => {
    socket.on('error', () => {});
    socket.once('data', chunk => answer(socket, String(chunk)));
  });
  await new Promise<void>(resolve => server.listen(path, resolve));
  onTestFinished(() => void server.close());
}

/** The reply of `status root` with these services, and what it is. */
export const replyOf = (...services: string[]): string =>
  `(reply (version 0) (result ((${services.join(' ')}))) (error #f) (messages ()))`;

/**
 * A service as Shepherd 0.10 tells it: the properties and their order are those of `service->sexp` in its
 * modules/shepherd/service.scm and of its own tests/status-sexp.sh. While it runs its value is the number of its process.
 */
export function service010(name: string, about: Partial<ServiceAbout> = {}): string {
  const { running, status, changes, failures, respawns, enabled, oneShot } = { ...RUNNING, ...about };
  return `(service (version 0) (provides (${name} also-${name})) (requires (file-systems)) (respawn? #t)
    (docstring "Run (the) \\"server\\" :)") (enabled? ${enabled}) (running ${running}) (conflicts ())
    (last-respawns (${respawns})) (status-changes (${changes})) (startup-failures (${failures})) (status ${status})
    (one-shot? ${oneShot}) (transient? #f))`;
}

/**
 * The same as Shepherd 1.0 tells it (`service->sexp` and `process->sexp` of its service.scm): a process is a record with
 * its command, and there is more behind what was there before.
 */
export function service100(name: string, about: Partial<ServiceAbout> = {}): string {
  const { running = RUNNING.running } = about;
  const value = /^\d+$/.test(running)
    ? `(process (version 0) (id ${running}) (command ("/gnu/store/0123456789abcdfghijklmnpqrsvwxyz-${name}-1.24.0/sbin/${name}" "-c" "/etc/${name}.conf")))`
    : running;
  const whole = service010(name, { ...about, running: value });
  return `${whole.slice(0, -1)} (respawn-limit (5 . 7)) (respawn-delay 0.5) (exit-statuses ((0 . 1767225500)))
    (recent-messages ((1767225600 . "ready (at last)"))) (log-files ("/var/log/${name}.log")) (pending-replacement? #f))`;
}

interface ServiceAbout {
  running: string;
  status: string;
  /** Newest first, each a pair of status and seconds since 1970. */
  changes: string;
  failures: string;
  respawns: string;
  enabled: '#t' | '#f';
  oneShot: '#t' | '#f';
}

const RUNNING: ServiceAbout = {
  running: '812',
  status: 'running',
  changes: '(running . 1767225600) (starting . 1767225599)',
  failures: '',
  respawns: '',
  enabled: '#t',
  oneShot: '#f',
};

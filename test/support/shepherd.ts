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
 * What a real Shepherd answered to `status root`: built from its git as of 2023-12-05 (commit 4c8fcc0, between 0.10.2 and
 * 0.10.3), with a service that runs sleep(1), one whose start raises an error, a one-shot, and one never started. Only
 * the line breaks are ours.
 */
export const RECORDED_010 = `(reply (version 0) (result (((service (version 0) (provides (root shepherd)) (requires ()) (respawn? #f)
(docstring "The root service is used to operate on shepherd itself.") (enabled? #t) (running #t) (conflicts ())
(last-respawns ()) (status-changes ((running . 1795805999) (starting . 1795805999))) (startup-failures ()) (status running)
(one-shot? #f) (transient? #f) (respawn-limit (5 . 30)) (respawn-delay 0.1)) (service (version 0) (provides (napper also-napper))
(requires ()) (respawn? #t) (docstring "Run (the) \\"server\\" :)") (enabled? #t) (running 17956) (conflicts ())
(last-respawns ()) (status-changes ((running . 1795806000) (starting . 1795806000))) (startup-failures ()) (status running)
(one-shot? #f) (transient? #f) (respawn-limit (5 . 30)) (respawn-delay 0.1)) (service (version 0) (provides (broken))
(requires ()) (respawn? #f) (docstring "[No description].") (enabled? #t) (running #f) (conflicts ()) (last-respawns ())
(status-changes ((stopped . 1795806000) (starting . 1795806000))) (startup-failures (1795806000)) (status stopped)
(one-shot? #f) (transient? #f) (respawn-limit (5 . 30)) (respawn-delay 0.1)) (service (version 0) (provides (shot))
(requires ()) (respawn? #f) (docstring "[No description].") (enabled? #t) (running #f) (conflicts ()) (last-respawns ())
(status-changes ((stopped . 1795806000) (starting . 1795806000))) (startup-failures ()) (status stopped) (one-shot? #t)
(transient? #f) (respawn-limit (5 . 30)) (respawn-delay 0.1)) (service (version 0) (provides (idle)) (requires ())
(respawn? #f) (docstring "[No description].") (enabled? #t) (running #f) (conflicts ()) (last-respawns ()) (status-changes ())
(startup-failures ()) (status stopped) (one-shot? #f) (transient? #f) (respawn-limit (5 . 30)) (respawn-delay 0.1))))) (error #f)
(messages ()))`;

/**
 * A service in the form of RECORDED_010: while it runs its value is the number of its process. What came before that has
 * no respawn-limit and respawn-delay, and tells one-shot? and transient? only where they are so.
 */
export function service010(name: string, about: Partial<ServiceAbout> = {}): string {
  const { running, status, changes, failures, respawns, enabled, oneShot } = { ...RUNNING, ...about };
  return `(service (version 0) (provides (${name} also-${name})) (requires (file-systems)) (respawn? #t)
    (docstring "Run (the) \\"server\\" :)") (enabled? ${enabled}) (running ${running}) (conflicts ())
    (last-respawns (${respawns})) (status-changes (${changes})) (startup-failures (${failures})) (status ${status})
    (one-shot? ${oneShot}) (transient? #f) (respawn-limit (5 . 30)) (respawn-delay 0.1))`;
}

/**
 * The same in the form of Shepherd 1.0, which nobody has recorded, for neither it nor its source was at hand: written by
 * what is known of it, that the value is a record of the process with its command, and that there is more behind
 * what was there before. Its `herd` takes unknown properties in any order, and so do we.
 */
export function service100(name: string, about: Partial<ServiceAbout> = {}): string {
  const { running = RUNNING.running } = about;
  const value = /^\d+$/.test(running)
    ? `(process (version 0) (id ${running}) (command ("/gnu/store/0123456789abcdfghijklmnpqrsvwxyz-${name}-1.24.0/sbin/${name}" "-c" "/etc/${name}.conf")))`
    : running;
  const whole = service010(name, { ...about, running: value });
  return `${whole.slice(0, -1)} (exit-statuses ((0 . 1767225500)))
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

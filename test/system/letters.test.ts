// What a person gets by mail from the programs as they were built, whatever a job writes and whoever is away.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { type MailServer, mailServer } from '../support/smtp.ts';
import { count } from '../support/store.ts';
import { until } from '../support/waiting.ts';
import { SHEEPDOG, WrapperBench } from '../support/wrapper.ts';

/** One machine whose jobs are watched, and whose keeper gets mail at once. */
async function machine() {
  const server = await mailServer();
  const folder = testDirectory();
  const file = join(folder, 'server-config.scm');
  writeFileSync(
    file,
    `(herd (services (list (service job-service-type))) (gather-for (seconds 0))
       (notifiers (list (mail-notifier (to '("you@lab.org")) (from "sheepdog@lab.org")
                                       (server "smtp://127.0.0.1:${server.port}")))))`,
  );
  const env = {
    SHEEPDOG_CONFIG: file,
    SHEEPDOG_SPOOL: join(folder, 'spool'),
    SHEEPDOG_STORE: join(folder, 'store', 'sheepdog.db'),
  };
  return { server, env, job: new WrapperBench(env), start: () => startDaemon('sheepdog-daemon', env) };
}

const subjects = ({ mails }: MailServer) => mails.map(({ headers }) => headers.subject);

describe('a letter of a job', () => {
  it('that wrote 10 MiB that are no text, and what would be a header, is a short text all the same', async () => {
    const { server, job, start } = await machine();
    const daemon = start();
    await daemon.says('ready');
    const script = [
      'head -c 10485760 /dev/urandom >&2',
      `printf '\\n\\377\\376 no UTF-8\\r\\nBcc: all@lab.org\\r\\n\\r\\n.\\r\\nthe \\033[31mend\\n' >&2`,
      'exit 3 #\r\nBcc: all@lab.org',
    ].join('; ');
    await job.run(['--tag', 'noise', '-e', script]);
    await until(() => server.mails.length === 1, 'the mail');
    await daemon.stop();
    const [mail] = server.mails;
    expect(mail!.to).toEqual(['you@lab.org']);
    expect(Object.keys(mail!.headers)).not.toContain('bcc');
    expect(mail!.headers.subject).toBe(`[sheepdog] ${hostname()}: noise failed (exit 3)`);
    expect(mail!.raw.length).toBeLessThan(50_000);
    expect(mail!.body).toMatch(/\n {2}\ufffd\ufffd no UTF-8\n {2}Bcc: all@lab.org\n\n {2}\.\n {2}the end\n/);
    expect(mail!.body).toMatch(/^head -c 10485760 .*exit 3 after/);
    expect(mail!.body).not.toMatch(/[^\P{Cc}\n]/u);
    expect(mail!.body.split('\n').filter(line => /^(More|Quiet):/.test(line))).toHaveLength(2);
  }, 60_000);
});

describe('a silence', () => {
  it('that ends while the daemon is away is followed by the mail that trouble is still there', async () => {
    const { server, env, job, start } = await machine();
    const first = start();
    await first.says('ready');
    const order = ['silence', hostname(), 'job', 'borg', '--for', '3s', '--reason', 'a new disk'];
    execFileSync(SHEEPDOG, order, { env: { ...process.env, ...env } });
    const silenced = Date.now();
    await job.run(['--tag', 'borg', '-e', 'exit 3']);
    await job.run(['--tag', 'other', '-e', 'exit 4']);
    // Killed before it has noted that, it would send the same mail once more.
    const sent = () => count(env.SHEEPDOG_STORE, "SELECT count(*) FROM delivery WHERE state = 'sent'");
    await until(() => sent() === 1, 'the mail of the other job');
    await first.stop('SIGKILL');
    await until(() => Date.now() > silenced + 3_500, 'the end of the silence');
    const second = start();
    await until(() => server.mails.length === 2, 'the mail of the end');
    await second.stop();
    expect(subjects(server)).toEqual([
      `[sheepdog] ${hostname()}: other failed (exit 4)`,
      `[sheepdog] ${hostname()}: borg failed (exit 3); no longer kept quiet`,
    ]);
  }, 60_000);
});

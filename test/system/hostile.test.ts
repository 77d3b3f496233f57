import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { rows } from '../support/store.ts';
import { until } from '../support/waiting.ts';

/** Programs that hang, fork without end, print without end, die, lie, or are not there; and one that is well. */
const CHECKS = (mark: string) => `
(herd
  (services
    (list (command-check "hangs" "trap '' TERM; sleep 600; sleep 600 # ${mark}" #:timeout (seconds 3))
          (command-check "forks" "while :; do setsid sleep 600.${mark} & sleep 0.1; done" #:timeout (seconds 3))
          (command-check "floods" "yes ${mark}" #:timeout (seconds 20))
          (command-check "dies" "kill -SEGV $$")
          (nagios-check "missing" "/no/such/check")
          (number-check "letters" "echo many")
          (program-monitor "prints 100 MiB" "/bin/sh" '("-c" "head -c 104857600 /dev/zero"))
          (program-monitor "lies" "/bin/echo" '("{\\"level\\": \\"splendid\\"}"))
          (command-check "well" "echo alive"))))`;

/** Processes whose command line holds this. */
function running(mark: string): string[] {
  return readdirSync('/proc').filter(name => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(mark);
    } catch {
      return false; // gone
    }
  });
}

describe('programs that do what they want', () => {
  it('cost only themselves, leave nothing behind, and are seen in the status', async () => {
    const folder = testDirectory();
    const mark = `${process.pid}${Date.now() % 100_000}`;
    const config = join(folder, 'server-config.scm');
    writeFileSync(config, CHECKS(mark));
    const store = join(folder, 'store/sheepdog.db');
    const env = { SHEEPDOG_SPOOL: join(folder, 'spool'), SHEEPDOG_STORE: store, SHEEPDOG_CONFIG: config };
    const daemon = startDaemon('sheepdog-daemon', env);
    const found = () =>
      rows<Record<'subject' | 'level' | 'text', string>>(
        store,
        'SELECT subject, level, text FROM "relation:finding" WHERE until = 9007199254740991 ORDER BY subject',
      ).map(({ subject, level, text }) => `${subject}: ${level}, ${text.split('\n')[0]}`);
    await until(() => found().length >= 9, 'nine findings', 90_000);
    expect(found()).toEqual([
      expect.stringMatching(/^dies: bark, killed by SIGSEGV/),
      expect.stringMatching(/^floods: bark, it printed without end, and was ended/),
      expect.stringMatching(/^forks: bark, it was ended after \d+ seconds/),
      expect.stringMatching(/^hangs: bark, it was ended after \d+ seconds/),
      'letters: warn, not measured: it printed no number: "many"',
      expect.stringMatching(
        /^lies \(monitor\): warn, .*must be ok, note, warn, bark or unknown, but is "splendid"/,
      ),
      'missing: unknown, there is no such program',
      expect.stringMatching(/^prints 100 MiB \(monitor\): warn, .*printed without end, and was ended/),
      'well: ok, alive',
    ]);
    expect(running(mark)).toEqual([]);
    expect(await daemon.stop()).toBe(0);
  }, 120_000);
});

import { describe, expect, it } from 'vitest';
import { maskShell } from '../../src/wrap/mask.ts';
import { defaultTag } from '../../src/wrap/tag.ts';

describe('the name of a job that was given none', () => {
  it.each([
    ['borg create --stats /backup::x /export', 'borg-create'],
    ['/usr/bin/borg --verbose create', 'borg-create'],
    ['BORG_PASSPHRASE=x borg create', 'borg-create'],
    ['cd /export && borg create x', 'borg-create'],
    ['set -e; export A=b; borg prune', 'borg-prune'],
    ['nice -n 19 ionice -c 3 borg create', 'borg-create'],
    ['sudo -u backup borg create', 'borg-create'],
    ['timeout -k 5 3h borg create', 'borg-create'],
    ['env A=b exec borg create', 'borg-create'],
    ['rsync -a /a /b', 'rsync'],
    ['rsync -a 10 host.example:/b', 'rsync'],
    ['python3 /opt/backup.py --daily', 'backup.py'],
    ['bash -e /opt/night.sh', 'night.sh'],
    ['bash -c "borg create"', 'bash'],
    ['true', 'true'],
    ['>/dev/null 2>&1 borg create', 'borg-create'],
    ['(borg create) | tee x', 'borg-create'],
    ['curl -fsS https://x/?token=abc', 'curl'],
    ['tool --password hunter2 create', 'tool-create'],
    ['"/opt/my tools/run" now', 'run-now'],
    ["'\u001b[2J'", '2J'],
    ['""', 'job'],
    [';;;', 'job'],
  ])('%s → %s', (line, tag) => {
    expect(defaultTag(maskShell(line))).toBe(tag);
  });
});

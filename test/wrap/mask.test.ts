import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskShell, maskWords, recordedCommand } from '../../src/wrap/mask.ts';

const MASKED: [line: string, recorded: string][] = [
  ['mysqldump --password=hunter2 db', 'mysqldump --password=*** db'],
  ['mysqldump --password hunter2 db', 'mysqldump --password *** db'],
  ['mysqldump -u root -phunter2 db', 'mysqldump -u root -p*** db'],
  ['nice -n 5 /usr/bin/mysql -phunter2', 'nice -n 5 /usr/bin/mysql -p***'],
  ['PGPASSWORD=hunter2 pg_dump -h db x', 'PGPASSWORD=*** pg_dump -h db x'],
  ["BORG_PASSPHRASE='hunter2 three' borg create r::a /x", 'BORG_PASSPHRASE=*** borg create r::a /x'],
  ['export AWS_SECRET_ACCESS_KEY=hunter2; aws s3 sync', 'export AWS_SECRET_ACCESS_KEY=***; aws s3 sync'],
  ['env GITHUB_TOKEN=hunter2 gh api', 'env GITHUB_TOKEN=*** gh api'],
  ['tool --token "hunter2"', 'tool --token ***'],
  ['tool --api-key=hunter2 --passphrase hunter2', 'tool --api-key=*** --passphrase ***'],
  ['"--password=hunter2 three" x', '--password=*** x'],
  ['curl -u bob:hunter2 https://x', 'curl -u bob:*** https://x'],
  ['curl -ubob:hunter2 https://x', 'curl -ubob:*** https://x'],
  ['curl --user=bob:hunter2 https://x', 'curl --user=bob:*** https://x'],
  ['curl https://bob:hunter2@x/y?a=b', 'curl https://bob:***@x/y?a=b'],
  ['curl -H "Authorization: Bearer hunter2" x', 'curl -H "Authorization: ***" x'],
  ["curl -H 'X-Api-Key: hunter2' x", 'curl -H "X-Api-Key: ***" x'],
  ['rsync rsync://bob:hunter2@h/m /x', 'rsync rsync://bob:***@h/m /x'],
  ['sshpass -p hunter2 ssh x', 'sshpass -p *** ssh x'],
  ['redis-cli -a hunter2 PING', 'redis-cli -a *** PING'],
  ['openssl enc -pass pass:hunter2', 'openssl enc -pass ***'],
  ['openssl rsa -passin pass:hunter2', 'openssl rsa -passin pass:***'],
  ['7z a -phunter2 x.7z y', '7z a -p*** x.7z y'],
  ['openssl enc -aes256 -k hunter2 -in x', 'openssl enc -aes256 -k *** -in x'],
  ['smbclient //nas/x -U bob%hunter2 -c ls', 'smbclient //nas/x -U bob%*** -c ls'],
  ['smbclient //nas/x --user=bob%hunter2', 'smbclient //nas/x --user=bob%***'],
  ['sudo rpcclient -Ubob%hunter2 nas', 'sudo rpcclient -Ubob%*** nas'],
  ['curl "https://x/y?api_key=hunter2&b=c"', 'curl "https://x/y?api_key=***&b=c"'],
  ['wget https://x/y?a=b&access_token=hunter2', 'wget https://x/y?a=b&access_token=***'],
  ["wget 'https://x/blob?sv=1&sig=hunter2#z'", 'wget "https://x/blob?sv=1&sig=***#z"'],
  ['sh -c "mysql -phunter2 db && borg create x"', 'sh -c "mysql -p*** db && borg create x"'],
  ["ssh h 'PGPASSWORD=hunter2 pg_dump x'", 'ssh h PGPASSWORD=***'],
];

const KEPT = [
  'borg create --stats /export/backup/borg::ipfs-{now} /export/ipfs',
  'borg prune --keep-daily 7 --keep-weekly=4 /x',
  "mysqldump --defaults-file=/root/.my.cnf db | gzip > '/x y'",
  'gpg --passphrase-file /etc/pass --passphrase-fd=3 x',
  'ssh -p 2222 host "echo done"',
  'mkdir -p a/b && cp -p x y',
  'tar -pczf x.tgz --exclude=*.o .',
  'curl -u bob https://x/a:b@c',
  "curl 'https://x/y?key_id=7&keywords=a&page=2'",
  'date +%s -k x',
  'tar -C /x -k a%b',
  'true',
];

describe('passwords in the recorded command', () => {
  it.each(MASKED)('are masked: %s', (line, recorded) => {
    expect(maskShell(line)).toBe(recorded);
    expect(recorded).not.toContain('hunter2');
  });

  it.each(KEPT)('what holds none stays: %s', line => {
    expect(maskShell(line)).toBe(line);
  });

  it('are masked in arguments that no shell has seen', () => {
    expect(maskWords(['tool', '--password=a b c'])).toEqual(['tool', '--password=***']);
    expect(maskWords(['tool', '--password', "it's mine"])).toEqual(['tool', '--password', '***']);
  });

  it('never get through in an assignment, however they are quoted', () => {
    const quotes = fc.constantFrom(
      (s: string) => `'${s}'`,
      (s: string) => `"${s}"`,
    );
    const secret = fc.string({ minLength: 6 }).filter(s => !/['"\\$`]/.test(s) && s.trim().length > 5);
    fc.assert(
      fc.property(quotes, secret, (quote, s) => {
        expect(maskShell(`X_PASSWORD=${quote(s)} run --token=${quote(s)} now`)).toBe(
          'X_PASSWORD=*** run --token=*** now',
        );
      }),
    );
  });

  it('loses nothing else: pieces that are no secrets come back as they were', () => {
    fc.assert(
      fc.property(fc.string(), line => {
        fc.pre(!/[=:-]/.test(line));
        expect(maskShell(line)).toBe(line);
      }),
    );
  });

  it('does not take long over what is made to take long', () => {
    for (const hostile of [
      "'".repeat(50_000),
      '"\\'.repeat(50_000),
      'a:'.repeat(50_000),
      '-='.repeat(50_000),
    ])
      expect(maskShell(hostile).length).toBeGreaterThan(0);
  });
});

describe('the recorded command', () => {
  it('shows arguments so that a shell would read them back', () => {
    const command = {
      kind: 'program',
      program: '/bin/echo',
      args: ['a b', "it's", '', '*.o', '--x=y'],
    } as const;
    expect(recordedCommand({ ...command, args: [...command.args] })).toBe(
      "/bin/echo 'a b' 'it'\\''s' '' '*.o' --x=y",
    );
  });

  it('is at most 4 KiB of JSON, and says where it is cut', () => {
    for (const text of [
      `echo ${'a'.repeat(10_000)}`,
      `echo ${'\u0001'.repeat(10_000)}`,
      `echo ${'🐑'.repeat(5000)}`,
    ]) {
      const recorded = recordedCommand({ kind: 'shell', text });
      expect(JSON.stringify(recorded).length).toBeLessThan(4200);
      expect(recorded).toMatch(/ \[… \d+ bytes left out\]$/);
      expect(Buffer.from(recorded).toString()).toBe(recorded);
    }
  });
});

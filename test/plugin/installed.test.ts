import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMonitor } from '../../src/plugin/hooks.ts';
import { type Machine, thisMachine } from '../../src/system/machine.ts';
import { other, recorded } from '../machine/recorded.ts';
import { shippedService } from './plugin-text.ts';

interface Found {
  whole: boolean;
  came: unknown[][];
  gone: unknown[][];
  counts: unknown[][];
}

const look = (machine: Machine) =>
  runMonitor(shippedService('installed'), { timeLimit: 30_000 }, machine) as unknown as Promise<Found>;

const stanza = (name: string, version: string) =>
  `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\nArchitecture: amd64\n\n`;

const STORE = '/gnu/store/0123456789abcdfghijklmnpqrsvwxyz';

// No machine with Guix was at hand to record from. These were written by hand in the form in which `manifest->gexp` of
// Guix' guix/profiles.scm, as of March 2026, writes version 4 and, where it is asked to, version 3 (which was the current
// one until 2022); `sexp->manifest` there reads both, and would read `(version 4 minor-version …)`. An entry is (name
// version output path), then propagated-inputs, search-paths and properties where there are any; version 4 has
// `repeated` for what was told before.
const VERSION_4 = `(manifest (version 4) (packages (
  ("nginx" "1.24.0" "out" "${STORE}-nginx-1.24.0")
  ("python" "3.10.7" "out" "${STORE}-python-3.10.7" (search-paths (("GUIX_PYTHONPATH" ("lib/python3.10/site-packages") ":" directory #f))))
  ("python-flask" "2.3.2" "out" "${STORE}-python-flask-2.3.2"
    (propagated-inputs (("python-click" "8.1.3" "out" "${STORE}-python-click-8.1.3")
                        (repeated "python" "3.10.7" "${STORE}-python-3.10.7"))))
  ("git" "2.41.0" "out" "${STORE}-git-2.41.0")
  ("git" "2.41.0" "send-email" "${STORE}-git-2.41.0-send-email" (properties ((provenance (repository (version 0))))))
  )))`;
const VERSION_3 = `(manifest (version 3 0) (packages (
  ("hello" "2.10" "out" "${STORE}-hello-2.10" (propagated-inputs ()) (search-paths ()))
  ("guile" "3.0.7" "out" "${STORE}-guile-3.0.7"
    (propagated-inputs (("libgc" "8.0.4" "out" "${STORE}-libgc-8.0.4" (propagated-inputs ()) (search-paths ()))))
    (search-paths ()) (properties (x . 1))))))`;

const profile = (place: string, name: string, manifest: string) => ({
  [`${STORE}-${name}/manifest`]: manifest,
  [place]: { link: `${STORE}-${name}` },
});

describe('what is installed', () => {
  it('on Debian is what dpkg-query lists', async () => {
    const format = ['db:Status-Status', 'Package', 'Version'].map(field => `$\{${field}}`).join(' ');
    const theirs = other('dpkg-query', '--show', `--showformat=${format}\\n`)
      .split('\n')
      .filter(line => line.startsWith('installed '))
      .map(line => line.slice('installed '.length));
    const { came, whole } = await look(thisMachine());
    const mine = came.map(([name, version, revision, epoch]) => {
      const full = revision === '' ? version : `${version}-${revision}`;
      return `${name} ${epoch === 0 ? full : `${epoch}:${full}`}`;
    });
    expect(whole).toBe(true);
    expect(mine.sort()).toEqual([...new Set(theirs)].sort());
  });

  it('on Guix is what the manifests of system, home and users name', async () => {
    const machine = recorded({
      ...profile('/run/current-system/profile', 'system', VERSION_4),
      ...profile('/var/guix/profiles/per-user/alice/guix-profile', 'alice', VERSION_3),
      ...profile(
        '/var/guix/profiles/per-user/alice/guix-home/profile',
        'home',
        '(manifest (version 4) (packages ()))',
      ),
    });
    expect(await look(machine)).toEqual({
      whole: true,
      came: [
        ['nginx', '1.24.0', '', 0, 'system'],
        ['python', '3.10.7', '', 0, 'system'],
        ['python-flask', '2.3.2', '', 0, 'system'],
        ['python-click', '8.1.3', '', 0, 'system'],
        ['git', '2.41.0', '', 0, 'system'],
        ['hello', '2.10', '', 0, 'user:alice'],
        ['guile', '3.0.7', '', 0, 'user:alice'],
        ['libgc', '8.0.4', '', 0, 'user:alice'],
      ],
      gone: [],
      counts: [
        ['system', 5],
        ['user:alice', 3],
      ],
    });
  });

  it('travels once, then only what changes', async () => {
    const machine = recorded({
      '/var/lib/dpkg/status': stanza('nginx', '1.22.1-9') + stanza('bash', '5.2-1'),
    });
    const service = shippedService('installed');
    const again = () => runMonitor(service, { timeLimit: 5_000 }, machine) as unknown as Promise<Found>;
    expect((await again()).came).toHaveLength(2);
    expect(await again()).toEqual({ whole: false, came: [], gone: [], counts: [['dpkg', 2]] });
    writeFileSync(join(machine.root, 'var/lib/dpkg/status'), stanza('nginx', '1:1.24.0-1'));
    expect(await again()).toEqual({
      whole: false,
      came: [['nginx', '1.24.0', '1', 1, 'dpkg']],
      gone: [
        ['nginx', '1.22.1', '9', 0, 'dpkg'],
        ['bash', '5.2', '1', 0, 'dpkg'],
      ],
      counts: [['dpkg', 1]],
    });
  });

  it('is not seen where no package manager is, and a trouble where a manifest cannot be read', async () => {
    expect(await look(recorded({}))).toEqual({ unseen: 'neither dpkg nor rpm is here' });
    const strange = recorded(profile('/run/current-system/profile', 'system', '(manifest (version 9) x)'));
    await expect(look(strange)).rejects.toThrow(/no manifest of Guix .*system/);
  });
});

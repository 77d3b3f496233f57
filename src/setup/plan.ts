import { DAEMON_USER, lookUnit, receiveUnit, type Unit, type UnitProgram, watchUnit } from './units.ts';

/** One thing that a machine needs before Sheepdog runs on it. Each can be done again and changes nothing then. */
export type Step =
  /** A user of the system, with a group of its own name. */
  | { kind: 'user'; name: string; home: string }
  | { kind: 'directory'; path: string; mode: number; owner: string }
  | { kind: 'file'; path: string; mode: number; text: string; replace: boolean }
  | { kind: 'command'; words: string[] };

const UNITS = '/etc/systemd/system';

/** Anyone may add and nobody may look: as src/queue/spool/layout.ts makes them. */
const DROP_BOX = 0o3733;
const DROP_BOXES = ['tmp', 'new', 'runs', 'failing'];

const FIRST_CONFIGURATION = `;; What is watched on the machines of this herd; 'sheepdog check' looks it through, docs/herd.md tells of it.
(herd)
`;

/**
 * What has to be done on a machine without Guix.
 * @param server does it receive what the others send?
 */
export function setupPlan(server: boolean, program: UnitProgram): Step[] {
  const units = [watchUnit(program), lookUnit(program), ...(server ? [receiveUnit(program)] : [])];
  return [
    { kind: 'user', name: DAEMON_USER, home: '/var/lib/sheepdog' },
    directory('/etc/sheepdog', 0o755, 'root'),
    directory('/etc/sheepdog/plugins', 0o755, 'root'),
    directory('/var/lib/sheepdog', 0o2750, DAEMON_USER),
    directory('/var/spool/sheepdog', 0o755, DAEMON_USER),
    ...DROP_BOXES.map(box => directory(`/var/spool/sheepdog/${box}`, DROP_BOX, DAEMON_USER)),
    {
      kind: 'file',
      path: '/etc/sheepdog/server-config.scm',
      mode: 0o644,
      text: FIRST_CONFIGURATION,
      replace: false,
    },
    ...units.map(unitFile),
    { kind: 'command', words: ['systemctl', 'daemon-reload'] },
  ];
}

const directory = (path: string, mode: number, owner: string): Step => ({
  kind: 'directory',
  path,
  mode,
  owner,
});

function unitFile({ name, text }: Unit): Step {
  return { kind: 'file', path: `${UNITS}/${name}`, mode: 0o644, text, replace: true };
}

/** The step as a person would type it. */
export function stepText(step: Step): string {
  switch (step.kind) {
    case 'user':
      return userCommand(step.name, step.home).join(' ');
    case 'directory':
      return `install -d -m ${step.mode.toString(8)} -o ${step.owner} -g ${step.owner} ${step.path}`;
    case 'file':
      return `install -m ${step.mode.toString(8)} … ${step.path}${step.replace ? '' : '   # unless it is there'}`;
    case 'command':
      return step.words.join(' ');
  }
}

/** The program that makes a user of the system, as Debian, Fedora, Arch and openSUSE have it. */
export function userCommand(name: string, home: string): string[] {
  return [
    'useradd',
    '--system',
    '--user-group',
    '--home-dir',
    home,
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    name,
  ];
}

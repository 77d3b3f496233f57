import { spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { errorText, Fault } from '../model/fault.ts';
import { type Step, userCommand } from './plan.ts';

/** What came of a step: was there anything to do? */
export type StepOutcome = 'done' | 'was so';

/** Does one step of a plan, as root. @throws Fault where it cannot be done; those before it stay done */
export function carryOut(step: Step): StepOutcome {
  switch (step.kind) {
    case 'user':
      if (idOf(step.name)) return 'was so';
      return run(userCommand(step.name, step.home));
    case 'directory':
      return makeDirectory(step.path, step.mode, step.owner);
    case 'file':
      return writeFile(step.path, step.mode, step.text, step.replace);
    case 'command':
      return run(step.words);
  }
}

/** By what is open, and not by its name: whoever owns a folder above may put a link in its place at any moment. */
function makeDirectory(path: string, mode: number, owner: string): StepOutcome {
  const id = idOf(owner);
  if (!id) throw new Fault(`there is no user '${owner}'`);
  if (!lstatSync(path, { throwIfNoEntry: false })) mkdirSync(path);
  const fd = openDirectory(path);
  try {
    const now = fstatSync(fd);
    if ((now.mode & 0o7777) === mode && now.uid === id.uid && now.gid === id.gid) return 'was so';
    fchownSync(fd, id.uid, id.gid);
    fchmodSync(fd, mode); // whatever the umask; after chown, which takes the set-group-id bit away
    return 'done';
  } finally {
    closeSync(fd);
  }
}

function openDirectory(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch (error) {
    throw new Fault(`${path} is no folder, or a link: ${errorText(error)}`, 'setup follows no links');
  }
}

function writeFile(path: string, mode: number, text: string, replace: boolean): StepOutcome {
  if (existsSync(path) && (!replace || readFileSync(path, 'utf8') === text)) return 'was so';
  writeFileSync(path, text, { mode });
  return 'done';
}

function run([program, ...words]: string[]): StepOutcome {
  const { status, error, stderr } = spawnSync(program!, words, { encoding: 'utf8' });
  if (error) throw new Fault(`${program} cannot be run: ${error.message}`);
  if (status !== 0) throw new Fault(`${[program, ...words].join(' ')} failed: ${stderr.trim()}`);
  return 'done';
}

/** The ids of a user of this machine and of its group; null where there is none. */
function idOf(name: string): { uid: number; gid: number } | null {
  const { status, stdout } = spawnSync('getent', ['passwd', name], { encoding: 'utf8' });
  if (status !== 0) return null;
  const [, , uid, gid] = stdout.split(':').map(Number);
  return { uid: uid!, gid: gid! };
}

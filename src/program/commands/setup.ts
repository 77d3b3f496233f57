import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Command } from 'commander';
import { Fault } from '../../model/fault.ts';
import { type Step, setupPlan, stepText } from '../../setup/plan.ts';
import { DAEMON_USER } from '../../setup/units.ts';
import { jsonLine } from '../../terminal/escape.ts';
import type { CommandContext } from './context.ts';

interface Options {
  server?: boolean;
  dryRun?: true;
  json?: true;
}

export function registerSetup(program: Command, context: CommandContext): void {
  program
    .command('setup')
    .summary('makes this machine ready: user, directories, units of systemd')
    .description(
      'Makes a machine without Guix ready for the daemons: their user, the directories, the units of systemd. What is there already stays. Then says what to do next. Nothing is started.',
    )
    .option('--server', 'also the daemon that receives what other machines send')
    .option('--dry-run', 'only shows each step, and the units whole')
    .option('--json', 'one JSON object a step, and what came of it')
    .addHelpText('after', '\nExamples:\n  sheepdog setup --dry-run\n  sudo sheepdog setup --server')
    .action((options: Options) => setUp(options, context));
}

async function setUp({ server = false, dryRun, json }: Options, context: CommandContext): Promise<void> {
  const program = { node: process.execPath, programs: import.meta.dirname };
  const plan = setupPlan(server, program);
  if (dryRun) return showPlan(plan, json === true, context);
  if (process.getuid?.() !== 0)
    throw new Fault(
      'only root can make a user and units',
      'sudo sheepdog setup; --dry-run shows what it does',
    );
  if (!existsSync('/run/systemd/system'))
    throw new Fault(
      'systemd does not run on this machine',
      '--dry-run shows what to do by hand; on Guix System use the service, see docs/guix.md',
    );
  const { carryOut } = await import('../../setup/carry-out.ts');
  for (const step of plan) {
    const outcome = carryOut(step);
    context.out(
      json ? `${jsonLine({ step: stepText(step), outcome })}\n` : `${outcome.padEnd(8)}${stepText(step)}\n`,
    );
  }
  if (!json) context.out(nextSteps(server) + homeWarning(program.programs));
}

function showPlan(plan: Step[], json: boolean, { out }: CommandContext): void {
  for (const step of plan)
    if (json) out(`${jsonLine({ ...step, step: stepText(step) })}\n`);
    else out(`${stepText(step)}\n${step.kind === 'file' ? indented(step.text) : ''}`);
}

const indented = (text: string) => text.replace(/^(?=.)/gm, '    ');

function nextSteps(server: boolean): string {
  if (!server)
    return `
Next, where messages go (nothing, if this machine is alone), and off it goes:

  echo redis://REPORTHOST:6379 > /etc/sheepdog/queue
  systemctl enable --now sheepdog-daemon sheepdog-look
`;
  return `
Next, the queue is Redis on this machine (see docs/way.md for what to tell it):

  echo redis://localhost:6379 > /etc/sheepdog/queue
  systemctl enable --now sheepdog-queue-daemon sheepdog-daemon sheepdog-look

and for each machine of the herd, here and there:

  ${hostname()}# sheepdog enroll HOST          # its user in Redis, its secret, and the lines to type there
  HOST# sheepdog setup && systemctl enable --now sheepdog-daemon sheepdog-look

To let somebody ask what is stored: adduser NAME ${DAEMON_USER}
`;
}

/** A daemon's user cannot look into the homes of others. */
function homeWarning(programs: string): string {
  if (!/^\/(root|home)\//.test(programs)) return '';
  return `
warning: Sheepdog is installed in ${programs}, where ${DAEMON_USER} may not look.
hint: install it for all: npm install -g --prefix /usr/local sheepdog-….tgz
`;
}

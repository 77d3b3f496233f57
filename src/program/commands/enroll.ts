import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Command } from 'commander';
import { errorCode, errorText, Fault } from '../../model/fault.ts';
import { silentLog } from '../../model/log.ts';
import { configuredQueue } from '../../platform/paths.ts';
import { formatQueueAddress, parseQueueAddress, type QueueAddress } from '../../queue/address.ts';
import type { Enrolment } from '../../queue/redis/enrolment.ts';
import { jsonLine } from '../../terminal/escape.ts';
import { argument } from './arguments.ts';
import type { CommandContext } from './context.ts';

interface Options {
  queue?: string;
  reach?: string;
  secret?: string;
  renew?: true;
  json?: true;
}

/** Bytes of chance in a password. */
const SECRET_BYTES = 32;
const PLACE = '/etc/sheepdog/password';

export function registerEnroll(program: Command, context: CommandContext): void {
  program
    .command('enroll')
    .summary('a machine joins the herd: its user in Redis, and its secret')
    .description(
      'Makes the Redis user of a machine, which may add to its own stream, read its own marks, and nothing else. Writes its password to a file and says what to do there.',
    )
    .argument('<host>', 'the machine, as `hostname` says it there')
    .option('-H, --queue <address>', 'Redis, as one who may make users; default the configured queue')
    .option(
      '--reach <host:port>',
      'where that machine finds Redis; default this machine, or the queue’s host',
    )
    .option('--secret <file>', 'the password goes here; - for standard output; default HOST.password')
    .option('--renew', 'a new password for a machine that is enrolled; the old one ends')
    .option('--json', 'one JSON object: the user, the address, the file of the secret, the line of Redis')
    .addHelpText(
      'after',
      `
Examples:
  sheepdog enroll tux01
  sheepdog enroll tux01 --secret - | ssh root@tux01 'umask 077; mkdir -p /etc/sheepdog; cat > ${PLACE}'`,
    )
    .action((host: string, options: Options) => enroll(host, options, context));
}

/**
 * The queue that an order of the keeper goes to, the daemon's; shared by those that change the users of Redis. Null where
 * none is configured.
 */
export async function queueOfKeeper(
  given: string | undefined,
  env: CommandContext['env'],
): Promise<QueueAddress | null> {
  const { configurationFile, loadDog } = await import('../dog.ts');
  const text = given ?? configuredQueue(env) ?? loadDog(env, configurationFile(env)).herd.queue;
  return text === null ? null : parseQueueAddress(text);
}

export const queueArgument = argument(text => formatQueueAddress(parseQueueAddress(text)));

async function enroll(host: string, options: Options, context: CommandContext): Promise<void> {
  const address = await queueOfKeeper(options.queue, context.env);
  if (!address) throw new Fault('no queue is configured here', 'name it: -H localhost:6379');
  const { enrolMachine } = await import('../../queue/redis/enrolment.ts');
  const file = options.secret ?? `${host}.password`;
  const password = randomBytes(SECRET_BYTES).toString('base64url');
  // The file first: a password that is set and nowhere written would have to be renewed.
  if (file !== '-') writeSecret(file, password);
  let enrolment: Enrolment;
  try {
    enrolment = await enrolMachine(address, host, { password, renew: options.renew === true }, silentLog);
  } catch (error) {
    if (file !== '-') rmSync(file, { force: true });
    throw error;
  }
  const queue = addressThere(host, options.reach, address);
  if (file === '-') context.out(`${password}\n`);
  if (options.json && file !== '-')
    context.out(`${jsonLine({ host, queue, secret: file, kept: enrolment.kept, line: enrolment.line })}\n`);
  const words = orders(host, queue, file) + warning(enrolment);
  if (file === '-') context.err(words);
  else if (!options.json) context.out(words);
}

function writeSecret(file: string, password: string): void {
  try {
    writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (errorCode(error) === 'EEXIST')
      throw new Fault(`${file} is there already`, 'another file for the secret: --secret FILE');
    throw new Fault(`cannot write the secret to ${file}: ${errorText(error)}`, 'nobody was enrolled');
  }
}

/** The address as the machine will use it: what is local here is not local there. */
function addressThere(host: string, reach: string | undefined, address: QueueAddress): string {
  const local = ['localhost', '127.0.0.1', '::1'].includes(address.host);
  const given = reach === undefined ? null : parseQueueAddress(reach);
  return formatQueueAddress({
    host: given?.host ?? (local ? hostname() : address.host),
    port: given?.port ?? address.port,
    tls: given?.tls ?? address.tls,
    user: host,
    passwordFile: PLACE,
  });
}

function orders(host: string, queue: string, file: string): string {
  const copy = file === '-' ? '' : `  scp ${file} root@${host}:${PLACE} && rm ${file}\n`;
  return `${host} may now add to its own stream. Make it known there:

  ssh root@${host} mkdir -p /etc/sheepdog
${copy}  ssh root@${host} "chmod 600 ${PLACE}; echo '${queue}' > /etc/sheepdog/queue"

and start sheepdog-daemon there.
`;
}

function warning({ kept, line }: Enrolment): string {
  if (kept !== 'memory') return '';
  return `
warning: this Redis runs without an aclfile or a redis.conf it may write: it forgets the user when it restarts.
hint: put this line into its redis.conf: ${line}
`;
}

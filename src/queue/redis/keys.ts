/** The names in Redis. A machine's user may write its own stream and read its own marks, and nothing else. */
export const GROUP = 'sheepdog';
/** One name for all receivers that ever were: a name for each process leaves entries behind that nobody reads. */
export const CONSUMER = 'receiver';

const STREAM = 'sheepdog:in:';
const STORED = 'sheepdog:stored:';
export const STREAM_PATTERN = `${STREAM}*`;

/** The stream of one machine: its name is the host, whatever the messages say. */
export const streamOf = (host: string) => STREAM + host;
export const hostOf = (stream: string) => stream.slice(STREAM.length);
/** A hash: spool id → highest number stored. */
export const storedOf = (host: string) => STORED + host;

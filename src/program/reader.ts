import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../clock/clock.ts';
import type { QueueAddress } from '../queue/address.ts';
import { RedisInbox } from '../queue/redis/inbox.ts';
import { serveInbox } from '../queue/thread/serve.ts';

// The thread of the queue daemon that talks to Redis.
serveInbox(parentPort!, log => new RedisInbox(workerData as QueueAddress, systemClock, log));

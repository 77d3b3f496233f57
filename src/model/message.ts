/** Any value JSON can hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The version of the envelope written by this program; newer ones are parked until an upgrade. */
export const MESSAGE_VERSION = 1;

/** A message longer than this many bytes is refused: Redis holds it in memory, and so does the receiver. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;

/** A body nested deeper than this is refused: whoever walks it must not run out of stack. */
export const MAX_MESSAGE_DEPTH = 64;

/**
 * What a machine tells, as it travels: the envelope is JSON, the host is never part of it
 * (it is the name of the stream the message came by). See docs/message.md.
 */
export interface Message {
  version: number;
  /** Unique among the messages of its host, ordered by time of making. */
  id: string;
  /** /etc/machine-id of the sender, null where there is none. */
  machine: string | null;
  /** The sender's boot id, null where there is none. */
  boot: string | null;
  /** Name of the plugin whose receiver hook takes the message. */
  plugin: string;
  /** Hash of the plugin's file as the sender had it, null for what ships in the core. */
  hash: string | null;
  /** When it happened, by the sender's clock: milliseconds since 1970, UTC. */
  time: number;
  body: Json;
}

/** The number a sender gave a message: the receiver takes only the next number of each spool. */
export interface SpoolNumber {
  /** Id of the sender's numbered lane; a new one whenever its numbers begin again. */
  spool: string;
  /** 1, 2, 3 … without gaps. */
  number: number;
  /** The lowest number the sender still holds: what is below it and not stored can never arrive. */
  base: number;
}

/** Plugins that are part of the core and carry its own messages. */
export const JOB_PLUGIN = 'job';
export const HEARTBEAT_PLUGIN = 'heartbeat';
/** The one subject of the heartbeat: its machine. */
export const HEARTBEAT_SUBJECT = '-';
/** Says that its message came through: plugins/canary.scm, for every machine. */
export const CANARY_PLUGIN = 'canary';
/** What several monitor hooks found in one round: their parts travel together. */
export const REPORT_PLUGIN = 'report';

/** What one monitor hook found: a body, or why there is none. */
export interface ReportPart {
  plugin: string;
  /** Which service of the plugin, where a machine has several; else null. */
  service: string | null;
  /** Hash of the plugin's file as the machine has it. */
  hash: string | null;
  /** When it was found: milliseconds since 1970, UTC. */
  time: number;
  body: Json;
  /** Why the hook found nothing: it failed, or took too long; null when it did not. */
  trouble: string | null;
}

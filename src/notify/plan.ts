import { createHash } from 'node:crypto';
import type { Notice, Trouble } from '../model/notice.ts';
import type { NotifierSettings } from '../model/notifier.ts';
import type { NewDelivery, Told } from '../store/outbox.ts';
import { concerns, routed, some } from './route.ts';

/** A notifier as far as it matters for who is told. */
export interface Tellable {
  settings: NotifierSettings;
  addresses: readonly string[] | null;
}

/** A letter before it is written. */
export interface PlannedLetter {
  notifier: string;
  asked: string | null;
  /** Of those troubles that the notifier is told of. */
  notice: Notice;
  timezone: string | null;
  receivers: NewDelivery[];
}

/** What the plan of a notice depends on besides the notice. */
export interface PlanningWorld {
  notifiers: readonly Tellable[];
  /** What was told in the thread of the notice, in order. */
  told: readonly Told[];
  /** Addresses and domains that jobs may ask for. */
  informAllowed: readonly string[];
  /** How many deliveries the jobs of that machine asked for within the last hour. */
  informed: (host: string) => number;
  /** This machine's name: the right side of a Message-ID. */
  host: string;
}

/** Deliveries that the jobs of one machine may ask for in an hour. */
export const INFORM_LIMIT = 10;

/**
 * Who is told of a notice. What is well again is told to those who were told that it was bad, at any time of the day,
 * and to nobody else: a person who was not woken need not hear that all is well.
 */
export function planLetters(notice: Notice, world: PlanningWorld): PlannedLetter[] {
  const wasTold = world.told.some(({ state }) => state !== 'refused');
  const isEnd = notice.kind === 'well' && wasTold;
  const own = world.notifiers.flatMap(notifier => {
    const part = isEnd ? endFor(notice, notifier, world.told) : routed(notice, notifier.settings);
    return part === null ? [] : [letterOf(part, notifier, notifier.addresses ?? [null], world)];
  });
  return [...own, ...informLetters(notice, own, world)];
}

function endFor(notice: Notice, { settings }: Tellable, told: readonly Told[]): Notice | null {
  const heard = told.some(
    ({ notifier, asked, state }) => notifier === settings.name && asked === null && state !== 'refused',
  );
  if (!heard) return null;
  // A fallback is told of what its own route would keep from it.
  return some(notice, trouble => concerns(settings, trouble)) ?? notice;
}

function letterOf(
  notice: Notice,
  { settings }: Tellable,
  addresses: readonly (string | null)[],
  { told, host }: PlanningWorld,
  asked: string | null = null,
): PlannedLetter {
  const { name, timezone } = settings;
  const receivers = receiversOf(notice.id, name, addresses, host, asked).map(receiver => ({
    ...receiver,
    earlier: earlierFor(told, name, receiver.address),
  }));
  return { notifier: name, asked, notice, timezone, receivers };
}

/** Those who get a letter about a notice by this notifier: each address once. */
export function receiversOf(
  notice: string,
  notifier: string,
  addresses: readonly (string | null)[] | null,
  host: string,
  asked: string | null = null,
): NewDelivery[] {
  return [...new Set(addresses ?? [null])].map(address => ({
    address,
    message: messageId(notice, notifier, address, host, asked),
    earlier: [],
    refusal: null,
  }));
}

const earlierFor = (told: readonly Told[], notifier: string, address: string | null): string[] =>
  told
    .filter(
      each =>
        each.notifier === notifier && each.address === address && ['sent', 'waiting'].includes(each.state),
    )
    .map(({ message }) => message);

/** The same for every try, and different for every receiver and every machine whose jobs asked for it. */
export function messageId(
  notice: string,
  notifier: string,
  address: string | null,
  host: string,
  asked: string | null = null,
): string {
  const known = createHash('sha256')
    .update(JSON.stringify([notifier, address, ...(asked === null ? [] : [asked])]))
    .digest('hex')
    .slice(0, 12);
  return `${plainId(notice)}.${known}@${plainId(host)}`;
}

const plainId = (text: string): string => text.replaceAll(/[^\w.-]/g, '-');

/**
 * What jobs ask for by --inform goes by the first notifier that has addresses: each address is told of the jobs that
 * named it, and of no other.
 */
function informLetters(notice: Notice, own: PlannedLetter[], world: PlanningWorld): PlannedLetter[] {
  const mailer = world.notifiers.find(({ addresses }) => addresses !== null);
  if (!mailer) return [];
  const already = new Set(own.flatMap(({ receivers }) => receivers.map(({ address }) => address)));
  return [...new Set(notice.troubles.map(({ host }) => host))].flatMap(host => {
    let left = INFORM_LIMIT - world.informed(host);
    return wishesOf(notice.troubles, host, already).map(({ troubles, addresses }) => {
      const part = { ...notice, troubles, cause: troubles.length > 1 ? notice.cause : null };
      const letter = letterOf(part, mailer, addresses, world, host);
      const receivers = letter.receivers.map(receiver => {
        const refusal = refusalOf(receiver.address!, world.informAllowed, left);
        if (refusal === null) left--;
        return { ...receiver, refusal };
      });
      return { ...letter, receivers };
    });
  });
}

/** Jobs of one machine, and the addresses that asked to be told of just these. */
interface Wish {
  troubles: Trouble[];
  addresses: string[];
}

function wishesOf(all: readonly Trouble[], host: string, already: ReadonlySet<string | null>): Wish[] {
  const here = all.filter(trouble => trouble.host === host && trouble.inform !== undefined);
  const asking = new Set(here.flatMap(addressesOf).filter(address => !already.has(address)));
  const wishes = new Map<string, Wish>();
  for (const address of asking) {
    const troubles = here.filter(trouble => addressesOf(trouble).includes(address));
    const key = troubles.map(trouble => here.indexOf(trouble)).join(' ');
    const wish = wishes.get(key);
    if (wish) wish.addresses.push(address);
    else wishes.set(key, { troubles, addresses: [address] });
  }
  return [...wishes.values()];
}

const addressesOf = ({ inform = [] }: Trouble): string[] => inform.map(wish => wish.replace(/^mailto:/i, ''));

function refusalOf(address: string, allowed: readonly string[], left: number): string | null {
  if (!isAllowed(address, allowed)) return 'the configuration does not allow it: see inform-allowed';
  return left > 0 ? null : `more than ${INFORM_LIMIT} an hour for the jobs of one machine`;
}

const ADDRESS = /^[^\s<>()@,;:"[\]\\\p{C}]+@([^\s<>()@,;:"[\]\\\p{C}]+)$/u;

/** Is it an address, and is it or its domain among these? */
export function isAllowed(address: string, allowed: readonly string[]): boolean {
  const domain = ADDRESS.exec(address)?.[1]?.toLowerCase();
  if (domain === undefined || address.length > 254) return false;
  return allowed.some(each => each.toLowerCase() === (each.includes('@') ? address.toLowerCase() : domain));
}

import { Alerts } from '../alert/alerts.ts';
import { type AlertPlan, planOf } from '../alert/plan.ts';
import { errorText } from '../model/fault.ts';
import { hostName } from '../platform/identity.ts';
import type { Store } from '../store/store.ts';
import type { DaemonContext } from './daemon-program.ts';
import type { Dog } from './dog.ts';

const TICK = 1_000;

/** From now on it is decided what is told of what is stored. */
export function alertsOf(dog: () => Dog): Alerts {
  let plan: { of: Dog; is: AlertPlan } | null = null;
  return new Alerts(() => {
    const now = dog();
    if (plan?.of !== now) plan = { of: now, is: planOf(now.herd.alerting, now.herd.machines, hostName()) };
    return plan.is;
  });
}

/** Lets time pass for what is decided, until the signal aborts. */
export async function letTimePass(store: Store, alerts: Alerts, context: DaemonContext): Promise<void> {
  const { clock, log, signal } = context;
  let complaint = '';
  const attempt = (work: () => void): void => {
    try {
      store.transaction(work);
      complaint = '';
    } catch (error) {
      const text = errorText(error);
      if (text !== complaint) log.error({ error: text }, 'nothing can be decided now; it is tried again');
      complaint = text;
    }
  };
  while (!signal.aborted) {
    attempt(() => alerts.tick(clock.now(), clock.monotonic()));
    await clock.sleep(TICK, signal);
  }
  attempt(() => alerts.leave(clock.now()));
}

/** How the entries of one lane stand on their way: numbers are the lane's own. */
export interface Window {
  /** The highest number the receiver has said it stored. */
  stored: number;
  /** The next number to hand over. */
  next: number;
  /** When `stored` last moved, or something was handed over after nothing was outstanding: monotonic ms. */
  movedAt: number;
  /** How long to wait for a move before trying the first outstanding entry again. */
  patience: number;
  /** The first outstanding entry was handed over once more, and that is being watched. */
  probing: boolean;
}

/** What to hand over now: numbers from..to, empty when to < from. */
export interface Span {
  from: number;
  to: number;
}

/** At most this many entries are handed over and not known to be stored. */
export const WINDOW_ENTRIES = 1000;
const FIRST_PATIENCE = 1500;
const LONGEST_PATIENCE = 300_000;
/** After a probe that moved things, so long without another move means that what followed is gone as well. */
const PATIENCE_AFTER_PROBE = 300;

export function openWindow(stored: number, now: number): Window {
  return { stored, next: stored + 1, movedAt: now, patience: FIRST_PATIENCE, probing: false };
}

/** The receiver's mark has been read. */
export function observeStored(window: Window, stored: number, now: number): Window {
  if (stored <= window.stored) return window;
  const patience = window.probing ? PATIENCE_AFTER_PROBE : FIRST_PATIENCE;
  return { ...window, stored, next: Math.max(window.next, stored + 1), movedAt: now, patience };
}

/**
 * The queue may have lost what it was given: it was connected anew, or forgot the mark. Everything outstanding is
 * handed over again; the receiver drops what it has.
 */
export function startOver(window: Window, now: number): Window {
  return openWindow(window.stored, now);
}

/**
 * Decides what to hand over (go-back-N). When nothing has moved for the time of patience only the first outstanding
 * entry is sent again, at growing intervals: a receiver that is away for a night must not find a queue full of copies.
 * If that entry moves the mark and the rest does not follow, the rest was lost too and is sent again.
 */
export function decide(window: Window, top: number, now: number): { window: Window; span: Span } {
  const outstanding = window.next - 1 - window.stored;
  const stalled = outstanding > 0 && now - window.movedAt >= window.patience;
  if (stalled && window.probing && window.patience === PATIENCE_AFTER_PROBE)
    return fresh(startOver(window, now), top, now);
  if (stalled) return probe(window, now);
  return fresh(window, top, now);
}

function fresh(window: Window, top: number, now: number): { window: Window; span: Span } {
  const span = { from: window.next, to: Math.min(top, window.stored + WINDOW_ENTRIES) };
  const idle = window.next === window.stored + 1;
  return { window: { ...window, movedAt: idle ? now : window.movedAt }, span };
}

function probe(window: Window, now: number): { window: Window; span: Span } {
  const first = window.stored + 1;
  const patience = Math.min(LONGEST_PATIENCE, Math.max(FIRST_PATIENCE, window.patience * 2));
  return { window: { ...window, movedAt: now, patience, probing: true }, span: { from: first, to: first } };
}

/** What of the span was taken by the queue: `taken` entries from its start. */
export function handedOver(window: Window, span: Span, taken: number): Window {
  return { ...window, next: Math.max(window.next, span.from + taken) };
}

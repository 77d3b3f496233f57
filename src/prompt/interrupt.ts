import { closeSync, constants, openSync, readSync } from 'node:fs';

const CONTROL_C = 3;

/** Tells whether Ctrl-C was pressed while the event loop could not. */
export interface InterruptWatch {
  readonly pressed: () => boolean;
  end(): void;
}

/**
 * Looks at the terminal itself for a Ctrl-C: while SQLite is at work nobody else does, for the event loop waits. What is
 * typed besides in that time is lost. Null where there is no terminal.
 */
export function watchInterrupt(): InterruptWatch | null {
  let terminal: number;
  try {
    terminal = openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return null;
  }
  const typed = Buffer.alloc(64);
  let isPressed = false;
  const pressed = () => {
    try {
      const count = readSync(terminal, typed);
      if (typed.subarray(0, count).includes(CONTROL_C)) isPressed = true;
    } catch {
      // EAGAIN: nobody typed anything.
    }
    return isPressed;
  };
  return { pressed, end: () => closeSync(terminal) };
}

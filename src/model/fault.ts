/**
 * An error a person can act on: what went wrong, and what to do about it.
 * Programs print it as `NAME: error: message` and a `hint:` line, without a stack.
 */
export class Fault extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Fault';
    this.hint = hint;
  }
}

/** The text of anything thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The system's code of an error, as ENOENT; undefined where it has none. */
export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

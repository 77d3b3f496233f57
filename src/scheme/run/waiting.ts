// Waiting for a promise, but not for ever.

export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'late' }
  | { readonly kind: 'aborted' };

/** What became of the promise: settled, or not within `milliseconds`, or the signal was aborted before. */
export function settled(
  promise: Promise<unknown>,
  milliseconds: number | undefined,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  return new Promise(resolve => {
    let timer: NodeJS.Timeout | undefined;
    const finish = (outcome: Outcome): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve(outcome);
    };
    const abort = (): void => finish({ kind: 'aborted' });
    if (milliseconds !== undefined) timer = setTimeout(finish, Math.max(0, milliseconds), { kind: 'late' });
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    promise.then(
      value => finish({ kind: 'value', value }),
      error => finish({ kind: 'error', error }),
    );
  });
}

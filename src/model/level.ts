/**
 * How a subject stands. `note` is kept and never told, `warn` can wait for the morning, `bark` is told now;
 * `unknown` is what is not heard from: silence is never taken for health.
 */
export const LEVELS = ['ok', 'note', 'warn', 'bark', 'unknown'] as const;
export type Level = (typeof LEVELS)[number];

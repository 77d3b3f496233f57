/** When rules are to be asked next, by the steady clock: milliseconds. */
export class Timetable {
  readonly #next = new Map<string, number>();

  /**
   * The rules that are due now; they are due again after their intervals. One that is new is due when the first of its
   * times has come: after a start the store does not know yet what was said meanwhile.
   * @param first milliseconds until a new rule is asked
   */
  due(rules: readonly { name: string; interval: number }[], monotonic: number, first: number): string[] {
    const names = new Set(rules.map(({ name }) => name));
    for (const name of this.#next.keys()) if (!names.has(name)) this.#next.delete(name);
    return rules.flatMap(({ name, interval }) => {
      const next = this.#next.get(name) ?? monotonic + Math.min(first, interval);
      this.#next.set(name, next <= monotonic ? monotonic + interval : next);
      return next <= monotonic ? [name] : [];
    });
  }
}

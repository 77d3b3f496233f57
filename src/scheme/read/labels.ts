// Datum labels, #0= and #0#: a reference inside its own datum is a placeholder until the whole is read.
import { Pair } from '../data/pair.ts';
import type { Value } from '../data/value.ts';

class Placeholder {
  value: Value | undefined = undefined;
}

export class Labels {
  readonly #labels = new Map<string, Placeholder>();

  begin(label: string): void {
    this.#labels.set(label, new Placeholder());
  }

  /** Gives the label its datum; false when that is nothing but the label itself: #0=#0#. */
  end(label: string, value: Value): boolean {
    const placeholder = this.#labels.get(label)!;
    let datum = value;
    while (datum instanceof Placeholder && datum.value !== undefined) datum = datum.value;
    placeholder.value = datum;
    return datum !== placeholder;
  }

  /** What #label# stands for, perhaps a placeholder; undefined when no such label was read. */
  reference(label: string): Value | undefined {
    const placeholder = this.#labels.get(label);
    return placeholder?.value ?? placeholder;
  }

  /** The datum with its placeholders replaced, in place. */
  patch(datum: Value): Value {
    const seen = new Set<Value>();
    const waiting: Value[] = [datum];
    const settle = (x: Value): Value => {
      while (x instanceof Placeholder && x.value !== undefined) x = x.value;
      if ((x instanceof Pair || Array.isArray(x)) && !seen.has(x)) waiting.push(x);
      return x;
    };
    for (let x = waiting.pop(); x !== undefined; x = waiting.pop()) {
      if (seen.has(x)) continue;
      seen.add(x);
      if (x instanceof Pair) {
        x.car = settle(x.car);
        x.cdr = settle(x.cdr);
      } else if (Array.isArray(x)) {
        for (let i = 0; i < x.length; i++) x[i] = settle(x[i]!);
      }
    }
    return settle(datum);
  }
}

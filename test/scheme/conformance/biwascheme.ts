// BiwaScheme (npm), a Scheme interpreter in JavaScript: the peer our Scheme is compared with. It comes without types.
import { createRequire } from 'node:module';

interface BiwaScheme {
  Interpreter: new (
    onError: (error: Error) => void,
  ) => { evaluate(text: string, then: (value: unknown) => void): void };
  to_write(value: unknown): string;
}

export const loadBiwaScheme = (): BiwaScheme => createRequire(import.meta.url)('biwascheme') as BiwaScheme;

/** What it answers, as it writes it; what does not wait is done at once. */
export function biwaAnswer(biwa: BiwaScheme, text: string): string {
  let answer = 'no answer';
  const interpreter = new biwa.Interpreter(error => {
    answer = `error: ${error.message}`;
  });
  interpreter.evaluate(text, value => {
    answer = biwa.to_write(value);
  });
  return answer;
}

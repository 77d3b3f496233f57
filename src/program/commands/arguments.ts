import { InvalidArgumentError } from 'commander';
import { Fault } from '../../model/fault.ts';

/** A reader of an option's value whose Fault is an error of usage. */
export function argument<T>(read: (text: string) => T): (text: string) => T {
  return text => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      throw new InvalidArgumentError(`${error.message}${error.hint ? `\nhint: ${error.hint}` : ''}`);
    }
  };
}

/** Reads a whole number from 1 up. */
export const positive = argument(text => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Fault(`'${text}' is not a number from 1 up`);
  return Number(text);
});

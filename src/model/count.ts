/** A number of things, for people: `1 rule`, `22 services`. */
export const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

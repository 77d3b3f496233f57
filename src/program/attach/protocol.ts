// What is spoken on the socket: text. Forms go in; what they write and their values, or the error, come out, and then a
// line that ends the answer. Both are comments in Scheme, so that an answer can be read as Scheme.

/** The last line of an answer. */
export const OK = ';; ok';
export const ERROR = ';; error';
/** After (exit STATUS), with the status; the connection ends. */
export const EXIT = ';; exit';
/** Sent while a form is evaluated it interrupts that. */
export const INTERRUPT = '\x03';
/** What a line begins with that is no form, but asks what the daemon knows (telling.ts). It is no line of the text. */
export const COMMAND = ',';

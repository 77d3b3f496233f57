// Input procedures of R7RS 6.13. Those whose port is optional take it here as an argument, under a % name;
// scheme/ports.scm gives them (current-input-port).

import { char } from '../data/char.ts';
import { aBytevector, anIndex, aRange, aString } from '../data/check.ts';
import { Condition, Raised } from '../data/condition.ts';
import { EOF, type Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';
import { Reader } from '../read/reader.ts';
import {
  BytesInput,
  bytesInput,
  ConsoleInput,
  openBinaryFile,
  openTextFile,
  TextInput,
  textInput,
} from './ports.ts';
import { services } from './services.ts';

const MAX_COUNT = 1 << 28;

function readChar(port: Value): Value {
  const input = textInput(port, 'read-char', 1);
  const point = input.peek();
  if (point === undefined) return EOF;
  input.skip(point);
  return char(point);
}

function peekChar(port: Value): Value {
  const point = textInput(port, 'peek-char', 1).peek();
  return point === undefined ? EOF : char(point);
}

function readLine(port: Value): Value {
  const input = textInput(port, 'read-line', 1);
  if (input.peek() === undefined) return EOF;
  let end = input.text.indexOf('\n', input.position);
  while (end < 0 && input.more()) end = input.text.indexOf('\n', input.position);
  const line = input.text.slice(input.position, end < 0 ? undefined : end);
  input.position = end < 0 ? input.text.length : end + 1;
  return line;
}

function readString(count: Value, port: Value): Value {
  const input = textInput(port, 'read-string', 2);
  const wanted = anIndex(count, 'read-string', 1, 0, MAX_COUNT);
  if (wanted === 0) return '';
  const start = input.position;
  for (let taken = 0; taken < wanted; taken++) {
    const point = input.peek();
    if (point === undefined) break;
    input.skip(point);
  }
  return input.position === start ? EOF : input.text.slice(start, input.position);
}

function readAll(port: Value): Value {
  const input = textInput(port, 'get-string-all', 1);
  while (input.more());
  if (input.position >= input.text.length) return EOF;
  const rest = input.text.slice(input.position);
  input.position = input.text.length;
  return rest;
}

/** The datum at the port's position; a console is asked for lines until the datum is whole. */
function read(port: Value): Value {
  const input = textInput(port, 'read', 1);
  for (;;) {
    const reader = new Reader(input.text.slice(input.position), input.name, { firstLine: input.line });
    try {
      const datum = reader.read();
      if (datum === EOF && input.more()) continue;
      input.position += reader.offset;
      return datum;
    } catch (error) {
      const condition = error instanceof Raised ? error.payload : undefined;
      const unfinished = condition instanceof Condition && condition.kind === 'unfinished-form';
      if (!unfinished || !input.more()) throw error;
    }
  }
}

function readByte(port: Value): Value {
  const input = bytesInput(port, 'read-u8', 1);
  return input.bytes[input.position] === undefined ? EOF : input.bytes[input.position++]!;
}

function readBytes(count: Value, port: Value): Value {
  const input = bytesInput(port, 'read-bytevector', 2);
  const wanted = anIndex(count, 'read-bytevector', 1, 0, MAX_COUNT);
  const bytes = input.bytes.slice(input.position, input.position + wanted);
  input.position += bytes.length;
  return bytes.length === 0 && wanted > 0 ? EOF : bytes;
}

function readBytesInto(target: Value, port: Value, start?: Value, end?: Value): Value {
  const into = aBytevector(target, 'read-bytevector!', 1);
  const input = bytesInput(port, 'read-bytevector!', 2);
  const { from, to } = aRange(into.length, start, end, 'read-bytevector!', 3);
  const bytes = input.bytes.subarray(input.position, input.position + to - from);
  into.set(bytes, from);
  input.position += bytes.length;
  return bytes.length === 0 && to > from ? EOF : bytes.length;
}

const isReadable = (x: Value): boolean => x instanceof TextInput || x instanceof BytesInput;

export const reading: Primitive[] = [
  plain('%standard-input', 0, () => new ConsoleInput(() => services.readLine())),
  predicate('input-port?', 1, isReadable),
  plain(
    'open-input-string',
    1,
    (s: Value) => new TextInput('string', aString(s, 'open-input-string', 1)),
    'A port from which the string is read.',
  ),
  plain(
    'open-input-bytevector',
    1,
    (b: Value) => new BytesInput('bytevector', aBytevector(b, 'open-input-bytevector', 1)),
  ),
  plain(
    'open-input-file',
    [1, Infinity],
    (name: Value) => openTextFile(aString(name, 'open-input-file', 1), 'open-input-file'),
    'A port from which the file is read as text.',
  ),
  plain('open-binary-input-file', 1, (name: Value) =>
    openBinaryFile(aString(name, 'open-binary-input-file', 1), 'open-binary-input-file'),
  ),
  plain('%read', 1, read),
  plain('%read-char', 1, readChar),
  plain('%peek-char', 1, peekChar),
  plain('%read-line', 1, readLine),
  plain('%read-string', 2, readString),
  plain('%read-all', 1, readAll),
  predicate('%char-ready?', 1, (port: Value) => textInput(port, 'char-ready?', 1) !== undefined),
  plain('%read-u8', 1, readByte),
  plain('%peek-u8', 1, (port: Value) => {
    const input = bytesInput(port, 'peek-u8', 1);
    return input.bytes[input.position] ?? EOF;
  }),
  predicate('%u8-ready?', 1, (port: Value) => bytesInput(port, 'u8-ready?', 1) !== undefined),
  plain('%read-bytevector', 2, readBytes),
  plain('%read-bytevector!', [2, 4], readBytesInto),
  plain('port-line', 1, (port: Value) => textInput(port, 'port-line', 1).line - 1),
  plain('eof-object', 0, () => EOF),
  predicate('eof-object?', 1, (x: Value) => x === EOF),
];

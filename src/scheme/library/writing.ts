// Output procedures of R7RS 6.13, and what closes and tells apart ports. Those whose port is optional take it here as
// an argument, under a % name; scheme/ports.scm gives them (current-output-port).
import { aBytevector, aChar, anIndex, aRange, aString } from '../data/check.ts';
import { wrongType } from '../data/condition.ts';
import { printed, type Style } from '../data/print.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';
import {
  BinaryFileOutput,
  BytesInput,
  BytesOutput,
  bytesOutput,
  FileOutput,
  Port,
  StringOutput,
  TextInput,
  TextOutput,
  textOutput,
} from './ports.ts';
import { services } from './services.ts';
import { part } from './strings.ts';

/** The text of a value; short cuts for what is written most. */
function textOf(x: Value, style: Style): string {
  if (typeof x === 'string' && style === 'display') return x;
  return typeof x === 'number' && Number.isSafeInteger(x) ? String(x) : printed(x, style);
}

const printer = (name: string, style: Style) =>
  plain(`%${name}`, 2, (x: Value, port: Value) => {
    textOutput(port, name, 2).write(textOf(x, style));
    return UNSPECIFIED;
  });

const aPort = (x: Value, who: string): Port => (x instanceof Port ? x : wrongType(who, 1, x, 'a port'));
const isOutput = (x: Value): boolean => x instanceof TextOutput || x instanceof BytesOutput;
const isInput = (x: Value): boolean => x instanceof TextInput || x instanceof BytesInput;

const close = (name: string, accepts: (x: Value) => boolean, expected: string) =>
  plain(name, 1, (port: Value) => {
    if (!accepts(port)) return wrongType(name, 1, port, expected);
    (port as Port).close();
    return UNSPECIFIED;
  });

const isOpen = (name: string, accepts: (x: Value) => boolean, expected: string) =>
  predicate(name, 1, (port: Value) =>
    accepts(port) ? (port as Port).isOpen : wrongType(name, 1, port, expected),
  );

function writeString(s: Value, port: Value, start?: Value, end?: Value): Value {
  textOutput(port, 'write-string', 2).write(
    part(aString(s, 'write-string', 1), start, end, 'write-string', 3),
  );
  return UNSPECIFIED;
}

function writeBytes(b: Value, port: Value, start?: Value, end?: Value): Value {
  const bytes = aBytevector(b, 'write-bytevector', 1);
  const { from, to } = aRange(bytes.length, start, end, 'write-bytevector', 3);
  bytesOutput(port, 'write-bytevector', 2).write(bytes.slice(from, to));
  return UNSPECIFIED;
}

function flush(port: Value): Value {
  if (port instanceof TextOutput || port instanceof BytesOutput) port.flush();
  else wrongType('flush-output-port', 1, port, 'an output port');
  return UNSPECIFIED;
}

const openFile = (name: string, append: boolean) =>
  plain(
    name,
    [1, Infinity],
    (file: Value) => new FileOutput(aString(file, name, 1), append, name),
    append ? 'A port that adds text at the end of the file.' : 'A port that writes the file anew, as text.',
  );

export const writing: Primitive[] = [
  plain('%standard-output', 0, () => new TextOutput('standard output', text => services.write(text))),
  plain('%standard-error', 0, () => new TextOutput('standard error', text => services.writeError(text))),
  printer('write', 'write'),
  printer('display', 'display'),
  printer('write-shared', 'shared'),
  printer('write-simple', 'simple'),
  plain('%write-char', 2, (c: Value, port: Value) => {
    textOutput(port, 'write-char', 2).write(aChar(c, 'write-char', 1).text);
    return UNSPECIFIED;
  }),
  plain('%write-string', [2, 4], writeString),
  plain('%write-u8', 2, (byte: Value, port: Value) => {
    bytesOutput(port, 'write-u8', 2).write(Uint8Array.of(anIndex(byte, 'write-u8', 1, 0, 255)));
    return UNSPECIFIED;
  }),
  plain('%write-bytevector', [2, 4], writeBytes),
  plain('%flush', 1, flush),
  predicate('%at-line-start?', 1, (port: Value) => textOutput(port, 'format', 1).column === 0),
  plain('%object-text', 2, (x: Value, display: Value) => printed(x, display === true ? 'display' : 'write')),
  plain(
    'open-output-string',
    0,
    () => new StringOutput(),
    'A port that keeps what is written, for get-output-string.',
  ),
  plain('get-output-string', 1, (port: Value) =>
    port instanceof StringOutput
      ? port.content
      : wrongType('get-output-string', 1, port, 'a string output port'),
  ),
  plain('open-output-bytevector', 0, () => new BytesOutput('bytevector')),
  plain('get-output-bytevector', 1, (port: Value) =>
    port instanceof BytesOutput
      ? Uint8Array.from(port.bytes)
      : wrongType('get-output-bytevector', 1, port, 'a bytevector output port'),
  ),
  openFile('open-output-file', false),
  openFile('%open-append-file', true),
  plain(
    'open-binary-output-file',
    1,
    (file: Value) =>
      new BinaryFileOutput(aString(file, 'open-binary-output-file', 1), false, 'open-binary-output-file'),
  ),
  predicate('port?', 1, (x: Value) => x instanceof Port),
  predicate('output-port?', 1, isOutput),
  predicate('textual-port?', 1, (x: Value) => x instanceof TextInput || x instanceof TextOutput),
  predicate('binary-port?', 1, (x: Value) => x instanceof BytesInput || x instanceof BytesOutput),
  close('close-port', x => x instanceof Port, 'a port'),
  close('close-input-port', isInput, 'an input port'),
  close('close-output-port', isOutput, 'an output port'),
  isOpen('input-port-open?', isInput, 'an input port'),
  isOpen('output-port-open?', isOutput, 'an output port'),
  predicate('port-closed?', 1, (x: Value) => !aPort(x, 'port-closed?').isOpen),
  plain('port-column', 1, (port: Value) => textOutput(port, 'port-column', 1).column),
];

// define-record-type: SRFI 9, with R7RS's and SRFI 131's shorter spellings.
import { constant, Lambda, local, type Node, Variable } from '../compile/ast.ts';
import type { Pair } from '../data/pair.ts';
import { arrayToList, Pair as PairClass } from '../data/pair.ts';
import { SchemeSymbol } from '../data/symbol.ts';
import { UNSPECIFIED } from '../data/value.ts';
import { baseCall } from './base.ts';
import { badPart, identifier, operands, type Part, parts, syntaxError } from './context.ts';
import { expand } from './expand.ts';
import {
  type Context,
  CoreForm,
  type Definitions,
  type Identifier,
  isIdentifier,
  symbolOf,
} from './scope.ts';

const USAGE = '(define-record-type type (constructor field ...) predicate (field accessor [modifier]) ...)';

interface Field {
  readonly name: SchemeSymbol;
  readonly accessor: Identifier | undefined;
  readonly modifier: Identifier | undefined;
}

function field(part: Part): Field {
  if (isIdentifier(part.x)) return { name: symbolOf(part.x), accessor: undefined, modifier: undefined };
  const [name, accessor, modifier] = parts(part.x, part.place, 'a field must be (name accessor [modifier])');
  if (name === undefined)
    return syntaxError('a field must be (name accessor [modifier])', part.x, part.place);
  return {
    name: symbolOf(identifier(name)),
    accessor: accessor && identifier(accessor),
    modifier: modifier && identifier(modifier),
  };
}

/** The procedures have no place, so that an error in one is shown where it is called. */
class RecordForm {
  readonly type: Identifier;
  readonly fields: Field[];
  readonly cx: Context;
  readonly into: Definitions;

  constructor(type: Identifier, fields: Field[], cx: Context, into: Definitions) {
    this.type = type;
    this.fields = fields;
    this.cx = cx;
    this.into = into;
  }

  /** A procedure defined by its parameters' names and its body. */
  procedure(name: Identifier, names: string[], body: (args: Variable[], at: Context) => Node): void {
    this.into.define(
      name,
      at => {
        const params = names.map(param => new Variable(param));
        const lambda = new Lambda(params, false, body(params, at), undefined, symbolOf(name).name);
        lambda.signature = arrayToList(names.map(param => new SchemeSymbol(param)));
        return lambda;
      },
      this.cx,
    );
  }

  typeRef = (at: Context): Node => expand(this.type, at);

  defineType(): void {
    const fields = arrayToList(this.fields.map(({ name }) => name));
    const make = [constant(symbolOf(this.type).name), constant(fields)];
    this.into.define(this.type, () => baseCall('%make-record-type', make, this.cx.place), this.cx);
  }

  defineConstructor(part: Part): void {
    if (part.x === false) return;
    const isList = part.x instanceof PairClass;
    const spec = isList
      ? parts(part.x, part.place)
      : [part, ...this.fields.map(({ name }) => ({ x: name, place: part.place }))];
    const given = spec.slice(1).map(item => this.indexOf(item));
    const names = given.map(index => this.fields[index]!.name.name);
    this.procedure(identifier(spec[0]!), names, (args, at) => {
      const values = this.fields.map((_, index) => {
        const position = given.indexOf(index);
        return position < 0 ? constant(UNSPECIFIED) : local(args[position]!);
      });
      return baseCall('%record', [this.typeRef(at), ...values], undefined);
    });
  }

  indexOf(item: Part): number {
    const name = symbolOf(identifier(item));
    const index = this.fields.findIndex(known => known.name === name);
    return index >= 0
      ? index
      : badPart('the constructor names a field the record does not have:', name, item.place);
  }

  definePredicate(part: Part): void {
    if (part.x === false) return;
    this.procedure(identifier(part), ['x'], ([x], at) =>
      baseCall('%record-is?', [local(x!), this.typeRef(at)], undefined),
    );
  }

  defineField({ name, accessor, modifier }: Field, index: number): void {
    if (accessor !== undefined) {
      this.procedure(accessor, ['record'], ([record], at) =>
        baseCall(
          '%record-ref',
          [local(record!), this.typeRef(at), constant(index), constant(symbolOf(accessor))],
          undefined,
        ),
      );
    }
    if (modifier === undefined) return;
    this.procedure(modifier, ['record', name.name], ([record, value], at) => {
      const which = [constant(index), constant(symbolOf(modifier))];
      return baseCall('%record-set!', [local(record!), local(value!), this.typeRef(at), ...which], undefined);
    });
  }
}

function defineRecordType(form: Pair, cx: Context, into: Definitions): void {
  const [type, maker, predicate, ...fields] = operands(form, cx.place, USAGE, 3, Number.POSITIVE_INFINITY);
  const name = isIdentifier(type!.x) ? type! : parts(type!.x, type!.place, USAGE)[0]!;
  const record = new RecordForm(identifier(name), fields.map(field), cx, into);
  record.defineType();
  record.defineConstructor(maker!);
  record.definePredicate(predicate!);
  for (const [index, one] of record.fields.entries()) record.defineField(one, index);
}

export const recordForms: CoreForm[] = [new CoreForm('define-record-type', undefined, defineRecordType)];

// One procedure to JavaScript, twice: the fast body is structured and runs from the start; the resuming body holds only
// what can follow a call that suspended, as cases of a switch over the calls. See run/machine.ts for the convention.
import type { ProcedureInfo } from '../data/procedure.ts';
import { MANY, MAX_DIRECT } from '../run/machine.ts';
import { freeVariables } from './analysis.ts';
import type { Call, Lambda, Node, Variable } from './ast.ts';
import { FastWriter, NumberLoopWriter } from './fast-writer.ts';
import type { Closures, ModuleWriter } from './module-writer.ts';
import { isSmall, numberParams } from './number-loop.ts';
import { ResumeWriter } from './resume-writer.ts';
import { Slots } from './slots.ts';

/** What a procedure tells of itself. */
export const infoOf = (lambda: Lambda): ProcedureInfo => {
  const required = lambda.rest ? lambda.params.length - 1 : lambda.params.length;
  return {
    name: lambda.name,
    min: required,
    max: lambda.maximum ?? (lambda.rest ? Number.POSITIVE_INFINITY : required),
    doc: lambda.doc,
    place: lambda.place,
    signature: lambda.signature,
  };
};

/** The text of a JavaScript function expression called `name`; what resumes it goes to module level. */
export function writeProcedure(
  lambda: Lambda,
  name: string,
  module: ModuleWriter,
  free: readonly string[] = [],
): string {
  const count = lambda.rest ? 0 : Math.min(lambda.params.length, MANY);
  const slots = new Slots(lambda, name, module, count > MAX_DIRECT ? MANY : count);
  const fast = new FastWriter(slots, writeClosures);
  // Without a place: what is wrong at entry, a count of arguments, is wrong where the call stands.
  const mark = module.mark({
    place: undefined,
    procedure: lambda.name,
    cell: undefined,
    namePlace: undefined,
  });
  fast.statement(lambda.body, 'return');
  if (slots.labels.length > 0) writeResume(lambda.body, slots);
  const numbers = fast.turn === undefined ? '' : numberLoop(lambda, slots, fast, fast.turn);
  const run = fast.turn === undefined ? fast.text() : `${numbers}${fast.looping(fast.turn)}`;
  const body = slots.resolve(run, slots.count);
  const renewing = module.renewable && free.length > 0 ? `,()=>[${free}]` : '';
  const head = (lambda.rest ? restHead : fixedHead)(lambda, slots, renewing);
  const locals = [...slots.fastLocals].map(local => `,${local}`).join('');
  return `${mark}function ${name}(${head.params}){let r${locals};${head.check}${boxes(lambda, slots)}\n${body}}`;
}

function boxes(lambda: Lambda, slots: Slots): string {
  return lambda.params
    .filter(param => param.boxed)
    .map(param => `${slots.declared(param)}=new Box(${slots.declared(param)});`)
    .join('');
}

interface Head {
  readonly params: string;
  readonly check: string;
}

/** The text that has `info` for a constant: what the procedure tells of itself. */
function infoConstant(lambda: Lambda, module: ModuleWriter): string {
  const info = infoOf(lambda);
  module.infos.set(lambda, info);
  return module.constant(info);
}

/** `renewing`: one more argument for `enter`, where the code may become out of date. */
function fixedHead(lambda: Lambda, slots: Slots, renewing: string): Head {
  const params = lambda.params.map(param => slots.declared(param));
  const info = infoConstant(lambda, slots.module);
  const { count } = slots;
  const test = `if((d-${count}&MASK)!==0)`;
  if (params.length > MAX_DIRECT) {
    const taken = params.map((param, i) => `${param}=A[${i}]`);
    const wrong = `A.length!==${params.length}`;
    return {
      params: 'd,A',
      check: `${test}return enter(${slots.name},d,${info},[A]${renewing});if(${wrong})return enter(${slots.name},d,${info},[A]);let ${taken};`,
    };
  }
  const shown = params.length === 0 ? ['A'] : params;
  return {
    params: ['d', ...shown].join(),
    check: `${test}return enter(${slots.name},d,${info},[${shown}]${renewing});`,
  };
}

function restHead(lambda: Lambda, slots: Slots, renewing: string): Head {
  const params = lambda.params.map(param => slots.declared(param));
  const rest = params.pop()!;
  const required = params.length;
  const info = infoConstant(lambda, slots.module);
  const taken = params.map((param, i) => `${param}=r[${i}];`).join('');
  const test = `if((d>>>4)>=LEVELS||(d&15)<${required}||(d&15)===${MANY})`;
  const check = `if(d<0)return ${info};${test}{if((r=enterRest(${slots.name},d,${info},[${[...params, '...R']}]${renewing}))===undefined)return;${taken}R=r.slice(${required});}d&=~15;let ${rest}=arrayToList(R);`;
  return { params: ['d', ...params, '...R'].join(), check };
}

/** Larger loops are not written twice. */
const SMALL = 100;

/** The loop for when the variables that stay integers are such; nothing if there are none, or other calls. */
function numberLoop(lambda: Lambda, slots: Slots, fast: FastWriter, turn: Call): string {
  if (slots.labels.length > 0 || !isSmall(lambda.body, SMALL)) return '';
  const numbers = numberParams(lambda, node => fast.isTurn(node));
  if (numbers.length === 0) return '';
  const writer = new NumberLoopWriter(slots, writeClosures, numbers);
  writer.statement(lambda.body, 'return');
  return slots.resolve(writer.looping(turn), slots.count);
}

function writeResume(body: Node, slots: Slots): void {
  const writer = new ResumeWriter(slots, writeClosures);
  writer.statement(body, 'return');
  writer.settle();
  const { labels, module } = slots;
  const code = slots.resolve(writer.text(), 0);
  const restore = labels.map(label => `case ${label.number}:${label.restore()}break;`).join('');
  const locals = [...slots.resumeLocals].map(name => `,${name}`).join('');
  const run = writer.isStraight
    ? `${labels[0]!.restore()}\n${code}`
    : `switch(pc){${restore}}for(;;)switch(pc){${code}}`;
  module.define(
    `function ${slots.resumeName}(F,i,pc,v){let r${/\bd\+/.test(code) ? ',d=S.base' : ''}${locals};${run}}`,
  );
  for (const { point, number, saved, site } of labels) {
    module.define(`const ${point}=new Point(${slots.resumeName},${number},${saved.length},k0,${site});`);
  }
}

/** A Fix group, or one lambda: written at module level, once, if it needs nothing from outside; else a maker of it. */
function writeClosures(
  { variables, procedures }: { variables: Variable[]; procedures: Lambda[] },
  slots: Slots,
): Closures {
  const { module } = slots;
  const known = module.closures.get(procedures[0]!);
  if (known !== undefined) return known;
  const free = [...new Set(procedures.flatMap(freeVariables))].filter(
    x => !x.hoisted && !variables.includes(x),
  );
  const made =
    free.length === 0 ? hoist(variables, procedures, module) : maker(variables, procedures, free, module);
  module.closures.set(procedures[0]!, made);
  return made;
}

function hoist(variables: Variable[], procedures: Lambda[], module: ModuleWriter): Closures {
  for (const variable of variables) variable.hoisted = true;
  const names = procedures.map((procedure, i) => {
    const variable = variables[i];
    const name = variable === undefined ? module.name('f', procedure.name) : module.variable(variable);
    module.define(`const ${name}=${writeProcedure(procedure, name, module)};`);
    module.makers.push({ name, lambda: procedure, isProcedure: true, index: undefined });
    return name;
  });
  return { text: variables.length === 0 ? names[0]! : '', free: [] };
}

function maker(
  variables: Variable[],
  procedures: Lambda[],
  free: Variable[],
  module: ModuleWriter,
): Closures {
  const name = module.name('m', procedures[0]!.name);
  const params = free.map(variable => module.variable(variable));
  if (procedures.length === 1) {
    const own =
      variables.length === 0 ? module.name('f', procedures[0]!.name) : module.variable(variables[0]!);
    module.define(`const ${name}=(${params})=>${writeProcedure(procedures[0]!, own, module, params)};`);
    module.makers.push({ name, lambda: procedures[0]!, isProcedure: false, index: undefined });
  } else {
    const names = variables.map(variable => module.variable(variable));
    const each = procedures.map(
      (procedure, i) => `const ${names[i]}=${writeProcedure(procedure, names[i]!, module, params)};`,
    );
    procedures.forEach((lambda, index) => {
      module.makers.push({ name, lambda, isProcedure: false, index });
    });
    module.define(`const ${name}=(${params})=>{${each.join('')}return[${names}];};`);
  }
  return { text: name, free };
}

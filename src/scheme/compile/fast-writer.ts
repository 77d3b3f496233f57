// The fast body: straight from the start; a call of itself in tail position is a loop, written twice where that pays.
import { MAX_DIRECT } from '../run/machine.ts';
import { isSimple } from './analysis.ts';
import type { Call, If, Variable } from './ast.ts';
import { BodyWriter, type Target, TEST } from './body-writer.ts';
import type { WriteClosures } from './expression-writer.ts';
import { isSum } from './number-loop.ts';
import type { Slots } from './slots.ts';

export class FastWriter extends BodyWriter {
  loops = false;

  text(): string {
    return this.out.join('\n');
  }

  use(name: string): string {
    return name;
  }

  give(name: string): string {
    if (name !== 'r') this.slots.fastLocals.add(name);
    return name;
  }

  skips(): boolean {
    return false;
  }

  leave(text: string): void {
    this.push(text);
  }

  branch(node: If, target: Target): void {
    const test = isSimple(node.test)
      ? this.test(node.test)
      : `${this.evaluated(node.test, node, TEST)}!==false`;
    this.push(`if(${test}){`);
    this.statement(node.then, target);
    this.push(target === 'return' ? '}' : '}else{');
    this.statement(node.else, target);
    if (target !== 'return') this.push('}');
  }

  suspendable(mark: string, text: string, node: Call, target: Exclude<Target, 'return'>): void {
    const name = target === 'effect' ? 'r' : this.give(target.local);
    const label = this.slots.label(node, name);
    label.site = this.slots.module.lastSite;
    this.push(`${mark}if((${name}=${text})===undefined)return ¶${label.number}¶;`);
  }

  loop(node: Call): boolean {
    if (!this.isTurn(node)) return false;
    this.loops = true;
    const values = this.args(node, node.args).map((text, i) => this.hold(node, i, text));
    this.tick(node, values);
    this.assignParams(values);
    this.push('continue L;');
    return true;
  }

  /** A turn's value in a temporary: all are found before the first is assigned. */
  protected hold(node: Call, index: number, text: string): string {
    const temp = this.give(this.slots.temp(node, index));
    if (temp !== text) this.push(`${temp}=${text};`);
    return temp;
  }

  protected tick(node: Call, values: string[]): void {
    const call = `again(${this.slots.name},[${values}])`;
    this.push(`${this.mark(node)}if(--q<0){q=TURNS;if((S.fuel-=TURNS)<0)return ${call};}`);
  }

  protected assignParams(values: string[]): void {
    this.slots.lambda.params.forEach((param, i) => {
      this.push(`${this.slots.declared(param)}=${param.boxed ? `new Box(${values[i]})` : values[i]};`);
    });
  }

  /** Is it a call of the procedure by itself? */
  isTurn(node: Call): boolean {
    const { lambda, module } = this.slots;
    if (lambda.rest || node.args.length !== lambda.params.length || node.args.length > MAX_DIRECT)
      return false;
    if (node.callee.kind === 'local') return node.callee.variable === lambda.self;
    return node.callee.kind === 'global' && module.direct.get(node.callee.cell) === lambda;
  }
}

/** The loop in which some parameters are known to be numbers (number-loop.ts), labelled N. */
export class NumberLoopWriter extends FastWriter {
  readonly #numbers: Set<string>;

  constructor(slots: Slots, closures: WriteClosures, numbers: Variable[]) {
    super(slots, closures);
    this.#numbers = new Set(numbers.map(variable => slots.declared(variable)));
  }

  override isNumber(name: string): boolean {
    return this.#numbers.has(name);
  }

  override loop(node: Call): boolean {
    if (!this.isTurn(node)) return false;
    const { params } = this.slots.lambda;
    const sums: number[] = [];
    const values = node.args.map((arg, i) => {
      if (!isSum(arg) || !this.isNumber(this.slots.declared(params[i]!)))
        return this.hold(node, i, this.expression(arg));
      sums.push(i);
      const [a, b] = arg.args.map(term => this.expression(term));
      return this.hold(node, i, `${a}${arg.primitive.name}${b}`);
    });
    if (sums.length > 0) this.leaveIfTooLarge(node, values, sums);
    this.tick(node, values);
    this.assignParams(values);
    this.push('continue N;');
    return true;
  }

  /** A sum beyond 32 bits goes on in the general loop: comparing with 2^53 would make the engine use floats. */
  private leaveIfTooLarge(node: Call, values: string[], sums: number[]): void {
    this.push(`if(${sums.map(i => `${values[i]}!==(${values[i]}|0)`).join('||')}){`);
    for (const i of sums) this.push(`${values[i]}=${this.expression(node.args[i]!)};`);
    this.assignParams(values);
    this.push('break N;}');
  }
}

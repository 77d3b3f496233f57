// The fast body: straight from the start; a call of itself in tail position is a loop, written twice where that pays.
import { MAX_DIRECT } from '../run/machine.ts';
import { isSimple } from './analysis.ts';
import type { Call, If, Variable } from './ast.ts';
import { BodyWriter, type Target, TEST } from './body-writer.ts';
import type { WriteClosures } from './expression-writer.ts';
import { isSum } from './number-loop.ts';
import { depth, paidDepth, type Slots } from './slots.ts';

export class FastWriter extends BodyWriter {
  /** The first call of itself that became a turn of a loop, if one did. */
  turn: Call | undefined;
  /** Has the fuel been counted down on the way to here? The first call that is not in tail position does it. */
  #hasPaid = false;
  /** Is there a turn on whose way nothing counts it? */
  #hasFreeTurn = false;

  text(): string {
    return this.out.join('\n');
  }

  /**
   * The body as a loop, whose turns `continue`; if they must be counted, within a loop that does it every so many turns.
   * (One loop with a counter that is set back took half as long again: the engine kept the counter in memory.)
   */
  looping(turn: Call): string {
    if (!this.#hasFreeTurn) return `for(;;){${this.text()}}`;
    const { lambda, name } = this.slots;
    const values = lambda.params.map(param => `${this.name(param)}${param.boxed ? '.v' : ''}`);
    const tick = `${this.mark(turn)}if((S.fuel-=TURNS)<0)return again(${name},[${values}]);`;
    return `for(;;){for(let q=TURNS;q>0;q--){${this.text()}}${tick}}`;
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
    const hasPaid = this.#hasPaid;
    this.push(`if(${test}){`);
    this.statement(node.then, target);
    const thenHasPaid = this.#hasPaid;
    this.#hasPaid = hasPaid;
    this.push(target === 'return' ? '}' : '}else{');
    this.statement(node.else, target);
    this.#hasPaid &&= thenHasPaid;
    if (target !== 'return') this.push('}');
  }

  depth(count: number, target: Target): string {
    const pays = target !== 'return' && !this.#hasPaid;
    if (pays) this.#hasPaid = true;
    return pays ? paidDepth(count) : depth(count);
  }

  suspendable(mark: string, text: string, node: Call, target: Exclude<Target, 'return'>): void {
    const name = target === 'effect' ? 'r' : this.give(target.local);
    const label = this.slots.label(node, name);
    label.site = this.slots.module.lastSite;
    this.push(`${mark}if((${name}=${text})===undefined)return ¶${label.number}¶;`);
  }

  loop(node: Call): boolean {
    if (!this.isTurn(node)) return false;
    const values = this.args(node, node.args).map((text, i) => this.hold(node, i, text));
    this.assignParams(values);
    this.endTurn(node);
    return true;
  }

  protected endTurn(node: Call): void {
    this.turn ??= node;
    this.#hasFreeTurn ||= !this.#hasPaid;
    this.push('continue;');
  }

  /** A turn's value in a temporary: all are found before the first is assigned. */
  protected hold(node: Call, index: number, text: string): string {
    const temp = this.give(this.slots.temp(node, index));
    if (temp !== text) this.push(`${temp}=${text};`);
    return temp;
  }

  protected assignParams(values: string[]): void {
    this.slots.lambda.params.forEach((param, i) => {
      this.assignParam(param, values[i]!);
    });
  }

  protected assignParam(param: Variable, value: string): void {
    this.push(`${this.slots.declared(param)}=${param.boxed ? `new Box(${value})` : value};`);
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

/**
 * The loop in which some parameters are known to be 32-bit integers (number-loop.ts) and kept in variables of their own,
 * `n` before the name, that never hold anything else: so the engine keeps them in registers. `break N` leaves it.
 */
export class NumberLoopWriter extends FastWriter {
  readonly #numbers: ReadonlySet<Variable>;
  readonly #names: ReadonlySet<string>;

  constructor(slots: Slots, closures: WriteClosures, numbers: Variable[]) {
    super(slots, closures);
    this.#numbers = new Set(numbers);
    this.#names = new Set(numbers.map(variable => this.name(variable)));
  }

  override name(variable: Variable): string {
    return this.#numbers.has(variable) ? `n${this.slots.declared(variable)}` : super.name(variable);
  }

  override isNumber(name: string): boolean {
    return this.#names.has(name);
  }

  /** The loop, entered if the parameters are such integers. */
  override looping(turn: Call): string {
    const names = [...this.#numbers].map(variable => this.slots.declared(variable));
    const tests = names.map(name => `${name}===(${name}|0)`).join('&&');
    const own = names.map(name => `n${name}=${name}|0`);
    return `if(${tests}){let ${own};N:${super.looping(turn)}}\n`;
  }

  override loop(node: Call): boolean {
    if (!this.isTurn(node)) return false;
    const { params } = this.slots.lambda;
    const sums: string[] = [];
    const values = node.args.map((arg, i) => {
      if (!isSum(arg) || !this.#numbers.has(params[i]!)) return this.hold(node, i, this.expression(arg));
      const [a, b] = arg.args.map(term => this.expression(term));
      const value = this.hold(node, i, `${a}${arg.primitive.name}${b}`);
      sums.push(value);
      return value;
    });
    if (sums.length > 0) this.leaveIfTooLarge(values, sums);
    this.assignParams(values);
    this.endTurn(node);
    return true;
  }

  /** A sum beyond 32 bits (exact all the same, its terms being within them) goes on in the general loop. */
  private leaveIfTooLarge(values: string[], sums: string[]): void {
    this.push(`if(${sums.map(sum => `${sum}!==(${sum}|0)`).join('||')}){`);
    super.assignParams(values);
    this.push('break N;}');
  }

  protected override assignParams(values: string[]): void {
    this.slots.lambda.params.forEach((param, i) => {
      if (this.#numbers.has(param)) this.push(`${this.name(param)}=${values[i]}|0;`);
      else this.assignParam(param, values[i]!);
    });
  }
}

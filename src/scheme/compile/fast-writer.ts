// The fast body: straight from the start; a call of itself in tail position is a loop.
import { MAX_DIRECT } from '../run/machine.ts';
import { isSimple } from './analysis.ts';
import type { Call, If } from './ast.ts';
import { BodyWriter, type Target, TEST } from './body-writer.ts';

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
    if (!this.isSelf(node)) return false;
    const { lambda, name } = this.slots;
    this.loops = true;
    const values = this.args(node, node.args).map((text, i) => {
      const temp = this.give(this.slots.temp(node, i));
      if (temp !== text) this.push(`${temp}=${text};`);
      return temp;
    });
    this.push(`${this.mark(node)}if(--q<0){q=TURNS;if((S.fuel-=TURNS)<0)return again(${name},[${values}]);}`);
    lambda.params.forEach((param, i) => {
      this.push(`${this.slots.declared(param)}=${param.boxed ? `new Box(${values[i]})` : values[i]};`);
    });
    this.push('continue L;');
    return true;
  }

  private isSelf(node: Call): boolean {
    const { lambda, module } = this.slots;
    if (lambda.rest || node.args.length !== lambda.params.length || node.args.length > MAX_DIRECT)
      return false;
    if (node.callee.kind === 'local') return node.callee.variable === lambda.self;
    return node.callee.kind === 'global' && module.direct.get(node.callee.cell) === lambda;
  }
}

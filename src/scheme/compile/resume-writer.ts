// The resuming body: from the value of a call that suspended to the end. It is a switch over the labels of those calls;
// code that no label leads to is left out, and each call saves only the locals that are used after it.
import { isSimple } from './analysis.ts';
import type { Call, If, Node } from './ast.ts';
import { BodyWriter, type Target, TEST } from './body-writer.ts';
import { depth, type Label } from './slots.ts';

interface Placed {
  readonly label: Label;
  /** Locals given a value before. */
  readonly clock: number;
  /** Index of the first statement after it. */
  readonly position: number;
}

export class ResumeWriter extends BodyWriter {
  /** Can control be here? */
  #live = false;
  #clock = 0;
  #jumps = 0;
  readonly #given = new Map<string, number>();
  readonly #lastUse = new Map<string, number>();
  readonly #placed: Placed[] = [];

  /** Without jumps and with one label no switch is needed. */
  get isStraight(): boolean {
    return this.#jumps === 0 && this.#placed.length === 1;
  }

  text(): string {
    const skipped = this.isStraight ? this.#placed[0]!.position - 1 : -1;
    return this.out.filter((_, i) => i !== skipped).join('\n');
  }

  /** Tells each label which locals it must save. */
  settle(): void {
    for (const { label, clock, position } of this.#placed) {
      label.saved = [...this.#lastUse.keys()].filter(
        name =>
          name !== label.target &&
          this.#lastUse.get(name)! >= position &&
          (this.#given.get(name) ?? 0) <= clock,
      );
    }
  }

  use(name: string): string {
    this.#lastUse.set(name, this.out.length);
    this.slots.resumeLocals.add(name);
    return name;
  }

  give(name: string): string {
    if (name === 'r') return name;
    if (!this.#given.has(name)) this.#given.set(name, ++this.#clock);
    this.slots.resumeLocals.add(name);
    return name;
  }

  skips(node: Node): boolean {
    return !this.#live && !this.slots.hasLabel(node);
  }

  override push(text: string): void {
    if (this.#live) this.out.push(text);
  }

  leave(text: string): void {
    this.push(text);
    this.#live = false;
  }

  loop(): boolean {
    return false;
  }

  branch(node: If, target: Target): void {
    const { slots } = this;
    const labelled = slots.hasLabel(node.then) || slots.hasLabel(node.else);
    if (!isSimple(node.test)) this.statement(node.test, { local: slots.temp(node, TEST) });
    if (!this.#live) {
      this.deadBranch(node, target);
      return;
    }
    const test = isSimple(node.test) ? this.test(node.test) : `${this.use(slots.temp(node, TEST))}!==false`;
    if (labelled) this.jumpBranch(test, node, target);
    else this.plainBranch(test, node, target);
  }

  /** Neither side suspends. */
  private plainBranch(test: string, node: If, target: Target): void {
    this.push(`if(${test}){`);
    this.statement(node.then, target);
    this.#live = true;
    this.push('}else{');
    this.statement(node.else, target);
    this.#live = true;
    this.push('}');
    if (target === 'return') this.#live = false;
  }

  private jumpBranch(test: string, node: If, target: Target): void {
    const otherwise = this.slots.jump();
    const end = this.slots.jump();
    this.#jumps++;
    this.push(`if(!(${test})){pc=${otherwise};continue;}`);
    this.statement(node.then, target);
    const goesOn = this.jump(end);
    this.place(otherwise);
    this.statement(node.else, target);
    if (goesOn) this.place(end);
  }

  /** Control gets here only from labels within the two sides. */
  private deadBranch(node: If, target: Target): void {
    const end = this.slots.jump();
    this.statement(node.then, target);
    const labelled = this.slots.hasLabel(node.else);
    const goesOn = labelled && this.jump(end);
    if (!labelled) return;
    this.statement(node.else, target);
    if (goesOn) this.place(end);
  }

  /** Jumps, if control is here at all. */
  private jump(to: number): boolean {
    if (!this.#live) return false;
    this.#jumps++;
    this.push(`pc=${to};continue;`);
    this.#live = false;
    return true;
  }

  private place(number: number): void {
    this.#live = true;
    this.push(`case ${number}:`);
  }

  depth(count: number): string {
    return depth(count);
  }

  suspendable(mark: string, text: string, node: Call, target: Exclude<Target, 'return'>): void {
    const name = target === 'effect' ? 'r' : target.local;
    const label = this.slots.label(node, name);
    this.push(`${mark}if((${name}=${text})===undefined)return ¶${label.number}¶;`);
    this.place(label.number);
    this.#placed.push({ label, clock: this.#clock, position: this.out.length });
    this.give(name);
  }
}

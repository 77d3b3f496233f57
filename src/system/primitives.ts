import { hardware } from './catalogue/hardware.ts';
import { kernel } from './catalogue/kernel.ts';
import { network } from './catalogue/network.ts';
import { programs } from './catalogue/programs.ts';
import type { Primitive } from './primitive.ts';

/** Everything a monitor may ask of its machine, by the name Scheme has for it. */
export const PRIMITIVES: ReadonlyMap<string, Primitive> = new Map(
  [...hardware, ...kernel, ...network, ...programs].map(one => [one.name, one]),
);

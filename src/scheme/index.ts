export { Condition, fail, outOfRange, wrongType } from './data/condition.ts';
export { printed } from './data/print.ts';
export * from './data/value.ts';
export { SchemeError } from './host/error.ts';
export * from './host/evaluate.ts';
export { setLevels } from './run/machine.ts';

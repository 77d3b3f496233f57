import type { Procedure } from './procedure.ts';
import type { Value } from './value.ts';

/** What make-parameter makes: the value outside of every parameterize, and the converter. */
export interface Parameter {
  value: Value;
  readonly converter: Procedure | undefined;
}

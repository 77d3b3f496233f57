import { ALERT_RELATION } from '../../model/core-relations.ts';
import { EXPECTED_RELATION } from '../../model/expected.ts';
import { FINDING_RELATION } from '../../model/finding.ts';
import type { Relation } from '../../model/relation.ts';

/** The relations of the core: they are there whatever plugins there are. */
export const CORE_RELATIONS: readonly Relation[] = [FINDING_RELATION, EXPECTED_RELATION, ALERT_RELATION];

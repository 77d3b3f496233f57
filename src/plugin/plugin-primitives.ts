import { isCollecting } from '../form/complaint.ts';
import { relationOf } from '../form/goal.ts';
import { complain, placeOf } from '../form/primitives.ts';
import { FormRecord } from '../form/record.ts';
import {
  listToArray,
  nearest,
  Pair,
  type Primitive,
  placeText,
  plain,
  predicate,
  printed,
  type SchemeSymbol,
  type Value,
  wrongType,
} from '../scheme/index.ts';
import { type Example, Plugin, Service } from './plugin.ts';

const CLAUSES = [
  'synopsis',
  'interval',
  'options',
  'relations',
  'monitor',
  'needs-root',
  'receiver',
  'examples',
];

const SPELLINGS =
  '(synopsis "…") (interval DURATION) (options …) (relations …) (monitor PROCEDURE) (needs-root "…") (receiver PROCEDURE) (examples …)';

/** What scheme/herd/plugin.scm and services.scm stand on. */
export const pluginPrimitives: Primitive[] = [
  plain('%make-plugin', 9, makePlugin),
  plain(
    '%make-example',
    5,
    (title: Value, place: Value, configuration: Value, message: Value, effects: Value) => {
      const example: Example = {
        title: String(title),
        place: placeOf(place),
        configuration,
        message,
        effects,
      };
      return new ExampleValue(example);
    },
  ),
  plain('%complain-of-clause', 3, (plugin: SchemeSymbol, clause: Value, place: Value) => {
    const name = printed(clause instanceof Pair ? clause.car : clause, 'write');
    if (CLAUSES.includes(name)) {
      complain(
        placeOf(place),
        `plugin ${plugin.name}: this is not how a clause '${name}' is written`,
        SPELLINGS,
      );
      return true;
    }
    const near = nearest(name, CLAUSES);
    const hint = near ? `did you mean '${near}'?` : `the clauses are: ${CLAUSES.join(', ')}`;
    complain(placeOf(place), `plugin ${plugin.name}: ${name} is no clause of define-plugin`, hint);
    return true;
  }),
  plain('%complain-of-twice', 2, (plugin: SchemeSymbol, clauses: Value) => {
    const seen = new Set<Value>();
    for (const clause of (listToArray(clauses) ?? []) as Pair[]) {
      const [name, place] = [clause.car, placeOf(clause.cdr)];
      if (name !== false && seen.has(name))
        complain(
          place,
          `plugin ${plugin.name}: there are two clauses '${printed(name, 'write')}'`,
          'make one of them',
        );
      seen.add(name);
    }
    return true;
  }),
  plain('%complain-of-second', 3, (name: SchemeSymbol, place: Value, before: Value) => {
    // At a prompt a plugin may be defined again and again.
    if (before instanceof Plugin && isCollecting())
      complain(
        placeOf(place),
        `there is a plugin '${name.name}' in this file already`,
        before.place && `it is at ${placeText(before.place)}; give one of them another name`,
      );
    return true;
  }),
  predicate('%plugin?', 1, (x: Value) => x instanceof Plugin),
  plain('%plugin-default', 1, (plugin: Plugin) => plugin.makeDefault),
  plain('%checked-service', 3, (plugin: Plugin, configuration: Value, place: Value) => {
    const wanted = `${plugin.name}-configuration`;
    if (configuration instanceof FormRecord && configuration.type.name === wanted)
      return new Service(plugin, configuration);
    complain(
      placeOf(place),
      `the service ${plugin.name} takes a ${wanted}, not ${printed(configuration, 'write')}`,
    );
    return false;
  }),
  predicate('service?', 1, (x: Value) => x instanceof Service, 'Is it a service?'),
  plain('service-type', 1, (x: Value) => aService(x, 'service-type').plugin, 'The plugin of a service.'),
  plain(
    'service-configuration',
    1,
    (x: Value) => aService(x, 'service-configuration').configuration,
    'The configuration of a service.',
  ),
];

class ExampleValue {
  readonly example: Example;
  constructor(example: Example) {
    this.example = example;
  }
}

function makePlugin(
  name: SchemeSymbol,
  place: Value,
  synopsis: Value,
  needsRoot: Value,
  makeDefault: Value,
  monitor: Value,
  receiver: Value,
  examples: Value,
  relations: Value,
): Plugin {
  const where = placeOf(place);
  if (typeof synopsis !== 'string') complain(where, `plugin ${name.name}: the synopsis must be a string`);
  if (needsRoot !== false && typeof needsRoot !== 'string')
    complain(where, `plugin ${name.name}: needs-root says what for, in a string`);
  const declared = (listToArray(relations) ?? []).map(relationOf);
  return new Plugin({
    name: name.name,
    place: where,
    synopsis: String(synopsis),
    needsRoot: typeof needsRoot === 'string' ? needsRoot : null,
    makeDefault,
    monitor: monitor === false ? null : monitor,
    receiver: receiver === false ? null : receiver,
    examples: (listToArray(examples) ?? []).flatMap(item =>
      item instanceof ExampleValue ? [item.example] : [],
    ),
    relations: declared.filter(relation => relation !== undefined),
  });
}

function aService(x: Value, who: string): Service {
  return x instanceof Service ? x : wrongType(who, 1, x, 'a service');
}

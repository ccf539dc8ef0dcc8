import type { Option } from '../dice.ts';
import { BINDS, expression, hole, type Piece } from '../piece.ts';
import { BOOL, STRING, sameType, TIMESTAMP, type Type } from '../types.ts';
import { type EventShape, nameText } from '../world.ts';
import { inWhere, nameOf, negated, type Site, seesUser } from './site.ts';
import { span } from './spans.ts';

interface Target {
  readonly event: EventShape;
  /** None for `count`. */
  readonly field?: string;
}

/** `sum`, `over`, with a `where` and so on: each of the combinations is a feature. */
const SHAPES: readonly { readonly ever: boolean; readonly where: boolean; readonly text: string }[] = [
  { ever: false, where: false, text: 'over' },
  { ever: false, where: true, text: 'where over' },
  { ever: true, where: false, text: 'ever' },
  { ever: true, where: true, text: 'where ever' },
];

/** Aggregates that give a value of the type. */
export function aggregates(site: Site, type: Type, depth: number): Option<Piece>[] {
  if (!seesUser(site)) return [];
  const options: Option<Piece>[] = [];
  for (const { fn, targets, weight } of functionsFor(site, type)) {
    if (targets.length === 0) continue;
    for (const shape of SHAPES) {
      options.push({
        of: `${fn} ${shape.text}`,
        weight: (weight * (shape.where ? 0.6 : 1) * (shape.ever ? 0.7 : 1)) / 2,
        make: () => aggregate(site, type, fn, site.dice.pick(targets), shape, depth),
      });
    }
  }
  return options;
}

/** Few events have the first two. */
const ATTRIBUTES = ['session', 'device', 'id', 'user', 'tenant'];

interface Candidate {
  readonly fn: string;
  readonly targets: readonly Target[];
  readonly weight: number;
}

function functionsFor(site: Site, type: Type): Candidate[] {
  const { world } = site;
  const of = (wanted: (type: Type) => boolean): Target[] =>
    world.events.flatMap((event) => [
      ...event.fields
        .filter((field) => !field.pii && wanted(field.type))
        .flatMap((field) => Array<Target>(3).fill({ event, field: nameText(field.name) })),
      // Rules are about what is declared; the attributes come second.
      ...(wanted(TIMESTAMP) ? Array<Target>(2).fill({ event, field: 'at' }) : []),
      ...(wanted(STRING) ? [{ event, field: site.dice.pick(ATTRIBUTES) }] : []),
    ]);
  const own = of((each) => sameType(each, type));
  const ends = [
    { fn: 'first', targets: own, weight: 1.2 },
    { fn: 'last', targets: own, weight: 1.6 },
  ];
  const extremes = [
    { fn: 'min', targets: own, weight: 1 },
    { fn: 'max', targets: own, weight: 1 },
  ];
  switch (type.kind) {
    case 'int':
      return [
        { fn: 'count', targets: world.events.map((event) => ({ event })), weight: 3 },
        { fn: 'distinct', targets: of(({ kind }) => kind !== 'list'), weight: 2 },
        { fn: 'sum', targets: own, weight: 2 },
        ...extremes,
        ...ends,
      ];
    case 'decimal':
      return [
        { fn: 'sum', targets: own, weight: 2 },
        { fn: 'avg', targets: of(({ kind }) => kind === 'int' || kind === 'decimal'), weight: 3 },
        ...extremes,
        ...ends,
      ];
    case 'timestamp':
      return [...extremes, ...ends];
    case 'string':
    case 'bool':
    case 'enum':
      return ends;
    case 'duration':
    case 'timezone':
    case 'list':
      return [];
  }
}

function aggregate(
  site: Site,
  type: Type,
  fn: string,
  { event, field }: Target,
  shape: (typeof SHAPES)[number],
  depth: number,
): Piece {
  const { dice, world } = site;
  const target = field === undefined ? nameOf(site, event.name) : `${nameOf(site, event.name)}.${field}`;
  const where = shape.where
    ? [' where ', hole(site.make.condition(inWhere(site, event, 'positive'), Math.min(depth - 1, 1)))]
    : [];
  const window = shape.ever ? [') ever'] : [') over ', hole(span(dice, world), BINDS.atom)];
  const mayMiss = !['count', 'sum', 'distinct'].includes(fn);
  return expression(type, BINDS.atom, [`${fn}(${target}`, ...where, ...window], mayMiss);
}

/** `did E within W` and `did not`. */
export function happenings(site: Site, depth: number): Option<Piece>[] {
  if (!seesUser(site)) return [];
  const make = (not: boolean, filtered: boolean) => (): Piece => {
    const event = site.dice.pick(site.world.events);
    const inside = inWhere(site, event, (not ? negated(site) : site).polarity);
    const where = filtered ? [' where ', hole(site.make.condition(inside, Math.min(depth - 1, 1)))] : [];
    return expression(
      BOOL,
      BINDS.atom,
      [
        `did ${not ? 'not ' : ''}${nameOf(site, event.name)}`,
        ...where,
        ' within ',
        hole(span(site.dice, site.world), BINDS.atom),
      ],
      false,
    );
  };
  return [
    { of: 'did', weight: 1.5, make: make(false, false) },
    { of: 'did where', weight: 1, make: make(false, true) },
    { of: 'did not', weight: 1, make: make(true, false) },
    { of: 'did not where', weight: 1, make: make(true, true) },
  ];
}

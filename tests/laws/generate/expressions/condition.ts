import type { Option } from '../dice.ts';
import { atom, BINDS, expression, hole, type Piece } from '../piece.ts';
import { BOOL } from '../types.ts';
import { happenings } from './aggregates.ts';
import { call } from './atoms.ts';
import { comparisons, hasSubject } from './compare.ts';
import { memberships } from './membership.ts';
import { narrowings, presences } from './narrowing.ts';
import { nowComparisons } from './now.ts';
import { nameOf, negated, type Site, seesUser } from './site.ts';
import { stringTests } from './string-tests.ts';
import { zoneComparisons } from './zones.ts';

/** A condition that may stand at the site. */
export function condition(site: Site, depth: number): Piece {
  return site.dice.choose([
    ...connectives(site, depth),
    ...comparisons(site, depth),
    ...zoneComparisons(site),
    ...memberships(site, depth),
    ...stringTests(site, depth),
    ...presences(site, depth),
    ...narrowings(site, depth),
    ...happenings(site, depth),
    ...nowComparisons(site, depth),
    ...truths(site, depth),
  ]);
}

function connectives(site: Site, depth: number): Option<Piece>[] {
  if (depth <= 0) return [];
  const { dice, make } = site;
  const chain = (word: 'and' | 'or') => (): Piece => {
    const binds = BINDS[word];
    const operands = Array.from({ length: dice.chance(0.75) ? 2 : 3 }, () => make.condition(site, depth - 1));
    return expression(
      BOOL,
      binds,
      operands.flatMap((each, i) => (i === 0 ? [hole(each, binds)] : [` ${word} `, hole(each, binds + 1)])),
      false,
    );
  };
  const not = (): Piece =>
    expression(BOOL, BINDS.not, ['not ', hole(make.condition(negated(site), depth - 1), BINDS.not)], false);
  return [
    { of: 'and', weight: 3, make: chain('and') },
    { of: 'or', weight: 3.5, make: chain('or') },
    { of: 'not', weight: 2.5, make: not },
  ];
}

/** What is true or false by itself: segments, fields, metrics, calls. */
function truths(site: Site, depth: number): Option<Piece>[] {
  const { dice, make, world } = site;
  const mayMiss = site.polarity === 'positive';
  const options: Option<Piece>[] = [
    {
      of: 'bool as a condition',
      weight: hasSubject(site, BOOL, depth) ? 1 : 0.1,
      make: () => make.value(site, BOOL, { depth: 0, mayMiss, varying: true }),
    },
  ];
  if (seesUser(site) && site.place !== 'metric' && world.segments.length > 0) {
    const segment = (): Piece => atom(BOOL, nameOf(site, dice.pick(world.segments)));
    const turned = (): Piece => expression(BOOL, BINDS.not, ['not ', hole(segment(), BINDS.not)], false);
    options.push(
      { of: 'segment used', weight: 1.5, make: segment },
      { of: 'negated segment', weight: 1, make: turned },
    );
  }
  if (seesUser(site)) {
    for (const metric of world.metrics) {
      if (metric.leaning && mayMiss)
        options.push({ of: 'metric used', weight: 2, make: () => atom(BOOL, metric.name, metric.optional) });
    }
    for (const fn of world.fns) {
      if (fn.now === 'compared')
        options.push({ of: 'fn of now', weight: 3, make: () => call(site, fn, depth) });
    }
  }
  return options;
}

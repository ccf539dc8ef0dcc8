import type { Option } from '../dice.ts';
import { atom, BINDS, expression, hole, type Piece } from '../piece.ts';
import { DURATION, INT, TIMESTAMP, type Type } from '../types.ts';
import { literal } from '../values/literal.ts';
import { drawInstant } from '../values/pools.ts';
import { call } from './atoms.ts';
import { comparison, subject } from './compare.ts';
import { inNudge, type Site, seesUser } from './site.ts';
import { zoneArgument } from './zones.ts';

const OPERATORS = ['<', '<=', '>', '>=', '=', '!='] as const;
const MIRRORED = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=', '!=': '!=' } as const;

/** Conditions that turn at an instant which can be computed: `now`, or `now - x`, beside something free of `now`. */
export function nowComparisons(site: Site, depth: number): Option<Piece>[] {
  if (!seesUser(site)) return [];
  const { dice, world } = site;
  const NOW = atom(TIMESTAMP, 'now');
  const ask = (left: (mayMiss: boolean) => Piece, right: (mayMiss: boolean) => Piece): Piece => {
    const operator = dice.pick(OPERATORS);
    const mayMiss = operator !== '!=' && site.polarity === 'positive';
    const sides = [hole(left(mayMiss), BINDS.coalesce), hole(right(mayMiss), BINDS.coalesce)] as const;
    return dice.chance(0.75)
      ? comparison([sides[0], ` ${operator} `, sides[1]])
      : comparison([sides[1], ` ${MIRRORED[operator]} `, sides[0]]);
  };
  const time = (mayMiss: boolean): Piece => {
    if (dice.chance(0.15)) return atom(TIMESTAMP, new Date(drawInstant(dice, world.grid)).toISOString());
    return freeOfNow(site, TIMESTAMP, mayMiss, depth);
  };
  const length = (mayMiss: boolean): Piece =>
    dice.chance(0.8) ? literal(dice, DURATION, world.grid) : freeOfNow(site, DURATION, mayMiss, depth);
  const since = (from: Piece): Piece =>
    expression(from.type === TIMESTAMP ? DURATION : TIMESTAMP, BINDS.sum, [
      'now - ',
      hole(from, BINDS.product),
    ]);
  const between = (value: Piece, low: Piece, high: Piece): Piece =>
    comparison([
      hole(value, BINDS.coalesce),
      ' between ',
      hole(low, BINDS.coalesce),
      ' and ',
      hole(high, BINDS.coalesce),
    ]);
  const positive = site.polarity === 'positive';
  const options: Option<Piece>[] = [
    { of: 'now compared', weight: 0.8, make: () => ask(() => NOW, time) },
    { of: 'now - timestamp', weight: 1.6, make: () => ask((mayMiss) => since(time(mayMiss)), length) },
    { of: 'now - duration', weight: 0.8, make: () => ask((mayMiss) => since(length(mayMiss)), time) },
    {
      of: 'now between',
      weight: 0.8,
      make: () =>
        dice.choose([
          { weight: 1, make: () => between(NOW, time(positive), time(positive)) },
          { weight: 2, make: () => between(since(time(positive)), length(positive), length(positive)) },
          { weight: 1, make: () => between(time(positive), since(length(positive)), NOW) },
        ]),
    },
  ];
  for (const fn of world.fns) {
    if (fn.now !== 'elapsed') continue;
    options.push({ of: 'fn of now', weight: 3, make: () => ask(() => call(site, fn, 1), length) });
  }
  if (inNudge(site)) options.push({ of: 'free now', weight: 1, make: () => localTime(site) });
  return options;
}

/** In a nudge timestamps may be made of `now`; here they must not be. */
function freeOfNow(site: Site, type: Type, mayMiss: boolean, depth: number): Piece {
  const place = inNudge(site) ? 'segment' : site.place;
  const { row: _, ...bare } = site;
  return subject({ ...bare, place }, type, mayMiss, Math.min(depth, 2));
}

function localTime(site: Site): Piece {
  const [fn, low, high] = site.dice.pick([
    ['hour', 8, 23],
    ['weekday', 1, 6],
  ] as const);
  const zone = zoneArgument(site);
  const value = expression(INT, BINDS.atom, [`${fn}(now, `, hole(zone), ')']);
  const limit = site.dice.int(low, high);
  const asked = value.optional && site.polarity !== 'positive' ? [hole(value), ' ?? 0'] : [hole(value)];
  return comparison([...asked, ` ${site.dice.pick(['<', '>='])} ${limit}`]);
}

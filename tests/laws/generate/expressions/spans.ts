import type { Dice } from '../dice.ts';
import { atom, BINDS, expression, hole, type Piece } from '../piece.ts';
import { DURATION } from '../types.ts';
import { spanText } from '../values/literal.ts';
import { drawSpan } from '../values/pools.ts';
import type { World } from '../world.ts';

/** The length of a window, a `for` and the like: a constant, one operand. */
export function span(dice: Dice, world: World): Piece {
  const ms = drawSpan(dice, world.grid);
  world.spansMs.push(ms);
  const simpler = ['1s'];
  const consts = world.consts.filter(({ type }) => type.kind === 'duration');
  if (consts.length > 0 && dice.likely('constant duration', 0.15)) {
    return { ...atom(DURATION, dice.pick(consts).name), simpler };
  }
  if (dice.likely('computed duration', 0.08)) {
    const times = dice.int(2, 3);
    world.spansMs.push(ms * times);
    const product = expression(DURATION, BINDS.product, [`${spanText(ms)} * ${times}`]);
    return { ...expression(DURATION, BINDS.atom, [hole(product, BINDS.atom)]), simpler };
  }
  return atom(DURATION, spanText(ms), false, simpler);
}

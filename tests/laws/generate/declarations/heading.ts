import type { Dice } from '../dice.ts';
import { droppable, type Piece, text } from '../piece.ts';

/** `// …`, `/// …` and `segment Name "title"`. */
export function heading(dice: Dice, keyword: string, name: string): Piece {
  const doc = dice.likely('doc comment', 0.15) ? [droppable([`/// About ${name}.\n`])] : [];
  const comment = dice.likely('comment', 0.1) ? [droppable([`// ${name} \n`])] : [];
  const title = dice.likely('title', 0.15) ? [droppable([` "The ${keyword} {${name}}"`])] : [];
  return text([...comment, ...doc, `${keyword} ${name}`, ...title]);
}

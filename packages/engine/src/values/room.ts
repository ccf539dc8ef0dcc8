/** By capacity: an array of so many numbers, to be copied. */
const TEMPLATES = new Map<number, number[]>();

/** Longer ones are too rare to be worth the memory of a template. */
const TEMPLATE_CELLS = 256;

/**
 * An array of `room` cells that begins with the first `used` of another. `push` would make room for 17 at once, which
 * is most of the memory where there are many short arrays; and a copy of an array of fractions stays one of unboxed
 * numbers.
 */
export function withRoom<T>(cells: readonly T[], used: number, room: number): T[] {
  const grown = numbers(room) as unknown as T[];
  for (let i = 0; i < used; i++) grown[i] = cells[i] as T;
  return grown;
}

function numbers(count: number): number[] {
  if (count > TEMPLATE_CELLS) return new Array<number>(count).fill(0.5);
  let template = TEMPLATES.get(count);
  if (template === undefined) {
    template = new Array<number>(count).fill(0.5);
    TEMPLATES.set(count, template);
  }
  return template.slice();
}

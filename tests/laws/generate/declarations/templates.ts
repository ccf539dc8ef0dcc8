import type { Dice } from '../dice.ts';
import { droppable, type Piece } from '../piece.ts';
import { BOOL, DECIMAL, ENUMS, INT, STRING, TIMESTAMP, type Type, typeText } from '../types.ts';
import { quoted } from '../values/literal.ts';
import type { Template, World } from '../world.ts';

const NAMES = ['Note', 'Card'];
const PARAMS = ['first', 'second', 'third', 'fourth'];
const LOCALES = ['en', 'de', 'de-AT', 'pt-BR', 'fr'];
const KEYS = ['title', 'body', 'image_url'];

/** One or two templates; they become known to the world. */
export function templateDeclarations(dice: Dice, world: World): Piece[] {
  return NAMES.slice(0, dice.int(1, 2)).map((name) => {
    const params = PARAMS.slice(0, dice.int(0, 4)).map((param) => ({
      name: param,
      type: drawType(dice),
      optional: false,
    }));
    const template: Template = { name, params };
    world.templates.push(template);
    return declaration(dice, template);
  });
}

function drawType(dice: Dice): Type {
  const option = (type: Type, weight: number) => ({ of: `argument ${type.kind}`, weight, make: () => type });
  return dice.choose([
    option(DECIMAL, 2),
    option(STRING, 2.5),
    ...[INT, BOOL, TIMESTAMP].map((type) => option(type, 1)),
    ...ENUMS.map((type) => option(type, 0.4)),
  ]);
}

function declaration(dice: Dice, template: Template): Piece {
  const { name, params } = template;
  const locales = dice.likely('several locales', 0.6)
    ? dice.some(LOCALES, dice.int(2, 4))
    : [dice.pick(LOCALES)];
  const keys = KEYS.slice(0, dice.int(1, 3));
  const texts = locales.map((locale) => {
    const lines = dice
      .shuffled(keys)
      .map((key) => droppable([`\n    ${key} `, quoted(line(dice, template))], ['""']));
    return droppable([`\n  ${locale} {`, ...lines, '\n  }']);
  });
  const listed = params.map((param) => `${param.name}: ${typeText(param.type)}`).join(', ');
  return droppable([`template ${name}(${listed}) {`, ...texts, '\n}']);
}

const WORDS = ['Hello', '', 'Zoë: ', '100 %\n', '"now" \\', '\u{1F600} '];

/** Not every text prints every parameter. */
function line(dice: Dice, { params }: Template): string {
  let out = dice.pick(WORDS);
  if (dice.likely('brace', 0.15)) out += ' {{x} ';
  for (const { name, type } of params) {
    if (dice.chance(0.2)) continue;
    const digits =
      type.kind === 'decimal' && dice.likely('digits of a hole', 0.5) ? `:${dice.int(0, 4)}` : '';
    out += ` {${name}${digits}}`;
  }
  return out;
}

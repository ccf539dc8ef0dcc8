import { constDeclarations } from './declarations/consts.ts';
import { drawEvents, eventDeclaration } from './declarations/events.ts';
import { fnDeclarations } from './declarations/fns.ts';
import { metricDeclarations } from './declarations/metrics.ts';
import { nudgeDeclarations } from './declarations/nudges.ts';
import { segmentDeclarations } from './declarations/segments.ts';
import { drawGrid, drawLate, settingDeclarations } from './declarations/settings.ts';
import { templateDeclarations } from './declarations/templates.ts';
import { drawUserFields, userDeclaration } from './declarations/user.ts';
import type { Dice } from './dice.ts';
import { condition } from './expressions/condition.ts';
import type { Site } from './expressions/site.ts';
import { value } from './expressions/value.ts';
import { droppable, type Piece, text } from './piece.ts';
import type { World } from './world.ts';

export interface Generated {
  readonly world: World;
  readonly program: Piece;
}

/** A well-typed program, and what a history of it has to know. */
export function generateProgram(dice: Dice): Generated {
  const grid = drawGrid(dice);
  const userFields = drawUserFields(dice, grid);
  const late = drawLate(dice, grid);
  const world: World = {
    grid,
    lateMs: late.ms,
    module: dice.likely('module', 0.35) ? 'shop.rules' : undefined,
    events: drawEvents(dice),
    userFields,
    channels: [
      { name: 'push', piiAllowed: true },
      { name: 'email', piiAllowed: true },
      { name: 'in_app', piiAllowed: false },
    ].slice(0, dice.int(2, 3)),
    purposes: ['marketing', 'advice'].slice(0, dice.int(1, 2)),
    consts: [],
    fns: [],
    metrics: [],
    segments: [],
    templates: [],
    spansMs: [],
  };
  const site: Site = {
    dice,
    world,
    make: { condition, value },
    place: 'constant',
    polarity: 'positive',
    params: [],
    present: new Set(),
    personal: false,
  };
  const inSegment: Site = { ...site, place: 'segment' };
  // What is declared first may be used by what comes next, as in a text that is read from its beginning.
  const declarations = [
    ...late.declaration,
    ...settingDeclarations(dice, world),
    ...world.events.map((event) => eventDeclaration(dice, event)),
    ...userDeclaration(dice, userFields),
    ...constDeclarations(dice, site),
    ...fnDeclarations(dice, site),
    ...metricDeclarations(dice, { ...site, place: 'metric' }),
    ...segmentDeclarations(dice, inSegment),
    ...templateDeclarations(dice, world),
    ...nudgeDeclarations(dice, inSegment),
  ];
  // The order of declarations means nothing.
  const ordered = dice.chance(0.5) ? dice.shuffled(declarations) : declarations;
  const module = world.module === undefined ? [] : [droppable([`module ${world.module}\n\n`])];
  return {
    world,
    program: text([...module, ...ordered.map((each) => ({ ...text([each, '\n']), droppable: true }))]),
  };
}

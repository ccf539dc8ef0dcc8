import type { Dice, Option } from '../dice.ts';
import { comparison } from '../expressions/compare.ts';
import { narrowed } from '../expressions/narrowing.ts';
import { references } from '../expressions/references.ts';
import { nameOf, type Site } from '../expressions/site.ts';
import { span } from '../expressions/spans.ts';
import { BINDS, droppable, expression, hole, type Piece } from '../piece.ts';
import { BOOL } from '../types.ts';
import type { EventShape } from '../world.ts';

export interface Triggered {
  readonly clause: Piece;
  /** What the rest of the nudge may look at, and what is known of it. */
  readonly site: Site;
}

/** A trigger; `site` is that of the nudge's `when`. */
export function drawTrigger(dice: Dice, site: Site): Triggered {
  const { segments } = site.world;
  const options: Option<Triggered>[] = [
    { of: 'on event', weight: 2, make: () => onEvent(dice, site, false) },
    { of: 'on event where', weight: 1.5, make: () => onEvent(dice, site, true) },
    { of: 'unless', weight: 1.5, make: () => onUnless(dice, site) },
  ];
  if (segments.length > 0) {
    const segment = (word: string) => (): Triggered => ({
      clause: droppable([
        `\n  on ${word} ${nameOf(site, dice.chance(0.4) ? (segments[0] as string) : dice.pick(segments))}`,
      ]),
      site,
    });
    options.push(
      { of: 'on enter', weight: 1.5, make: segment('enter') },
      { of: 'on exit', weight: 1.2, make: segment('exit') },
    );
  }
  return dice.choose(options);
}

/** Nudges of one event compete, so the first event is taken more often. */
function drawEvent(dice: Dice, { world }: Site): EventShape {
  return dice.chance(0.5) ? (world.events[0] as EventShape) : dice.pick(world.events);
}

function onEvent(dice: Dice, outer: Site, filtered: boolean): Triggered {
  const event = drawEvent(dice, outer);
  const site: Site = { ...outer, trigger: event };
  const on = `\n  on ${nameOf(site, event.name)}`;
  if (!filtered) return { clause: droppable([on]), site };
  const { where, present } = ownWhere(dice, site, event);
  return { clause: droppable([on, droppable([' where ', where])]), site: { ...site, present } };
}

function onUnless(dice: Dice, outer: Site): Triggered {
  const event = drawEvent(dice, outer);
  let site: Site = { ...outer, trigger: event };
  let first: Piece[] = [];
  if (dice.likely('unless: where of the first', 0.35)) {
    const { where, present } = ownWhere(dice, site, event);
    first = [droppable([' where ', where])];
    site = { ...site, present };
  }
  const other = dice.chance(0.25) ? event : dice.pick(outer.world.events);
  let second: Piece[] = [];
  if (dice.likely('unless: where of the second', 0.35)) {
    const inside: Site = { ...site, place: 'unlessWhere', polarity: 'negative', row: other };
    second = [droppable([' where ', site.make.condition(inside, 1)])];
  }
  const within = span(dice, outer.world);
  const clause = droppable([
    `\n  on ${event.name}`,
    ...first,
    droppable([` unless ${nameOf(site, other.name)}`, ...second, ' within ', within]),
  ]);
  return { clause, site };
}

/** A trigger's own `where`. What it makes sure of holds in the rest of the nudge. */
function ownWhere(
  dice: Dice,
  site: Site,
  event: EventShape,
): { readonly where: Piece; readonly present: ReadonlySet<string> } {
  const inside: Site = { ...site, place: 'triggerWhere', row: event };
  const optional = references(inside).filter(
    ({ optional: mayMiss, key, type }) => mayMiss && key.startsWith('trigger ') && type.kind !== 'timezone',
  );
  if (optional.length === 0 || !dice.likely('narrowed by the trigger', 0.3))
    return { where: site.make.condition(inside, 1), present: site.present };
  const reference = dice.pick(optional);
  const question = comparison([reference.text, ' is present']);
  const present = new Set([...site.present, reference.key]);
  if (dice.chance(0.4)) return { where: question, present };
  const rest = narrowed(inside, reference, 1);
  const where = expression(
    BOOL,
    BINDS.and,
    [hole(question, BINDS.and), ' and ', hole(rest, BINDS.not)],
    false,
  );
  return { where, present };
}

import type { Dice } from '../dice.ts';
import type { Piece } from '../piece.ts';
import type { Type } from '../types.ts';
import type { EventShape, Value, World } from '../world.ts';

type Place =
  | 'constant'
  | 'fn'
  | 'metric'
  | 'segment'
  | 'triggerWhere'
  | 'when'
  | 'send'
  | 'aggregateWhere'
  | 'unlessWhere';

/** Where an expression stands: what it may look at, and what may be missing there (language.md, Missing values). */
export interface Site {
  readonly dice: Dice;
  readonly world: World;
  readonly make: Make;
  readonly place: Place;
  /** Whether a false condition makes the whole less true; only there may a comparison have a missing operand. */
  readonly polarity: 'positive' | 'negative' | 'either';
  /** Whose fields stand bare; in the trigger's own `where` it is the trigger. */
  readonly row?: EventShape;
  /** What `event` is. */
  readonly trigger?: EventShape;
  readonly params: readonly Value[];
  /** Keys of references that are known to be there. */
  readonly present: ReadonlySet<string>;
  /** Personal fields may be looked at. */
  readonly personal: boolean;
}

/** The makers that need each other; a site carries them, so that modules need not import in circles. */
interface Make {
  condition(site: Site, depth: number): Piece;
  value(site: Site, type: Type, wants: Wants): Piece;
}

export interface Wants {
  /** How many levels may be below. */
  readonly depth: number;
  readonly mayMiss: boolean;
  /** Something that depends on the user, the event or a parameter, if there is any. */
  readonly varying?: boolean;
}

/** The name of a declaration, now and then with its module. */
export function nameOf({ dice, world }: Site, name: string): string {
  const { module } = world;
  return module !== undefined && dice.likely('qualified name', 0.1) ? `${module}.${name}` : name;
}

/** Aggregates, the profile, metrics and `now`. */
export function seesUser({ place }: Site): boolean {
  return place !== 'constant' && place !== 'fn' && place !== 'aggregateWhere' && place !== 'unlessWhere';
}

/** In a nudge `now` is a value like any other. */
export function inNudge({ place }: Site): boolean {
  return place === 'triggerWhere' || place === 'when' || place === 'send';
}

export function negated(site: Site): Site {
  if (site.polarity === 'either') return site;
  return { ...site, polarity: site.polarity === 'positive' ? 'negative' : 'positive' };
}

export function undirected(site: Site): Site {
  return site.polarity === 'either' ? site : { ...site, polarity: 'either' };
}

/** Inside the `where` of an aggregate: only its event, constants and the triggering event are seen. */
export function inWhere(site: Site, row: EventShape, polarity: Site['polarity']): Site {
  const present = new Set([...site.present].filter((key) => !key.startsWith('row ')));
  return { ...site, place: 'aggregateWhere', polarity, row, params: [], present, personal: false };
}

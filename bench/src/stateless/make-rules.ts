import { below, createRandom, pick, pickSome, type Random } from '../random.ts';
import { NUMBER_END, NUMBER_STEP, type NumberField, TEXTS, type TextField, TYPES } from './fields.ts';
import type { Clause, Predicate, Rule } from './rule.ts';
import { shareOf } from './share.ts';

/**
 * Rules of all types in turn, each of one to three clauses over different fields; one in ten has a clause under `not`,
 * one in ten a clause that is an `or`. A rule is kept if it matches between these shares of its type's events, which
 * makes a tenth in the mean: with 20 types the matches of an event are a 200th of the rules.
 */
const SHARE_MIN = 0.03;
const SHARE_MAX = 0.2;

export function makeRules(count: number, seed: number): Rule[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, id) => ({
    id,
    type: id % TYPES,
    clauses: makeClauses(random, id),
  }));
}

function makeClauses(random: Random, id: number): Clause[] {
  // By the place in the type's own list, so that every type gets its tenth.
  const place = Math.floor(id / TYPES) % 10;
  for (;;) {
    const wanted = 1 + below(random, 3);
    const clauses = distinctPredicates(random, wanted + (place === 1 ? 1 : 0));
    const made = place === 0 ? negateOne(clauses) : place === 1 ? joinTwo(clauses) : clauses;
    const share = made.reduce((product, clause) => product * shareOf(clause), 1);
    if (share >= SHARE_MIN && share <= SHARE_MAX) return made;
  }
}

function negateOne(predicates: readonly Predicate[]): Clause[] {
  // A flag has its own opposite.
  const operand = predicates.find(({ kind }) => kind !== 'flag');
  if (operand === undefined) return [...predicates];
  return [...predicates.filter((other) => other !== operand), { kind: 'not', operand }];
}

function joinTwo([first, second, ...rest]: readonly Predicate[]): Clause[] {
  return [...rest, { kind: 'or', operands: [first as Predicate, second as Predicate] }];
}

function distinctPredicates(random: Random, count: number): Predicate[] {
  const found = new Map<string, Predicate>();
  while (found.size < count) {
    const predicate = makePredicate(random);
    if (!found.has(predicate.field)) found.set(predicate.field, predicate);
  }
  return [...found.values()];
}

function makePredicate(random: Random): Predicate {
  const text: TextField = pick(random, ['country', 'page', 'plan']);
  switch (below(random, 4)) {
    case 0:
      return { kind: 'equals', field: text, value: pick(random, TEXTS[text]) };
    case 1: {
      const count = 2 + below(random, Math.max(1, Math.floor(TEXTS[text].length * 0.4)));
      return { kind: 'in', field: text, values: pickSome(random, TEXTS[text], count) };
    }
    case 2:
      return makeRange(random, pick(random, ['price', 'score']));
    default:
      return { kind: 'flag', field: 'member', value: random() < 0.5 };
  }
}

function makeRange(random: Random, field: NumberField): Predicate {
  const width = NUMBER_END * (0.05 + random() * 0.65);
  const low = stepped(random() * (NUMBER_END - width), field);
  switch (below(random, 3)) {
    case 0:
      return { kind: 'range', field, low: stepped(NUMBER_END - width, field), high: null };
    case 1:
      return { kind: 'range', field, low: null, high: stepped(width, field) };
    default:
      return { kind: 'range', field, low, high: stepped(low + width, field) };
  }
}

/** On the field's own grid, so that every engine reads the same number from its text. */
export function stepped(value: number, field: NumberField): number {
  const perUnit = Math.round(1 / NUMBER_STEP[field]);
  return Math.floor(value * perUnit) / perUnit;
}

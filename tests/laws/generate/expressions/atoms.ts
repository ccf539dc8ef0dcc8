import type { Option } from '../dice.ts';
import { atom, BINDS, expression, hole, type Piece } from '../piece.ts';
import { sameType, type Type } from '../types.ts';
import { literal } from '../values/literal.ts';
import type { Fn } from '../world.ts';
import { type Reference, references, referTo } from './references.ts';
import { inNudge, nameOf, type Site, seesUser, type Wants } from './site.ts';

/** What depends on the user, the event or a parameter: names, metrics, calls. */
export function varyingAtoms(site: Site, type: Type): Option<Piece>[] {
  const { world } = site;
  const options: Option<Piece>[] = references(site)
    .filter((each) => sameType(each.type, type))
    .map((each) => ({
      ...(each.personal ? { of: 'pii' } : each.correlated ? { of: 'correlated filter' } : {}),
      weight: weightOf(each),
      make: () => referTo(each),
    }));
  if (seesUser(site)) {
    for (const metric of world.metrics) {
      if (!sameType(metric.type, type) || metric.leaning) continue;
      const of = site.place === 'metric' ? 'metric of a metric' : 'metric used';
      options.push({ of, weight: 4, make: () => atom(type, nameOf(site, metric.name), metric.optional) });
    }
  }
  if (inNudge(site) && type.kind === 'timestamp') {
    options.push({ of: 'free now', weight: 1, make: () => atom(type, 'now') });
  }
  return options;
}

function weightOf({ key, personal }: Reference): number {
  if (personal) return 12;
  if (key.startsWith('param ')) return 10;
  // Declared fields are what rules are about; an event's `id` or `tenant` rarely is.
  return /\b(at|id|user|tenant|session|device)$/.test(key) ? 0.5 : 3;
}

export function constantAtoms(site: Site, type: Type): Option<Piece>[] {
  const { dice, world } = site;
  return [
    { weight: 1.5, make: () => literal(dice, type, world.grid) },
    ...world.consts
      .filter((each) => sameType(each.type, type))
      .map(({ name }) => ({ of: 'const', weight: 1, make: () => atom(type, nameOf(site, name)) })),
  ];
}

/** Calls of declared functions that give the type; what they look at is what they are given. */
export function calls(site: Site, type: Type, depth: number): Option<Piece>[] {
  return site.world.fns
    .filter((fn) => fn.now === undefined && sameType(fn.type, type))
    .map((fn) => ({
      of: fn.params.some(({ optional }) => optional) ? 'optional parameter' : 'fn',
      weight: 4,
      make: () => call(site, fn, depth),
    }));
}

export function call(site: Site, fn: Fn, depth: number): Piece {
  const args = fn.params.map(({ type, optional }) => {
    const wants: Wants = { depth: depth - 1, mayMiss: optional, varying: true };
    return hole(site.make.value(site, type, wants));
  });
  const parts = args.flatMap((arg, i) => (i === 0 ? [arg] : [', ', arg]));
  return expression(fn.type, BINDS.atom, [`${nameOf(site, fn.name)}(`, ...parts, ')'], fn.optional);
}

import { atom, type Piece } from '../piece.ts';
import { STRING, TIMESTAMP, type Type } from '../types.ts';
import { type EventShape, nameText } from '../world.ts';
import { type Site, seesUser } from './site.ts';

/** A value that has a name of its own here. */
export interface Reference {
  readonly text: string;
  /** Equal for names of the same value. */
  readonly key: string;
  readonly type: Type;
  readonly optional: boolean;
  /** It belongs to the triggering event, seen from the `where` of an aggregate. */
  readonly correlated: boolean;
  /** It is marked `@pii`. */
  readonly personal: boolean;
}

const ATTRIBUTES: readonly (readonly [name: string, type: Type, optional: boolean])[] = [
  ['at', TIMESTAMP, false],
  ['id', STRING, false],
  ['user', STRING, false],
  ['tenant', STRING, false],
  ['session', STRING, true],
  ['device', STRING, true],
];

/** One site is asked for each type in turn. */
const known = new WeakMap<Site, readonly Reference[]>();

/** The fields of events, of the user, and parameters that can be seen. */
export function references(site: Site): readonly Reference[] {
  const found = known.get(site) ?? find(site);
  known.set(site, found);
  return found;
}

function find(site: Site): Reference[] {
  const { row, trigger, params, world } = site;
  const found: (Omit<Reference, 'correlated' | 'personal'> & { readonly pii?: boolean })[] = [];
  const own = site.place === 'triggerWhere';
  if (row !== undefined)
    for (const each of fieldsOf(row, site))
      found.push({ ...each, text: nameText(each.name), key: `${own ? 'trigger' : 'row'} ${each.name}` });
  if (trigger !== undefined)
    for (const each of fieldsOf(trigger, site))
      found.push({ ...each, text: `event.${each.name}`, key: `trigger ${each.name}` });
  if (seesUser(site))
    for (const { name, type, optional, pii } of world.userFields)
      if (!pii || site.personal)
        found.push({ text: `user.${name}`, key: `user ${name}`, type, optional, pii });
  for (const { name, type, optional } of params)
    found.push({ text: name, key: `param ${name}`, type, optional });
  return found.map((each) => ({
    ...each,
    optional: each.optional && !site.present.has(each.key),
    correlated: site.place === 'aggregateWhere' && each.key.startsWith('trigger '),
    personal: each.pii === true,
  }));
}

function* fieldsOf(
  event: EventShape,
  site: Site,
): Generator<{ name: string; type: Type; optional: boolean; pii?: boolean }> {
  for (const { name, type, optional, pii } of event.fields)
    if (!pii || site.personal) yield { name, type, optional, pii };
  for (const [name, type, optional] of ATTRIBUTES) yield { name, type, optional };
}

export function referTo({ type, text, optional }: Reference): Piece {
  return atom(type, text, optional);
}

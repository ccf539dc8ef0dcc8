import type { EventAttribute, Type } from '../program.ts';

type Plain = 'bool' | 'int' | 'decimal' | 'string' | 'timestamp' | 'duration' | 'unknown';

function plain(kind: Plain): Type {
  return { kind, optional: false };
}

export const BOOL: Type = plain('bool');
export const INT: Type = plain('int');
export const DECIMAL: Type = plain('decimal');
export const STRING: Type = plain('string');
export const TIMESTAMP: Type = plain('timestamp');
export const DURATION: Type = plain('duration');
export const UNKNOWN: Type = plain('unknown');

export const attributeTypes: ReadonlyMap<string, Type> = new Map<EventAttribute, Type>([
  ['id', STRING],
  ['at', TIMESTAMP],
  ['user', STRING],
  ['tenant', STRING],
  ['session', { kind: 'string', optional: true }],
  ['device', { kind: 'string', optional: true }],
]);

export function isAttribute(name: string): name is EventAttribute {
  return attributeTypes.has(name);
}

export function withOptional(type: Type, optional: boolean): Type {
  return type.optional === optional ? type : { ...type, optional };
}

export function isNumber(type: Type): boolean {
  return type.kind === 'int' || type.kind === 'decimal';
}

/** Whether `<` has a meaning for it. */
export function isOrdered(type: Type): boolean {
  return isNumber(type) || type.kind === 'timestamp' || type.kind === 'duration';
}

/** As the author would write it. */
export function typeText(type: Type): string {
  return baseText(type) + (type.optional ? '?' : '');
}

function baseText(type: Type): string {
  switch (type.kind) {
    case 'enum':
      return `enum { ${type.members.map(memberText).join(', ')} }`;
    case 'list':
      return `list<${typeText(type.of)}>`;
    case 'bool':
    case 'int':
    case 'decimal':
    case 'string':
    case 'timestamp':
    case 'duration':
    case 'timezone':
      return type.kind;
    case 'unknown':
      return '…';
    default: {
      const never: never = type;
      return never;
    }
  }
}

export function memberText(member: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(member) ? member : `"${member}"`;
}

/** What could stand behind `??` for a value of the type; nothing where no value suggests itself. */
export function sampleText(type: Type): string | undefined {
  switch (type.kind) {
    case 'bool':
      return 'false';
    case 'int':
    case 'decimal':
      return '0';
    case 'string':
      return '""';
    case 'timezone':
      return '"UTC"';
    case 'duration':
      return '0s';
    case 'enum': {
      const [first] = type.members;
      return first === undefined ? undefined : memberText(first);
    }
    case 'timestamp':
    case 'list':
    case 'unknown':
      return undefined;
    default: {
      const never: never = type;
      return never;
    }
  }
}

/** One type for both, an int widening to a decimal; nothing if there is none. Missing on one side stays possible. */
export function commonType(a: Type, b: Type): Type | undefined {
  const optional = a.optional || b.optional;
  if (a.kind === 'unknown') return withOptional(b, optional);
  if (b.kind === 'unknown') return withOptional(a, optional);
  if (isNumber(a) && isNumber(b))
    return { kind: a.kind === b.kind && a.kind === 'int' ? 'int' : 'decimal', optional };
  if (a.kind === 'list' && b.kind === 'list') {
    return sameElement(a.of, b.of) ? { ...a, optional } : undefined;
  }
  if (a.kind === 'enum' && b.kind === 'enum') {
    return sameMembers(a.members, b.members) ? { ...a, optional } : undefined;
  }
  if (isText(a) && isText(b))
    return a.kind === b.kind ? withOptional(a, optional) : { kind: 'string', optional };
  return a.kind === b.kind ? withOptional(a, optional) : undefined;
}

function isText(type: Type): boolean {
  return type.kind === 'string' || type.kind === 'timezone';
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  const known = new Set(a);
  return a.length === b.length && b.every((member) => known.has(member));
}

/** Whether a value of one may be equal to a value of the other; both optional or not. */
export function comparable(a: Type, b: Type): boolean {
  if (a.kind === 'unknown' || b.kind === 'unknown') return true;
  if (a.kind === 'list' || b.kind === 'list') return false;
  if (a.kind === 'enum' && b.kind === 'enum') {
    const known = new Set(a.members);
    return b.members.some((member) => known.has(member));
  }
  return commonType(a, b) !== undefined;
}

/** Whether a value of `from` may stand where `to` is expected, apart from being missing. */
export function assignable(from: Type, to: Type): boolean {
  if (from.kind === 'unknown' || to.kind === 'unknown') return true;
  if (to.kind === 'decimal') return isNumber(from);
  if (to.kind === 'string') return isText(from);
  if (from.kind === 'enum' && to.kind === 'enum') {
    const known = new Set(to.members);
    return from.members.every((member) => known.has(member));
  }
  if (from.kind === 'list' && to.kind === 'list') return sameElement(from.of, to.of);
  return from.kind === to.kind;
}

/** What is in a list does not convert: a list of ints is no list of decimals. */
function sameElement(a: Type, b: Type): boolean {
  if (a.kind === 'unknown' || b.kind === 'unknown') return true;
  return a.kind === b.kind && assignable(a, b);
}

type ScalarKind = 'bool' | 'int' | 'decimal' | 'string' | 'timestamp' | 'duration' | 'timezone';

/** A type of the language, without the question whether the value may be missing. */
export type Type =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'enum'; readonly members: readonly string[] }
  | { readonly kind: 'list'; readonly of: Type };

export const BOOL: Type = { kind: 'bool' };
export const INT: Type = { kind: 'int' };
export const DECIMAL: Type = { kind: 'decimal' };
export const STRING: Type = { kind: 'string' };
export const TIMESTAMP: Type = { kind: 'timestamp' };
export const DURATION: Type = { kind: 'duration' };
export const TIMEZONE: Type = { kind: 'timezone' };

/** They share a member, so that fields of two can be compared; some members are no names. */
export const ENUMS: readonly Extract<Type, { kind: 'enum' }>[] = [
  { kind: 'enum', members: ['free', 'plus', 'pro'] },
  { kind: 'enum', members: ['18-29', 'pro', 'ä'] },
  { kind: 'enum', members: ['s', 'pro', 'x/l', 'l'] },
];

/** As written behind a field, without `?`. Equal for equal types. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case 'enum':
      return `enum { ${type.members.map(memberText).join(', ')} }`;
    case 'list':
      return `list<${typeText(type.of)}>`;
    default:
      return type.kind;
  }
}

export function sameType(a: Type, b: Type): boolean {
  return a === b || (a.kind === b.kind && typeText(a) === typeText(b));
}

/** A member stands bare if it is a name. */
export function memberText(member: string): string {
  return /^[a-z_]+$/.test(member) ? member : `"${member}"`;
}

export function isOrdered(type: Type): boolean {
  return ['int', 'decimal', 'timestamp', 'duration'].includes(type.kind);
}

type List = Extract<Type, { kind: 'list' }>;

export const LISTS: readonly List[] = [STRING, INT, DECIMAL, BOOL, ...ENUMS.slice(0, 1)].map((of) => ({
  kind: 'list',
  of,
}));

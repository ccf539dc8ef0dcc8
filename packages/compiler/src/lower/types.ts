import type { EventAttribute, FieldSymbol, Type } from '@nudge/dsl';
import type { FieldType, ScalarKind, ValueKind } from '@nudge/engine';
import type { IrType } from '../ir.ts';

const sure = new Map<ValueKind, IrType>();
const optional = new Map<ValueKind, IrType>();

/** There are few types and very many expressions, which share them. */
export function irType(kind: ValueKind, mayBeMissing: boolean): IrType {
  const known = mayBeMissing ? optional : sure;
  let type = known.get(kind);
  if (type === undefined) {
    type = { kind, optional: mayBeMissing };
    known.set(kind, type);
  }
  return type;
}

export function kindOf(type: Type): ValueKind {
  if (type.kind === 'unknown') throw new Error('a type was left unknown in a program without errors');
  return type.kind;
}

export function fieldKind(field: FieldSymbol | EventAttribute): IrType {
  if (typeof field !== 'string') return irType(kindOf(field.type), field.type.optional);
  return irType(field === 'at' ? 'timestamp' : 'string', field === 'session' || field === 'device');
}

/** The schema of a declared type; durations are no field type. */
export function fieldType(type: Type): FieldType {
  switch (type.kind) {
    case 'enum':
      return { kind: 'enum', members: type.members };
    case 'list':
      return { kind: 'list', of: fieldType(type.of) };
    case 'duration':
    case 'unknown':
      throw new Error(`${type.kind} is no type of a field`);
    default:
      return { kind: type.kind satisfies ScalarKind };
  }
}

import type { FieldType } from '@nudge/engine';

/** How values of a type are stored; an enum may change its members and keep what is stored. */
export function storedForm(type: FieldType): string {
  switch (type.kind) {
    case 'enum':
    case 'timezone':
      return 'string';
    case 'list':
      return `list of ${storedForm(type.of)}`;
    default:
      return type.kind;
  }
}

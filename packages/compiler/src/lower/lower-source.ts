import type { EventSymbol, FieldSymbol, Literal, Path, SourceField, SourceSymbol } from '@nudge/dsl';
import type { ColumnPath, EventAttribute, SourceConditionSchema, SourceSchema, Value } from '@nudge/engine';
import { eventId, known, type LowerState } from './scope.ts';

export function lowerSource(state: LowerState, source: SourceSymbol): SourceSchema {
  const { decl } = source;
  return {
    name: source.qualified,
    format: source.format,
    attributes: decl.attributes.map(({ name, column, zone }) => ({
      name: name.text as EventAttribute,
      column: columnOf(column),
      zone: zone?.value ?? 'UTC',
    })),
    mappings: decl.mappings.map((mapping, i) => {
      const target = known(source.targets[i], 'target of a mapping');
      return {
        conditions: mapping.conditions.map(
          ({ column, test, values }): SourceConditionSchema => ({
            column: columnOf(column),
            test,
            values: values.map(rawLiteral),
          }),
        ),
        target: typeof target === 'string' ? target : eventId(state, target),
        fields: mapping.fields.map((field) => ({
          name: field.name.text,
          from:
            field.value.kind === 'path'
              ? { column: columnOf(field.value) }
              : { value: fieldLiteral(state, target, field, field.value) },
        })),
      };
    }),
  };
}

function columnOf(path: Path): ColumnPath {
  return path.parts.map((part) => part.text);
}

/** A literal as the foreign record would hold it. */
function rawLiteral(literal: Literal): SourceConditionSchema['values'][number] {
  switch (literal.kind) {
    case 'bool':
      return literal.value;
    case 'string':
      return literal.value.normalize('NFC');
    case 'int':
      return { number: literal.value.toString() };
    case 'decimal':
      return { number: decimalText(literal.scaled) };
    case 'duration':
    case 'instant':
      return literal.text;
  }
}

function decimalText(scaled: bigint): string {
  const sign = scaled < 0n ? '-' : '';
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(5, '0');
  return `${sign}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

/** A literal as the run-time value of the field that it fills. */
function fieldLiteral(
  state: LowerState,
  target: EventSymbol | 'user.updated' | 'user.consent',
  field: SourceField,
  literal: Literal,
): Value {
  const fields: readonly FieldSymbol[] =
    target === 'user.updated' ? state.program.userFields : typeof target === 'string' ? [] : target.fields;
  const type = fields.find(({ name }) => name === field.name.text)?.type;
  switch (literal.kind) {
    case 'bool':
      return literal.value;
    case 'string':
      return literal.value.normalize('NFC');
    case 'int':
      return Number(literal.value) * (type?.kind === 'decimal' ? 10_000 : 1);
    case 'decimal':
      return Number(literal.scaled);
    case 'duration':
    case 'instant':
      return literal.ms;
  }
}

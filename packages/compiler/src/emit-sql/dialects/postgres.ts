import { type Dialect, standardCall, standardLiteral } from '../dialect.ts';

const TYPES = { integer: 'BIGINT', wide: 'NUMERIC', text: 'TEXT', boolean: 'BOOLEAN' } as const;

export const postgres: Dialect = {
  name: 'postgres',
  types: TYPES,
  asOf: 'CAST($1 AS BIGINT)',
  textColumn: 'TEXT COLLATE "C"',
  // Else it writes each column's expression wherever the column is named: twice and more at each step, without end.
  computedOnce: 'MATERIALIZED ',
  columnsMax: 1600,
  literal: standardLiteral,
  // The order of the database may be that of a language.
  inByteOrder: (value) => `${value} COLLATE "C"`,
  call(name, args) {
    const [a = '', b = ''] = args;
    switch (name) {
      case 'quotient':
        return `div(CAST(${a} AS NUMERIC), ${b})`;
      case 'contains':
        return `(strpos(${a}, ${b}) > 0)`;
      case 'endsWith':
        return `(right(${a}, length(${b})) = ${b})`;
      case 'dateText':
        return `to_char(DATE '1970-01-01' + CAST(${a} AS INTEGER), 'YYYY-MM-DD')`;
      case 'listOf':
        return `CAST(jsonb_build_array(${args.join(', ')}) AS TEXT)`;
      default:
        return standardCall(name, args);
    }
  },
  // A literal alone has no type.
  listHolds: (list, value, of) => `(CAST(${list} AS JSONB) @> to_jsonb(CAST(${value} AS ${TYPES[of]})))`,
};

import { type Dialect, standardCall, standardLiteral } from '../dialect.ts';
import type { SqlType } from '../tree.ts';

const LISTS: Readonly<Record<SqlType, string>> = {
  integer: '["BIGINT"]',
  wide: '["HUGEINT"]',
  text: '["VARCHAR"]',
  boolean: '["BOOLEAN"]',
};

export const duckdb: Dialect = {
  name: 'duckdb',
  types: { integer: 'BIGINT', wide: 'HUGEINT', text: 'VARCHAR', boolean: 'BOOLEAN' },
  asOf: '$1',
  // Its order of texts is that of their bytes.
  textColumn: 'VARCHAR',
  computedOnce: '',
  columnsMax: null,
  literal: standardLiteral,
  inByteOrder: (value) => value,
  call(name, args) {
    const [a = '', b = ''] = args;
    switch (name) {
      case 'quotient':
        // `/` would go through DOUBLE.
        return `(${a} // ${b})`;
      case 'dateText':
        return `strftime(DATE '1970-01-01' + CAST(${a} AS INTEGER), '%Y-%m-%d')`;
      case 'listOf':
        return `CAST(json_array(${args.join(', ')}) AS VARCHAR)`;
      default:
        return standardCall(name, args);
    }
  },
  listHolds: (list, value, of) => `list_contains(from_json(${list}, '${LISTS[of]}'), ${value})`,
};

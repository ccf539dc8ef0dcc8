import { type Dialect, standardCall, standardLiteral } from '../dialect.ts';

export const snowflake: Dialect = {
  name: 'snowflake',
  types: { integer: 'NUMBER(38, 0)', wide: 'NUMBER(38, 0)', text: 'VARCHAR', boolean: 'BOOLEAN' },
  // A driver may bind a number as FLOAT.
  asOf: 'CAST(:1 AS NUMBER(38, 0))',
  // Without a collation texts are compared by their UTF-8 bytes.
  textColumn: 'VARCHAR',
  computedOnce: '',
  columnsMax: null,
  // A backslash begins an escape in its literals.
  literal: (value) => standardLiteral(value.replaceAll('\\', '\\\\')),
  inByteOrder: (value) => value,
  call(name, args) {
    const [a = '', b = ''] = args;
    switch (name) {
      case 'quotient':
        // Its division keeps six digits and rounds; of what divides without a rest nothing is rounded.
        return `CAST((${a} - MOD(${a}, ${b})) / ${b} AS NUMBER(38, 0))`;
      case 'remainder':
        return `MOD(${a}, ${b})`;
      case 'contains':
        return `CONTAINS(${a}, ${b})`;
      case 'startsWith':
        return `STARTSWITH(${a}, ${b})`;
      case 'endsWith':
        return `ENDSWITH(${a}, ${b})`;
      case 'dateText':
        return `TO_CHAR(DATEADD('day', ${a}, DATE '1970-01-01'), 'YYYY-MM-DD')`;
      case 'listOf':
        return `TO_JSON(ARRAY_CONSTRUCT(${args.join(', ')}))`;
      default:
        return standardCall(name, args);
    }
  },
  listHolds: (list, value) => `ARRAY_CONTAINS(TO_VARIANT(${value}), TO_ARRAY(PARSE_JSON(${list})))`,
};

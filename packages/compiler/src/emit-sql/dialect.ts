import type { SqlDialect } from '@nudge/engine';
import type { SqlFunction, SqlType } from './tree.ts';

/**
 * What a dialect spells in its own way. The printer asks for each of these and knows no dialect by name; a dialect is
 * `standard` with what differs.
 */
export interface Dialect {
  readonly name: SqlDialect;
  readonly types: Readonly<Record<SqlType, string>>;
  /** The parameter that holds T. */
  readonly asOf: string;
  /** The type of a text column of a table: with the order of bytes, if that must be said. */
  readonly textColumn: string;
  /** Stands before a part whose columns are named more than once. */
  readonly computedOnce: string;
  /** The most columns that a table may have; null: more than any project needs. */
  readonly columnsMax: number | null;
  literal(value: string): string;
  /** A text where an order is asked for. */
  inByteOrder(value: string): string;
  call(name: SqlFunction, args: readonly string[]): string;
  /** Whether the JSON text of a list holds a value. */
  listHolds(list: string, value: string, of: SqlType): string;
}

const FUNCTIONS: Readonly<Partial<Record<SqlFunction, string>>> = {
  least: 'LEAST',
  greatest: 'GREATEST',
  abs: 'ABS',
  contains: 'contains',
  startsWith: 'starts_with',
  endsWith: 'ends_with',
  codePoints: 'length',
};

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What most of them agree on. */
export function standardCall(name: SqlFunction, args: readonly string[]): string {
  const [a = '', b = ''] = args;
  switch (name) {
    case 'remainder':
      return `(${a} % ${b})`;
    case 'quotient':
      return `(${a} / ${b})`;
    case 'lowerAscii':
      return `translate(${a}, '${UPPER}', '${UPPER.toLowerCase()}')`;
    default: {
      const word = FUNCTIONS[name];
      if (word === undefined) throw new Error(`the dialect does not say how to spell ${name}`);
      return `${word}(${args.join(', ')})`;
    }
  }
}

/** Author's text as a literal: nothing but the quote is special in it. */
export function standardLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

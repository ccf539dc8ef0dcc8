import type { Dialect } from './dialect.ts';
import type { SqlExpr, SqlOrder, SqlPart, SqlQuery, SqlSelect, SqlStatement, SqlTable } from './tree.ts';

/** Prints a statement in a dialect: one named part after the other, two spaces a level. */
export function printStatement({ comment, parts, body, orderBy }: SqlStatement, dialect: Dialect): string {
  const order = orderBy.map((key) => printOrder(key, dialect)).join(', ');
  const text = [
    ...commentLines(comment, ''),
    ...(parts.length === 0 ? [] : [printParts(parts, dialect)]),
    `${printQuery(body, dialect, '')}\nORDER BY ${order}`,
  ].join('\n');
  return `${text};\n`;
}

function printParts(parts: readonly SqlPart[], dialect: Dialect): string {
  const printed = parts.map(({ name, comment, query, computedOnce }) => {
    const body = [...commentLines(comment, '  '), printQuery(query, dialect, '  ')].join('\n');
    return `${quoted(name)} AS ${computedOnce === true ? dialect.computedOnce : ''}(\n${body}\n)`;
  });
  return `WITH ${printed.join(',\n')}`;
}

/** Every identifier is quoted, so that no word is reserved (semantics, rule 27). */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

// What ends a line in some reader's eyes would end the comment and let the author's text become SQL.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through
const LINE_ENDS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]/g;

export function commentLines(lines: readonly string[], indent: string): string[] {
  return lines.map((line) => `${indent}-- ${line.replace(LINE_ENDS, ' ')}`.trimEnd());
}

function printQuery(query: SqlQuery, dialect: Dialect, indent: string): string {
  if (query.kind === 'select') return printSelect(query, dialect, indent);
  const word = query.distinct ? 'UNION' : 'UNION ALL';
  return query.parts.map((part) => printSelect(part, dialect, indent)).join(`\n${indent}${word}\n`);
}

function printSelect(query: SqlSelect, dialect: Dialect, indent: string): string {
  const { allOf, columns, from, joins, where, groupBy } = query;
  const items = [
    ...(allOf === null ? [] : [`${quoted(allOf)}.*`]),
    ...columns.map(({ value, as }) => printColumn(value, as, dialect)),
  ];
  const lines = [
    `SELECT${listed(items, `${indent}  `)}`,
    `FROM ${printTable(from)}`,
    ...joins.map(({ table, on }) => `LEFT JOIN ${printTable(table)} ON ${bare(on, dialect)}`),
  ];
  if (where !== null) {
    const conditions = where.kind === 'and' ? where.operands : [where];
    const printed = conditions.map((part) =>
      part.kind === 'binary' ? bare(part, dialect) : printExpr(part, dialect),
    );
    lines.push(`WHERE ${printed.join(`\n${indent}  AND `)}`);
  }
  if (groupBy.length > 0) lines.push(`GROUP BY ${groupBy.map((key) => printExpr(key, dialect)).join(', ')}`);
  return lines.map((line) => indent + line).join('\n');
}

/** On one line while that is short. */
function listed(items: readonly string[], indent: string): string {
  const line = items.join(', ');
  return line.length <= 90 ? ` ${line}` : `\n${items.map((item) => indent + item).join(',\n')}`;
}

function printColumn(value: SqlExpr, as: string, dialect: Dialect): string {
  const text = bare(value, dialect);
  return value.kind === 'column' && value.name === as ? text : `${text} AS ${quoted(as)}`;
}

function printTable({ name, as }: SqlTable): string {
  return name === as ? quoted(name) : `${quoted(name)} AS ${quoted(as)}`;
}

function printOrder({ value, isText, descending }: SqlOrder, dialect: Dialect): string {
  const text = printExpr(value, dialect);
  return `${isText ? dialect.inByteOrder(text) : text}${descending ? ' DESC' : ''}`;
}

/** Without the parentheses that only a larger expression needs. */
function bare(expr: SqlExpr, dialect: Dialect): string {
  switch (expr.kind) {
    case 'and':
    case 'or':
      return expr.operands
        .map((part) => printExpr(part, dialect))
        .join(expr.kind === 'and' ? ' AND ' : ' OR ');
    case 'binary':
      return `${printExpr(expr.left, dialect)} ${expr.operator} ${printExpr(expr.right, dialect)}`;
    default:
      return printExpr(expr, dialect);
  }
}

function printExpr(expr: SqlExpr, dialect: Dialect): string {
  const print = (part: SqlExpr): string => printExpr(part, dialect);
  const inside = (part: SqlExpr): string => bare(part, dialect);
  switch (expr.kind) {
    case 'column':
      return expr.table === null ? quoted(expr.name) : `${quoted(expr.table)}.${quoted(expr.name)}`;
    case 'integer':
      return expr.value < 0 ? `(${expr.value})` : String(expr.value);
    case 'text':
      return dialect.literal(expr.value);
    case 'boolean':
      return expr.value ? 'TRUE' : 'FALSE';
    case 'null':
      return `CAST(NULL AS ${dialect.types[expr.type]})`;
    case 'asOf':
      return dialect.asOf;
    case 'binary':
    case 'and':
    case 'or':
      return `(${bare(expr, dialect)})`;
    case 'not':
      return `(NOT ${print(expr.operand)})`;
    case 'isNull':
      return `(${print(expr.operand)} IS ${expr.negated ? 'NOT ' : ''}NULL)`;
    case 'in':
      return `(${print(expr.value)} ${expr.negated ? 'NOT ' : ''}IN (${expr.items.map(inside).join(', ')}))`;
    case 'coalesce':
      return `COALESCE(${expr.operands.map(inside).join(', ')})`;
    case 'nullIf':
      return `NULLIF(${inside(expr.value)}, ${inside(expr.other)})`;
    case 'case': {
      const branches = expr.branches.map(({ when, value }) => `WHEN ${inside(when)} THEN ${inside(value)}`);
      const otherwise = expr.otherwise === null ? [] : [`ELSE ${inside(expr.otherwise)}`];
      return `CASE ${[...branches, ...otherwise].join(' ')} END`;
    }
    case 'cast':
      return `CAST(${inside(expr.value)} AS ${dialect.types[expr.type]})`;
    case 'call':
      return dialect.call(expr.name, expr.args.map(print));
    case 'like':
      return `(${print(expr.value)} LIKE ${dialect.literal(expr.pattern)} ESCAPE '!')`;
    case 'listHolds':
      return dialect.listHolds(print(expr.list), print(expr.value), expr.of);
    case 'aggregate': {
      const value = expr.value === null ? '*' : `${expr.distinct ? 'DISTINCT ' : ''}${inside(expr.value)}`;
      return `${expr.name.toUpperCase()}(${value})`;
    }
    case 'window':
      return printWindow(expr, dialect);
    default:
      return neverExpr(expr);
  }
}

function printWindow(expr: Extract<SqlExpr, { kind: 'window' }>, dialect: Dialect): string {
  const partition = expr.partitionBy.map((key) => printExpr(key, dialect)).join(', ');
  const order = expr.orderBy.map((key) => printOrder(key, dialect)).join(', ');
  const frame =
    expr.precedingMs === null ? '' : ` RANGE BETWEEN ${expr.precedingMs} PRECEDING AND CURRENT ROW`;
  const value = expr.value === null ? '' : bare(expr.value, dialect);
  return `${expr.name.toUpperCase()}(${value}) OVER (PARTITION BY ${partition} ORDER BY ${order}${frame})`;
}

function neverExpr(expr: never): never {
  throw new Error(`unknown expression ${JSON.stringify(expr)}`);
}

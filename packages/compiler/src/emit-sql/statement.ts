import type { SourceFile } from '@nudge/dsl';
import type { IrProgram } from '../ir.ts';
import {
  AS_OF,
  aggregate,
  and,
  as,
  ascending,
  binary,
  column,
  isPresent,
  owner,
  ownerColumns,
  plusMs,
  ROW,
  select,
  TENANT,
  text,
  USER,
} from './build.ts';
import { logLabel } from './labels.ts';
import { type ExprScope, type Leaf, lowerSqlExpr } from './lower-expr.ts';
import { Names } from './names.ts';
import { sourceText } from './source-comment.ts';
import { Staging } from './staging.ts';
import { EVENTS, PROFILE, type Tables, ZONES } from './tables.ts';
import type { SqlExpr, SqlPart, SqlQuery, SqlSelect, SqlStatement } from './tree.ts';

export interface SqlContext {
  readonly program: IrProgram;
  readonly files: readonly SourceFile[];
  readonly tables: Tables;
}

/** The instant of an event, and of a row of what changes. */
export const AT = 'at';
/** Of a log's rows: the value that it keeps. */
export const VALUE = 'value';

/** A statement as it grows: its parts, each made once. */
export class Statement {
  readonly context: SqlContext;
  readonly parts: SqlPart[] = [];
  readonly #names = new Names();
  readonly #shared = new Map<string, string>();
  /** By log: how far before T it is read; null: from the beginning. */
  readonly #reach: ReadonlyMap<number, number | null>;

  constructor(context: SqlContext, reach: ReadonlyMap<number, number | null>) {
    this.context = context;
    this.#reach = reach;
    for (const name of [EVENTS, PROFILE, ZONES, ROW]) this.#names.unique(name);
  }

  part(wanted: string, query: SqlQuery, comment: readonly string[] = []): string {
    const name = this.unique(wanted);
    this.parts.push({ name, comment, query });
    return name;
  }

  /** A part that several may need, made when the first does. */
  shared(key: string, make: () => string): string {
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const name = make();
    this.#shared.set(key, name);
    return name;
  }

  unique = (wanted: string): string => this.#names.unique(wanted);

  finish(comment: readonly string[], body: SqlSelect): SqlStatement {
    const orderBy = [ascending(column(TENANT, ROW), true), ascending(column(USER, ROW), true)];
    return { comment, parts: this.parts, body, orderBy };
  }

  /** Every user who has begun by T, and when: `tenant`, `user`, `at`. */
  everyone(): string {
    return this.shared('everyone', () =>
      this.part(
        'everyone',
        select({
          columns: [...ownerColumns(ROW), as(aggregate('min', column(AT, ROW)), AT)],
          from: { name: EVENTS, as: ROW },
          where: binary(column(AT, ROW), '<=', AS_OF),
          groupBy: owner(ROW),
        }),
        ['every user from their first event on'],
      ),
    );
  }

  /** The events of a log: `tenant`, `user`, `at`, `id` and, where it keeps one, `value`. */
  log(id: number): string {
    return this.shared(`log ${id}`, () => this.#makeLog(id));
  }

  #makeLog(id: number): string {
    const { program, tables } = this.context;
    const log = program.logs[id];
    if (log === undefined) throw new Error(`there is no log ${id}`);
    const { event, field, filter } = log;
    const type = binary(column('type', ROW), '=', text(program.events[event]?.name ?? ''));
    const reach = this.#reach.get(id) ?? null;
    const since = reach === null ? null : binary(column(AT, ROW), '>', plusMs(AS_OF, -reach));
    const within = and(type, binary(column(AT, ROW), '<=', AS_OF), since);

    const staging = new Staging();
    const scope: ExprScope = {
      staging,
      now: AS_OF,
      leaf: (leaf: Leaf) => {
        if (leaf.op !== 'row') throw new Error(`a filter cannot look at ${leaf.op}`);
        return { sql: column(tables.columnName(event, leaf.field), ROW), stage: 0 };
      },
    };
    const passes = filter === null ? null : lowerSqlExpr(filter, scope);
    const value = field === null ? null : column(tables.columnName(event, field), ROW);
    const label = logLabel(program, log);
    const from =
      staging.stages === 0
        ? EVENTS
        : staging.over(
            this.part(
              `${label}, all`,
              select({ allOf: ROW, columns: [], from: { name: EVENTS, as: ROW }, where: within }),
            ),
            this.parts,
            this.unique,
          );
    const query = select({
      columns: [
        ...ownerColumns(ROW),
        as(column(AT, ROW), AT),
        as(column('id', ROW), 'id'),
        ...(value === null ? [] : [as(value, VALUE)]),
      ],
      from: { name: from, as: ROW },
      where: and(
        staging.stages === 0 ? within : null,
        passes?.sql ?? null,
        value === null ? null : isPresent(value),
      ),
    });
    return this.part(label, query, filter === null ? [] : this.#sourceOf(id));
  }

  /** What the author wrote of an aggregate that reads a log. */
  #sourceOf(log: number): readonly string[] {
    const { program, files } = this.context;
    const span = program.aggregates.find((_, id) => program.logOfAggregate[id] === log)?.span;
    return span === undefined ? [] : sourceText(files, span);
  }
}

/** A condition of a WHERE, for callers that have one for sure. */
export function all(...conditions: readonly (SqlExpr | null)[]): SqlExpr {
  const condition = and(...conditions);
  if (condition === null) throw new Error('no condition');
  return condition;
}

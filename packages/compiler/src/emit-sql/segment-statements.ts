import type { IrSegment } from '../ir.ts';
import { readsOf } from '../ir-walk.ts';
import { AS_OF, as, binary, column, ownerColumns, ROW, select } from './build.ts';
import { conditionPart, type Lookback } from './condition.ts';
import { intervalsPart, membersPart } from './intervals.ts';
import { bareName } from './labels.ts';
import { membersPoint } from './points.ts';
import { type Reach, reachOfReads } from './reach.ts';
import { sourceComment } from './source-comment.ts';
import { type SqlContext, Statement } from './statement.ts';
import type { SqlStatement } from './tree.ts';

/** Who is in a segment as of T, and since when. */
export function membersStatement(context: SqlContext, segment: number): SqlStatement {
  const statement = new Statement(context, new Map());
  const chain = chainOf(context, segment);
  const part = membersOf(statement, chain, () => null);
  const spec = context.program.segments[segment] as IrSegment;
  return statement.finish(
    [`segment ${spec.name}: who is in at T, and since when (ms)`, ...sourceComment(context.files, spec.span)],
    select({
      columns: [...ownerColumns(ROW), as(column('since', ROW), 'since')],
      from: { name: part, as: ROW },
      where: binary(column('since', ROW), '<=', AS_OF),
    }),
  );
}

/** Who is in a segment at T, from what its windows still see (semantics, rule 28). */
export function nowStatement(context: SqlContext, segment: number): SqlStatement {
  const { segments } = context.program;
  const chain = chainOf(context, segment);
  const spec = segments[segment] as IrSegment;
  const comment = [`segment ${spec.name}: who is in at T`, ...sourceComment(context.files, spec.span)];
  const lookbacks = lookbacksOf(context, segment, chain);
  const statement = new Statement(context, reachOf(context, chain, lookbacks));
  if (chain.every((id) => segments[id]?.forMs === 0)) {
    const members = new Map<number, string>();
    for (const id of chain.slice(0, -1)) {
      const { from, where } = membersPoint(statement, id, members);
      const query = select({ columns: ownerColumns(ROW), from: { name: from, as: ROW }, where });
      members.set(id, statement.part(bareName(segments[id]?.name ?? ''), query));
    }
    const { from, where } = membersPoint(statement, segment, members);
    return statement.finish(
      comment,
      select({ columns: ownerColumns(ROW), from: { name: from, as: ROW }, where }),
    );
  }
  const part = membersOf(statement, chain, (id) => lookbacks.get(id) ?? 0);
  return statement.finish(
    comment,
    select({
      columns: ownerColumns(ROW),
      from: { name: part, as: ROW },
      where: binary(column('since', ROW), '<=', AS_OF),
    }),
  );
}

/** The segments that one reads, and itself at the end, in dependency order. */
function chainOf({ program }: SqlContext, segment: number): readonly number[] {
  const wanted = new Set<number>();
  const follow = (id: number): void => {
    if (wanted.has(id)) return;
    wanted.add(id);
    readsOf((program.segments[id] as IrSegment).condition).segments.forEach(follow);
  };
  follow(segment);
  return [...wanted].sort((a, b) => a - b);
}

/** The intervals of each segment of the chain in turn, and of the last one who is in it now. */
function membersOf(
  statement: Statement,
  chain: readonly number[],
  lookback: (segment: number) => Lookback,
): string {
  const intervals = new Map<number, string>();
  let last = '';
  chain.forEach((id, i) => {
    const spec = statement.context.program.segments[id] as IrSegment;
    const condition = conditionPart(statement, id, intervals, lookback(id));
    const part = i === chain.length - 1 ? membersPart : intervalsPart;
    last = part(statement, spec, condition);
    intervals.set(id, last);
  });
  return last;
}

/** How long before T the condition of each segment must be known: its own `for`, and what those that read it look back. */
function lookbacksOf(
  { program }: SqlContext,
  segment: number,
  chain: readonly number[],
): ReadonlyMap<number, number> {
  const lookbacks = new Map<number, number>();
  const own = (id: number): number => program.segments[id]?.forMs ?? 0;
  lookbacks.set(segment, own(segment));
  for (const id of [...chain].reverse()) {
    for (const other of readsOf((program.segments[id] as IrSegment).condition).segments) {
      const needed = (lookbacks.get(id) ?? 0) + own(other);
      lookbacks.set(other, Math.max(lookbacks.get(other) ?? 0, needed));
    }
  }
  return lookbacks;
}

/** By log: how far before T its events are read. */
function reachOf(
  { program }: SqlContext,
  chain: readonly number[],
  lookbacks: ReadonlyMap<number, number>,
): Reach {
  return reachOfReads(
    program,
    chain.map((id) => [(program.segments[id] as IrSegment).condition, lookbacks.get(id) ?? 0] as const),
  );
}

import type { Expr, FieldSymbol, Program } from '@nudge/dsl';
import type { Spot, Walk } from './looked-at.ts';
import { ofSpan } from './of-aggregates.ts';
import { ofExpression } from './of-expressions.ts';

const RESERVED = ['in', 'mod'];

/** What is declared, apart from nudges and templates. */
export function ofDeclarations(walk: Walk): void {
  const { program, found } = walk;
  for (const tree of program.trees) {
    if (tree.module !== undefined) found.add('module');
    if (tree.comments.some(({ doc }) => !doc)) found.add('comment');
    for (const decl of tree.declarations) {
      if (decl.doc !== undefined) found.add('doc comment');
      if ('title' in decl && decl.title !== undefined && decl.kind !== 'test') found.add('title');
      if (decl.kind === 'setting') found.add(decl.name.text);
      if (decl.kind === 'event' && decl.wireName !== undefined) found.add('wire name');
    }
  }
  for (const event of program.events) for (const field of event.fields) ofField(walk, 'event', field);
  for (const field of program.userFields) ofField(walk, 'user', field);
  for (const { type, decl } of program.metrics) {
    found.add(`metric ${type.kind}`);
    within(walk, decl.value, 'metric');
  }
  for (const fn of program.fns) within(walk, fn.decl.body, 'fn');
  for (const { decl } of program.consts) within(walk, decl.value, 'constant');
  for (const { parts } of program.refs.keys()) if (parts.length > 2) found.add('qualified name');
  ofSegments(walk);
}

function within(walk: Walk, expr: Expr, place: Spot['place'], isCondition = false): void {
  ofExpression(walk, expr, { place, inWhere: false, isCondition });
}

function ofField({ found }: Walk, of: 'event' | 'user', field: FieldSymbol): void {
  found.add(`${of} field ${field.type.kind}`);
  if (field.decl.doc !== undefined) found.add('doc comment');
  if (RESERVED.includes(field.name)) found.add('backquoted name');
  if (of === 'event' && field.type.optional) found.add('optional event field');
  if (field.defaultValue !== undefined) found.add('default');
  if (of === 'user' && field.name === 'locale') found.add('locale');
}

function ofSegments(walk: Walk): void {
  const { program, found } = walk;
  const depths = new Map<string, number>();
  for (const segment of program.segments) {
    within(walk, segment.condition, 'segment', true);
    if (!segment.active) found.add('status inactive');
    for (const clause of segment.decl.clauses) {
      if (clause.kind !== 'for') continue;
      found.add('for');
      ofSpan(walk, clause.duration);
    }
    const below = usedIn(program, segment.condition).map((name) => depths.get(name) ?? 0);
    const depth = 1 + Math.max(0, ...below);
    depths.set(segment.qualified, depth);
    if (depth >= 3) found.add('segment three deep');
  }
}

function usedIn(program: Program, condition: Expr): string[] {
  return [...program.refs].flatMap(([path, ref]) =>
    ref.kind === 'segment' && path.span.start >= condition.span.start && path.span.end <= condition.span.end
      ? [ref.symbol.qualified]
      : [],
  );
}

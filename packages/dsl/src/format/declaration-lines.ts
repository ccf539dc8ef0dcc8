import type { Span } from '../syntax/span.ts';
import type {
  Comment,
  Declaration,
  Expr,
  FieldDecl,
  NudgeClause,
  Param,
  SegmentClause,
  TemplateEntry,
  TemplateLocale,
  TypeNode,
  UseLine,
} from '../syntax/tree.ts';
import { expressionText, pathText } from './expression-text.ts';
import { movedLines } from './lines.ts';
import {
  block,
  broken,
  type FormatContext,
  initLines,
  inOrder,
  type Lines,
  leaf,
  verbatim,
} from './shapes.ts';
import { sourceLines } from './source-lines.ts';
import { testLines } from './test-lines.ts';

/** A declaration as lines, without indentation; `inner` are the comments inside it. */
export function declarationLines(
  context: FormatContext,
  decl: Declaration,
  inner: readonly Comment[],
): Lines {
  const { source } = context;
  const title =
    'title' in decl && decl.kind !== 'test' && decl.title !== undefined ? ` ${source(decl.title)}` : '';
  switch (decl.kind) {
    case 'event': {
      const wire = decl.wireName === undefined ? '' : ` as ${source(decl.wireName)}`;
      return fieldsBlock(context, decl, `event ${source(decl.name)}${wire}`, decl.fields, inner);
    }
    case 'user':
      return fieldsBlock(context, decl, 'user', decl.fields, inner);
    case 'channel':
      return leaf(context, inner, `channel ${source(decl.name)}${decl.piiAllowed ? ' { pii allowed }' : ''}`);
    case 'purpose':
      return leaf(context, inner, `purpose ${source(decl.name)}`);
    case 'setting':
      return leaf(context, inner, `${source(decl.name)} ${expressionText(decl.value, source)}`);
    case 'const': {
      const type = decl.type === undefined ? '' : `: ${typeText(context, decl.type)}`;
      return broken(context, inner, `const ${source(decl.name)}${type} =`, decl.value);
    }
    case 'fn': {
      const result = decl.result === undefined ? '' : `: ${typeText(context, decl.result)}`;
      return broken(
        context,
        inner,
        `fn ${source(decl.name)}(${params(context, decl.params)})${result} =`,
        decl.body,
      );
    }
    case 'metric':
      return broken(context, inner, `metric ${source(decl.name)}${title} =`, decl.value);
    case 'source':
      return sourceLines(context, decl, inner);
    case 'segment': {
      const print = (clause: SegmentClause, comments: readonly Comment[]): Lines =>
        segmentClause(context, clause, comments);
      const order = inOrder<SegmentClause>(['when', 'for', 'status']);
      return block(context, decl, `segment ${source(decl.name)}${title}`, decl.clauses, inner, print, order);
    }
    case 'nudge': {
      const print = (clause: NudgeClause, comments: readonly Comment[]): Lines =>
        nudgeClause(context, clause, comments);
      const order = inOrder<NudgeClause>(NUDGE_CLAUSES);
      return block(context, decl, `nudge ${source(decl.name)}${title}`, decl.clauses, inner, print, order);
    }
    case 'template': {
      const header = `template ${source(decl.name)}(${params(context, decl.params)})`;
      const print = (locale: TemplateLocale, comments: readonly Comment[]): Lines =>
        localeLines(context, locale, comments);
      return block(context, decl, header, decl.locales, inner, print);
    }
    case 'test':
      return testLines(context, decl, inner);
    case 'unbuiltDecl':
      return verbatim(context, decl.span);
    default:
      return neverDeclaration(decl);
  }
}

/** The one order of a nudge's clauses; they mean the same in any. */
const NUDGE_CLAUSES: readonly NudgeClause['kind'][] = [
  'onEvent',
  'onEnter',
  'onExit',
  'onUnless',
  'when',
  'consent',
  'transactional',
  'priority',
  'cooldown',
  'expires',
  'unbuilt',
  'channel',
  'group',
  'send',
];

export function useLine(context: FormatContext, use: UseLine): string {
  const { source } = context;
  const path = pathText(use.path, source);
  if (use.items === undefined) return `use ${path}`;
  const items = use.items.map(
    ({ name, as }) => `${source(name)}${as === undefined ? '' : ` as ${source(as)}`}`,
  );
  return items.length === 0 ? `use ${path} {}` : `use ${path} { ${items.join(', ')} }`;
}

function fieldsBlock(
  context: FormatContext,
  node: { readonly span: Span },
  header: string,
  fields: readonly FieldDecl[],
  inner: readonly Comment[],
): Lines {
  const { source } = context;
  const oneLine = inner.length === 0 && !context.text.slice(node.span.start, node.span.end).includes('\n');
  // Types stand in a column, in a block of several lines.
  const column = oneLine ? 0 : Math.max(0, ...fields.map((field) => source(field.name).length));
  const print = (field: FieldDecl, comments: readonly Comment[], width: number): Lines => {
    const name = `${source(field.name)}:`.padEnd(width + 1);
    const value = field.defaultValue === undefined ? '' : ` = ${expressionText(field.defaultValue, source)}`;
    const marks = field.marks.map((mark) => ` @${source(mark).replace(/^@/, '')}`).join('');
    return leaf(context, comments, `${name} ${typeText(context, field.type)}${value}${marks}`);
  };
  const lines = block(context, node, header, fields, inner, (field, comments) =>
    print(field, comments, column),
  );
  if (!oneLine || lines.length === 1) return lines;
  // It did not fit on one line after all.
  const wide = Math.max(0, ...fields.map((field) => source(field.name).length));
  return block(context, node, header, fields, inner, (field, comments) => print(field, comments, wide));
}

function typeText(context: FormatContext, type: TypeNode): string {
  const optional = type.optional ? '?' : '';
  if (type.members !== undefined) {
    const members = type.members.map((member) => context.source(member));
    return `enum { ${members.join(', ')} }${optional}`;
  }
  const of = type.of === undefined ? '' : `<${typeText(context, type.of)}>`;
  return `${context.source(type.base)}${of}${optional}`;
}

function params(context: FormatContext, list: readonly Param[]): string {
  return list.map(({ name, type }) => `${context.source(name)}: ${typeText(context, type)}`).join(', ');
}

function segmentClause(context: FormatContext, clause: SegmentClause, inner: readonly Comment[]): Lines {
  const { source } = context;
  switch (clause.kind) {
    case 'when':
      return broken(context, inner, 'when', clause.condition);
    case 'for':
      return leaf(context, inner, `for ${expressionText(clause.duration, source)}`);
    case 'status':
      return leaf(context, inner, `status ${source(clause.value)}`);
  }
}

function nudgeClause(context: FormatContext, clause: NudgeClause, inner: readonly Comment[]): Lines {
  const { source } = context;
  const text = (expr: Expr): string => expressionText(expr, source);
  const line = (words: string): Lines => leaf(context, inner, words);
  const where = (expr: Expr | undefined): string => (expr === undefined ? '' : ` where ${text(expr)}`);
  switch (clause.kind) {
    case 'onEvent':
      return line(`on ${pathText(clause.event, source)}${where(clause.where)}`);
    case 'onEnter':
      return line(`on enter ${pathText(clause.segment, source)}`);
    case 'onExit':
      return line(`on exit ${pathText(clause.segment, source)}`);
    case 'onUnless': {
      const unless = `${pathText(clause.unlessEvent, source)}${where(clause.unlessWhere)}`;
      const first = `on ${pathText(clause.event, source)}${where(clause.where)}`;
      return line(`${first} unless ${unless} within ${text(clause.within)}`);
    }
    case 'when':
      return broken(context, inner, 'when', clause.condition);
    case 'consent':
      return line(`consent ${source(clause.purpose)}`);
    case 'transactional':
      return line('transactional');
    case 'priority':
      return line(`priority ${text(clause.value)}`);
    case 'cooldown':
    case 'expires':
      return line(`${clause.kind} ${text(clause.duration)}`);
    case 'channel':
      return line(`channel ${clause.channels.map(source).join(', ')}`);
    case 'group':
      return line(`group ${source(clause.group)}`);
    case 'send':
      return [
        ...movedLines(context.text, inner),
        ...initLines(context, `send ${pathText(clause.template, source)}`, clause.args, true),
      ];
    case 'unbuilt':
      return verbatim(context, clause.span);
  }
}

function localeLines(context: FormatContext, locale: TemplateLocale, inner: readonly Comment[]): Lines {
  const print = ({ key, literal }: TemplateEntry, comments: readonly Comment[]): Lines =>
    leaf(context, comments, `${context.source(key)} ${context.source(literal)}`);
  return block(context, locale, context.source(locale.tag), locale.entries, inner, print);
}

function neverDeclaration(decl: never): never {
  throw new Error(`unknown declaration ${JSON.stringify(decl)}`);
}

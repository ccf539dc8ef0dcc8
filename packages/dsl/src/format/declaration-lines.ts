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
import { type Doc, group, indented, line } from './doc.ts';
import { expressionDoc, initsDoc, partDoc, pathText, whereDoc } from './expression-doc.ts';
import type { Sentence } from './sentence.ts';
import { block, type FormatContext, inOrder, type Lines, leaf, sentence, verbatim } from './shapes.ts';
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
      return sentence(context, inner, 0, (s) => [source(decl.name), ' ', expressionDoc(s, decl.value)]);
    case 'const':
      return sentence(context, inner, 0, (s) => {
        const type = decl.type === undefined ? '' : [': ', typeDoc(s, decl.type)];
        return ['const ', source(decl.name), type, ' = ', expressionDoc(s, decl.value)];
      });
    case 'fn':
      return sentence(context, inner, 0, (s) => {
        const result = decl.result === undefined ? '' : [': ', typeDoc(s, decl.result)];
        const params = paramsDoc(s, decl.params, decl.name.span.end);
        return ['fn ', source(decl.name), params, result, ' = ', expressionDoc(s, decl.body)];
      });
    case 'metric':
      return sentence(context, inner, 0, (s) => [
        `metric ${source(decl.name)}${title} = `,
        expressionDoc(s, decl.value),
      ]);
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
      const params = (s: Sentence): Doc => paramsDoc(s, decl.params, decl.name.span.end);
      const header = sentence(context, [], 2, (s) => [`template ${source(decl.name)}`, params(s)]).join('\n');
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

export function useLines(context: FormatContext, use: UseLine, inner: readonly Comment[]): Lines {
  const { source } = context;
  return sentence(context, inner, 0, (s) => {
    const path = pathText(s, use.path);
    if (use.items === undefined) return `use ${path}`;
    const items = use.items.map((node) => ({
      node,
      doc: `${source(node.name)}${node.as === undefined ? '' : ` as ${source(node.as)}`}`,
    }));
    return [`use ${path} `, s.bracketed(['{', '}'], items, use.path.span.end, use.span.end)];
  });
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
  const wide = fields.reduce((most, field) => Math.max(most, source(field.name).length), 0);
  const column = oneLine ? 0 : wide;
  const print = (field: FieldDecl, comments: readonly Comment[], width: number): Lines =>
    sentence(context, comments, 2, (s) => {
      const name = `${source(field.name)}:`.padEnd(width + 1);
      const value = field.defaultValue === undefined ? '' : [' = ', expressionDoc(s, field.defaultValue)];
      const marks = field.marks.map((mark) => ` @${source(mark)}`);
      return [name, ' ', typeDoc(s, field.type), value, marks];
    });
  const lines = block(context, node, header, fields, inner, (field, comments) =>
    print(field, comments, column),
  );
  if (!oneLine || lines.length === 1) return lines;
  // It did not fit on one line after all.
  return block(context, node, header, fields, inner, (field, comments) => print(field, comments, wide));
}

function typeDoc(s: Sentence, type: TypeNode): Doc {
  const optional = type.optional ? '?' : '';
  if (type.members !== undefined) {
    const members = type.members.map((node) => ({ node, doc: s.source(node) }));
    return ['enum ', s.bracketed(['{', '}'], members, type.base.span.end, type.span.end), optional];
  }
  const of = type.of === undefined ? '' : ['<', typeDoc(s, type.of), '>'];
  return [s.source(type.base), of, optional];
}

function paramsDoc(s: Sentence, params: readonly Param[], from: number): Doc {
  const items = params.map((node) => ({ node, doc: [s.source(node.name), ': ', typeDoc(s, node.type)] }));
  return s.bracketed(['(', ')'], items, from, params.at(-1)?.span.end ?? from);
}

function segmentClause(context: FormatContext, clause: SegmentClause, inner: readonly Comment[]): Lines {
  const { source } = context;
  switch (clause.kind) {
    case 'when':
      return wordAnd(context, inner, 'when', clause.condition);
    case 'for':
      return wordAnd(context, inner, 'for', clause.duration);
    case 'status':
      return leaf(context, inner, `status ${source(clause.value)}`);
  }
}

function nudgeClause(context: FormatContext, clause: NudgeClause, inner: readonly Comment[]): Lines {
  const { source } = context;
  switch (clause.kind) {
    case 'onEvent':
    case 'onUnless':
      return sentence(context, inner, 2, (s) => eventTriggerDoc(s, clause));
    case 'onEnter':
      return sentence(context, inner, 2, (s) => `on enter ${pathText(s, clause.segment)}`);
    case 'onExit':
      return sentence(context, inner, 2, (s) => `on exit ${pathText(s, clause.segment)}`);
    case 'when':
      return wordAnd(context, inner, 'when', clause.condition);
    case 'consent':
      return leaf(context, inner, `consent ${source(clause.purpose)}`);
    case 'transactional':
      return leaf(context, inner, 'transactional');
    case 'priority':
      return wordAnd(context, inner, 'priority', clause.value);
    case 'cooldown':
    case 'expires':
      return wordAnd(context, inner, clause.kind, clause.duration);
    case 'channel':
      return leaf(context, inner, `channel ${clause.channels.map(source).join(', ')}`);
    case 'group':
      return leaf(context, inner, `group ${source(clause.group)}`);
    case 'send':
      return sentence(context, inner, 2, (s) => [
        `send ${pathText(s, clause.template)} `,
        initsDoc(s, clause.args, clause.template.span.end, clause.span.end),
      ]);
    case 'unbuilt':
      return verbatim(context, clause.span);
  }
}

function wordAnd(context: FormatContext, inner: readonly Comment[], word: string, expr: Expr): Lines {
  return sentence(context, inner, 2, (s) => [word, ' ', expressionDoc(s, expr)]);
}

function eventTriggerDoc(s: Sentence, clause: NudgeClause & { kind: 'onEvent' | 'onUnless' }): Doc {
  const head = `on ${pathText(s, clause.event)}`;
  const where = whereDoc(s, clause.event, clause.where);
  if (clause.kind === 'onEvent') return group([head, indented(where)]);
  const before = clause.where ?? clause.event;
  const { behind, own } = s.gap(before.span.end, clause.unlessEvent.span.start);
  const unlessWhere = whereDoc(s, clause.unlessEvent, clause.unlessWhere);
  const unlessEvent = `unless ${pathText(s, clause.unlessEvent)}`;
  const unless = [behind, line, own, group([unlessEvent, indented(unlessWhere)])];
  const within = partDoc(s, clause.unlessWhere ?? clause.unlessEvent, 'within', clause.within);
  return group([head, indented([where, unless, within])]);
}

function localeLines(context: FormatContext, locale: TemplateLocale, inner: readonly Comment[]): Lines {
  const print = ({ key, literal }: TemplateEntry, comments: readonly Comment[]): Lines =>
    leaf(context, comments, `${context.source(key)} ${context.source(literal)}`);
  return block(context, locale, context.source(locale.tag), locale.entries, inner, print);
}

function neverDeclaration(decl: never): never {
  throw new Error(`unknown declaration ${JSON.stringify(decl)}`);
}

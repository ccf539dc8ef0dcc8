import type { Span } from '../syntax/span.ts';
import type {
  Comment,
  Name,
  SourceAttribute,
  SourceCondition,
  SourceDecl,
  SourceField,
  SourceMapping,
} from '../syntax/tree.ts';
import { type Doc, group, indented, line } from './doc.ts';
import { pathText } from './expression-doc.ts';
import type { Sentence } from './sentence.ts';
import { block, type FormatContext, inOrder, type Lines, leaf, sentence } from './shapes.ts';

interface FormatPart {
  readonly kind: 'format';
  readonly name: Name;
  readonly span: Span;
}

type SourcePart = FormatPart | SourceAttribute | SourceMapping;

export function sourceLines(context: FormatContext, decl: SourceDecl, inner: readonly Comment[]): Lines {
  const { source } = context;
  const { format } = decl;
  const parts: SourcePart[] = [
    ...(format === undefined ? [] : [formatPart(context.text, format, inner)]),
    ...decl.attributes,
    ...decl.mappings,
  ];
  const print = (part: SourcePart, comments: readonly Comment[]): Lines => {
    switch (part.kind) {
      case 'format':
        return leaf(context, comments, `format ${source(part.name)}`);
      case 'sourceAttribute': {
        const zone = part.zone === undefined ? '' : ` in ${source(part.zone)}`;
        return sentence(
          context,
          comments,
          2,
          (s) => `${source(part.name)} = ${pathText(s, part.column)}${zone}`,
        );
      }
      case 'sourceMapping':
        return sentence(context, comments, 2, (s) => mappingDoc(s, part));
    }
  };
  const order = inOrder<SourcePart>(['format', 'sourceAttribute', 'sourceMapping']);
  return block(context, decl, `source ${source(decl.name)}`, parts, inner, print, order);
}

/** The tree keeps only the word behind `format`; the clause begins before it, and before comments between the two. */
function formatPart(text: string, name: Name, inner: readonly Comment[]): FormatPart {
  let start = name.span.start;
  const between = inner.filter(({ span }) => span.end <= name.span.start).reverse();
  for (const { span } of between) {
    if (text.slice(span.end, start).trim() !== '') break;
    start = span.start;
  }
  return { kind: 'format', name, span: { ...name.span, start: text.lastIndexOf('format', start - 1) } };
}

function mappingDoc(s: Sentence, mapping: SourceMapping): Doc {
  const { conditions, target, fields } = mapping;
  const tests = s.chain(conditions.map((node) => ({ node, lead: 'and', doc: conditionDoc(s, node) })));
  const last = conditions.at(-1);
  const { behind, own } =
    last === undefined ? { behind: '', own: '' } : s.gap(last.span.end, target.span.start);
  const arrow = last === undefined ? '-> ' : [behind, line, own, '-> '];
  const items = fields.map((node) => ({ node, doc: [s.source(node.name), ': ', valueText(s, node)] }));
  const head = group(['on ', tests[0] ?? '', indented([...tests.slice(1), arrow, pathText(s, target), ' '])]);
  return [head, s.bracketed(['{', '}'], items, target.span.end, mapping.span.end)];
}

const valueText = (s: Sentence, { value }: SourceField): string =>
  value.kind === 'path' ? pathText(s, value) : s.source(value);

function conditionDoc(s: Sentence, condition: SourceCondition): Doc {
  const { column, test, values, span } = condition;
  const path = pathText(s, column);
  const items = values.map((node) => ({ node, doc: s.source(node) }));
  switch (test) {
    case 'present':
    case 'missing':
      return `${path} is ${test}`;
    case 'in':
      return [`${path} in `, s.bracketed(['[', ']'], items, column.span.end, span.end)];
    case '=':
    case '!=':
      return [path, ` ${test} `, items.map(({ doc }) => doc)];
  }
}

import type { Span } from '../syntax/span.ts';
import type {
  Comment,
  SourceAttribute,
  SourceCondition,
  SourceDecl,
  SourceField,
  SourceMapping,
} from '../syntax/tree.ts';
import { pathText } from './expression-text.ts';
import { block, type FormatContext, inOrder, type Lines, leaf } from './shapes.ts';

type SourcePart = { readonly kind: 'format'; readonly span: Span } | SourceAttribute | SourceMapping;

export function sourceLines(context: FormatContext, decl: SourceDecl, inner: readonly Comment[]): Lines {
  const { source } = context;
  const { format } = decl;
  const parts: SourcePart[] = [
    ...(format === undefined ? [] : [{ kind: 'format', span: format.span } as const]),
    ...decl.attributes,
    ...decl.mappings,
  ];
  const print = (part: SourcePart, comments: readonly Comment[]): Lines => {
    switch (part.kind) {
      case 'format':
        return leaf(context, comments, `format ${source(part)}`);
      case 'sourceAttribute': {
        const zone = part.zone === undefined ? '' : ` in ${source(part.zone)}`;
        return leaf(context, comments, `${source(part.name)} = ${pathText(part.column, source)}${zone}`);
      }
      case 'sourceMapping':
        return leaf(context, comments, mappingText(context, part));
    }
  };
  const order = inOrder<SourcePart>(['format', 'sourceAttribute', 'sourceMapping']);
  return block(context, decl, `source ${source(decl.name)}`, parts, inner, print, order);
}

function mappingText(context: FormatContext, mapping: SourceMapping): string {
  const { source } = context;
  const conditions = mapping.conditions.map((condition) => conditionText(context, condition)).join(' and ');
  const fields = mapping.fields.map(({ name, value }: SourceField) => {
    const text = value.kind === 'path' ? pathText(value, source) : source(value);
    return `${source(name)}: ${text}`;
  });
  const braces = fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  return `on ${conditions === '' ? '' : `${conditions} `}-> ${pathText(mapping.target, source)} ${braces}`;
}

function conditionText(context: FormatContext, { column, test, values }: SourceCondition): string {
  const path = pathText(column, context.source);
  const texts = values.map(context.source);
  switch (test) {
    case 'present':
    case 'missing':
      return `${path} is ${test}`;
    case 'in':
      return `${path} in [${texts.join(', ')}]`;
    default:
      return `${path} ${test} ${texts.join(' ')}`;
  }
}

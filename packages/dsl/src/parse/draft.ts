import type { Span } from '../syntax/span.ts';
import type {
  Declaration,
  Expr,
  FieldDecl,
  ModuleLine,
  Name,
  NudgeClause,
  Param,
  Path,
  SegmentClause,
  SourceAttribute,
  SourceMapping,
  StringLit,
  TemplateLocale,
  TestStep,
  TypeNode,
  UseItem,
  UseLine,
} from '../syntax/tree.ts';

/**
 * What has been read of one declaration. The grammar fills it as it goes, so that after an error everything before it
 * is still there; `finish` makes the tree's node of it.
 */
export interface Draft {
  name?: Name;
  title?: StringLit;
  wireName?: StringLit;
  /** Of `module` and `use`. */
  path?: Path;
  useItems?: UseItem[];
  type?: TypeNode;
  value?: Expr;
  format?: Name;
  piiAllowed: boolean;
  readonly fields: FieldDecl[];
  readonly params: Param[];
  readonly attributes: SourceAttribute[];
  readonly mappings: SourceMapping[];
  readonly segmentClauses: SegmentClause[];
  readonly nudgeClauses: NudgeClause[];
  readonly locales: TemplateLocale[];
  readonly steps: TestStep[];
  /** Offset of the `{` of the body, once it was read. */
  bodyAt?: number;
  /** Offset where the item (field, clause, step …) begins that was being read last. */
  itemAt?: number;
}

export function newDraft(): Draft {
  return {
    piiAllowed: false,
    fields: [],
    params: [],
    attributes: [],
    mappings: [],
    segmentClauses: [],
    nudgeClauses: [],
    locales: [],
    steps: [],
  };
}

export interface Finish {
  readonly keyword: string;
  readonly draft: Draft;
  readonly span: Span;
  readonly keywordSpan: Span;
  readonly doc: string | undefined;
  readonly broken: boolean;
}

export type Finished = Declaration | ModuleLine | UseLine | undefined;

/** The node of a declaration; nothing when not even its name could be read. */
export function finish({ keyword, draft, span, keywordSpan, doc, broken }: Finish): Finished {
  const base = { span, ...(doc === undefined ? {} : { doc }), ...(broken ? { broken: true as const } : {}) };
  const { name, title, path } = draft;
  // Only in a broken declaration: a value that could not be read is an `unbuilt` without a name.
  const end = { ...span, start: span.end };
  const value: Expr = draft.value ?? { kind: 'unbuilt', what: '', span: end };
  const titled = title === undefined ? {} : { title };

  switch (keyword) {
    case 'module':
      return path === undefined ? undefined : { kind: 'module', path, span };
    case 'use': {
      if (path === undefined) return undefined;
      return { kind: 'use', path, ...(draft.useItems === undefined ? {} : { items: draft.useItems }), span };
    }
    case 'user':
      return { kind: 'user', fields: draft.fields, ...base };
    case 'late':
    case 'future':
    case 'delay':
      return { kind: 'setting', name: { kind: 'name', text: keyword, span: keywordSpan }, value, ...base };
    case 'test': {
      const untitled: StringLit = {
        kind: 'string',
        value: '',
        span: { ...keywordSpan, start: keywordSpan.end },
      };
      return { kind: 'test', title: title ?? untitled, steps: draft.steps, ...base };
    }
  }

  if (name === undefined) return undefined;
  switch (keyword) {
    case 'event': {
      const wire = draft.wireName === undefined ? {} : { wireName: draft.wireName };
      return { kind: 'event', name, ...wire, fields: draft.fields, ...base };
    }
    case 'channel':
      return { kind: 'channel', name, piiAllowed: draft.piiAllowed, ...base };
    case 'purpose':
      return { kind: 'purpose', name, ...base };
    case 'source': {
      const format = draft.format === undefined ? {} : { format: draft.format };
      const { attributes, mappings } = draft;
      return { kind: 'source', name, ...format, attributes, mappings, ...base };
    }
    case 'const':
      return {
        kind: 'const',
        name,
        ...(draft.type === undefined ? {} : { type: draft.type }),
        value,
        ...base,
      };
    case 'fn': {
      const result = draft.type === undefined ? {} : { result: draft.type };
      return { kind: 'fn', name, params: draft.params, ...result, body: value, ...base };
    }
    case 'metric':
      return { kind: 'metric', name, ...titled, value, ...base };
    case 'segment':
      return { kind: 'segment', name, ...titled, clauses: draft.segmentClauses, ...base };
    case 'nudge':
      return { kind: 'nudge', name, ...titled, clauses: draft.nudgeClauses, ...base };
    case 'template':
      return { kind: 'template', name, params: draft.params, locales: draft.locales, ...base };
    default:
      return { kind: 'unbuiltDecl', keyword, name, ...base };
  }
}

import type { Span } from '../../syntax/span.ts';
import type {
  ConstDecl,
  EventDecl,
  FnDecl,
  MetricDecl,
  NudgeDecl,
  SegmentDecl,
  SourceDecl,
  TemplateDecl,
  UnbuiltDecl,
} from '../../syntax/tree.ts';

/** What a module's names are declared as. */
export type NamedDecl =
  | EventDecl
  | SourceDecl
  | ConstDecl
  | FnDecl
  | MetricDecl
  | SegmentDecl
  | NudgeDecl
  | TemplateDecl;

export type EntryKind = NamedDecl['kind'];

/** A declared name. Its symbol, once there is one, stands in the tables under `decl`. */
export interface Entry {
  readonly name: string;
  readonly nameSpan: Span;
  readonly module: string;
  readonly qualified: string;
  readonly decl: NamedDecl | UnbuiltDecl;
  readonly scope: FileScope;
  /** Not readable or not built: the name is declared, nothing is known of it, and nothing is said about its uses. */
  readonly opaque: boolean;
}

export interface Module {
  /** `''` is the project's root module. */
  readonly name: string;
  readonly entries: Map<string, Entry>;
}

type Modules = ReadonlyMap<string, Module>;

/** What the bare names of one file mean. */
export interface FileScope {
  readonly file: string;
  readonly module: Module;
  readonly modules: Modules;
  /** `use m { A, B as C }`; `opaque` stands for a name that could not be found there. */
  readonly named: Map<string, Entry | 'opaque'>;
  /** `use m`. */
  readonly open: Module[];
  /** One of the used modules does not exist, so a name that is not found may well come from there. */
  incomplete: boolean;
}

/** `Order` with its article, as a sentence needs it. */
export function withArticle(kind: EntryKind): string {
  switch (kind) {
    case 'event':
      return 'an event';
    case 'source':
      return 'a source';
    case 'const':
      return 'a constant';
    case 'fn':
      return 'a function';
    case 'metric':
      return 'a metric';
    case 'segment':
      return 'a segment';
    case 'nudge':
      return 'a nudge';
    case 'template':
      return 'a template';
    default: {
      const never: never = kind;
      return never;
    }
  }
}

export function entryKind(entry: Entry): EntryKind | undefined {
  return entry.decl.kind === 'unbuiltDecl' ? undefined : entry.decl.kind;
}

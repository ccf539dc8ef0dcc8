import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { report } from '../diagnostics/report.ts';
import type { SourceFile, Span } from '../syntax/span.ts';
import { isDeclarationWord } from './chunks.ts';
import { type Draft, type Finished, finish, newDraft } from './draft.ts';
import type { Stop } from './explain.ts';
import type { Grammar } from './grammar.ts';
import type { BodyRule } from './items.ts';
import { endOf, type Lexeme } from './lexer.ts';
import { TooDeep } from './operators.ts';
import * as t from './tokens.ts';
import { kw } from './tokens.ts';

/** What does not change from one declaration of a file to the next. */
export interface ChunkContext {
  readonly grammar: Grammar;
  readonly file: SourceFile;
  readonly docAt: (offset: number) => string | undefined;
  /** Whether something in this range could not be lexed, so that its value is not what the author meant. */
  readonly garbled: (start: number, end: number) => boolean;
}

export interface ChunkResult {
  readonly node: Finished;
  readonly diagnostics: readonly Diagnostic[];
  /** The grammar stopped in it, and nothing was said about that yet. */
  readonly stopped?: boolean;
}

export type RuleName =
  | BodyRule
  | 'module'
  | 'use'
  | 'event'
  | 'user'
  | 'channel'
  | 'purpose'
  | 'setting'
  | 'source'
  | 'const'
  | 'fn'
  | 'metric'
  | 'segment'
  | 'nudge'
  | 'template'
  | 'test'
  | 'unbuilt';

/** The rule that reads a declaration, by its first word. */
export function ruleOf(keyword: string): RuleName {
  const categories = kw(keyword).CATEGORIES ?? [];
  if (categories.includes(t.SettingWord)) return 'setting';
  if (categories.includes(t.UnbuiltWord)) return 'unbuilt';
  return keyword as RuleName;
}

/** How a run of the grammar ended: with all read, with a stop, or too deep. */
export interface Outcome {
  readonly stop?: Stop;
  readonly tooDeep?: Diagnostic;
  /** Mistakes that did not stop it. */
  readonly said: readonly Diagnostic[];
}

/** Runs one rule over tokens; what it reads goes into the draft. */
export function runRule(context: ChunkContext, rule: RuleName, tokens: Lexeme[], draft: Draft): Outcome {
  const { grammar } = context;
  grammar.feed(tokens, draft);
  try {
    grammar[rule]();
  } catch (error) {
    const said = [...grammar.said];
    if (error instanceof TooDeep) return { tooDeep: tooDeep(error.message, error.span), said };
    // The caller had little stack left. Everything else is a bug.
    if (!(error instanceof RangeError)) throw error;
    const first = tokens[0];
    const start = first?.startOffset ?? 0;
    const span = { file: context.file.path, start, end: first === undefined ? start : endOf(first) };
    return { tooDeep: tooDeep('this is nested too deeply', span), said };
  }
  const said = [...grammar.said];
  const [error] = grammar.errors;
  if (error === undefined) return { said };
  const at = tokens.indexOf(error.token);
  return { stop: { index: at < 0 ? tokens.length : at, expected: error.message }, said };
}

const tooDeep = (message: string, span: Span): Diagnostic =>
  report('N1201', span, message, { help: 'give parts of it names of their own' });

/** Of these the grammar knows what was meant, so that nothing is lost. */
const harmless = new Set(['N1105', 'N1106', 'N1110']);

/** Reads one declaration as far as the grammar goes. The fast path: most are right. */
export function readChunk(context: ChunkContext, tokens: Lexeme[]): ChunkResult {
  const first = tokens[0];
  if (first === undefined || !isDeclarationWord(first))
    return { node: undefined, diagnostics: [], stopped: true };
  const draft = newDraft();
  const { stop, tooDeep: deep, said } = runRule(context, ruleOf(first.image), tokens, draft);
  const stopped = stop !== undefined || deep !== undefined;
  const broken = stopped || said.some((d) => !harmless.has(d.code));
  return { node: buildNode(context, first.image, tokens, draft, broken), diagnostics: said, stopped };
}

/** The node of a declaration from what was read of it. */
export function buildNode(
  context: ChunkContext,
  keyword: string,
  tokens: readonly Lexeme[],
  draft: Draft,
  broken: boolean,
): Finished {
  const first = tokens[0] as Lexeme;
  const last = tokens.at(-1) as Lexeme;
  const file = context.file.path;
  const [start, end] = [first.startOffset, endOf(last)];
  return finish({
    keyword,
    draft,
    span: { file, start, end },
    keywordSpan: { file, start, end: endOf(first) },
    doc: context.docAt(start),
    broken: broken || context.garbled(start, end),
  });
}

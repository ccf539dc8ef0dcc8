import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { report } from '../diagnostics/report.ts';
import { sortDiagnostics } from '../diagnostics/sort.ts';
import { positionAt, type SourceFile, type Span } from '../syntax/span.ts';
import type { Declaration, FileTree, ModuleLine, UseLine } from '../syntax/tree.ts';
import type { ChunkCache } from './chunk-cache.ts';
import { type Chunk, cutChunks, splitPoint } from './chunks.ts';
import { docReader } from './docs.ts';
import type { Finished } from './draft.ts';
import { Grammar } from './grammar.ts';
import { type Layout, layoutOf } from './layout.ts';
import { endOf, type Lexeme, lex } from './lexer.ts';
import { type ChunkContext, type ChunkResult, readChunk } from './parse-chunk.ts';
import { recoverChunk } from './recover-chunk.ts';

export interface ParsedFile {
  readonly tree: FileTree;
  readonly diagnostics: readonly Diagnostic[];
}

/** UTF-16 units. */
export const fileSizeMax: number = 4 * 1024 * 1024;

/** So many mistakes of one file are shown. */
const diagnosticsMax = 100;

/** Building the grammar's tables takes a while; it holds no state from one run to the next. */
let shared: Grammar | undefined;

/**
 * The tree of one file and what is wrong with it. Never throws, takes time in proportion to the text, and reads every
 * declaration by itself: one that is wrong is marked `broken` and leaves the others alone. With a cache, declarations
 * that were read before are not read again.
 */
export function parseFile(file: SourceFile, cache?: ChunkCache): ParsedFile {
  const whole: Span = { file: file.path, start: 0, end: file.text.length };
  if (file.text.length > fileSizeMax) {
    const message = `this file has ${file.text.length} characters; at most ${fileSizeMax} can be read`;
    const tree: FileTree = {
      kind: 'file',
      path: file.path,
      uses: [],
      declarations: [],
      comments: [],
      span: whole,
    };
    const help = 'divide it into several files of one module';
    return { tree, diagnostics: [report('N1202', { ...whole, end: 0 }, message, { help })] };
  }
  const { tokens, comments, diagnostics: lexical, doubtfulLines } = lex(file);
  shared ??= new Grammar();
  const context: ChunkContext = {
    grammar: shared,
    file,
    docAt: docReader(file, comments),
    garbled: garbledRanges(lexical),
  };
  context.grammar.open(file, context.docAt);
  cache?.begin();
  // What could not be lexed may change what stands around it.
  const known = lexical.length === 0 ? cache : undefined;
  const { nodes, said } = readAll(context, layoutOf(file, tokens), tokens, known);

  // Where a quote is missing, what the parser makes of the rest of the line is no news.
  const believed = said.filter((d) => !doubtfulLines.has(positionAt(file, d.span.start).line - 1));
  const diagnostics = [...lexical, ...believed];
  const modules = nodes.filter((node) => node.kind === 'module');
  for (const second of modules.slice(1)) {
    diagnostics.push(
      report('N1108', second.span, 'this file has a `module` line already', {
        help: 'remove it; one file belongs to one module',
        related: [{ span: modules[0]?.span ?? second.span, message: 'the first one stands here' }],
      }),
    );
  }
  const tree: FileTree = {
    kind: 'file',
    path: file.path,
    ...(modules[0] === undefined ? {} : { module: modules[0] }),
    uses: nodes.filter((node): node is UseLine => node.kind === 'use'),
    declarations: nodes.filter((node): node is Declaration => node.kind !== 'use' && node.kind !== 'module'),
    comments,
    span: whole,
  };
  return { tree, diagnostics: atMost(diagnosticsMax, sortDiagnostics(diagnostics)) };
}

type Node = Exclude<Finished, undefined> | ModuleLine;

function readAll(
  context: ChunkContext,
  layout: Layout,
  tokens: readonly Lexeme[],
  cache: ChunkCache | undefined,
): { nodes: Node[]; said: Diagnostic[] } {
  const nodes: Node[] = [];
  const said: Diagnostic[] = [];
  let chunks = cutChunks(tokens, layout);
  for (let i = 0; i < chunks.length; i++) {
    let chunk = chunks[i] as Chunk;
    let result: ChunkResult = readOrRecall(context, tokens.slice(chunk.from, chunk.to), cache);
    // Recovery costs many times a plain reading, and cutting the rest of the file anew costs as much as the rest is
    // long: both are only for the mistakes that are shown.
    if (result.stopped === true && said.length <= diagnosticsMax) {
      const split = splitPoint(tokens, layout, chunk);
      if (split !== undefined) {
        chunk = { ...chunk, to: split, unclosed: true };
        chunks = [chunk, ...cutChunks(tokens, layout, split)];
        i = 0;
      }
      result = recoverChunk(context, layout, tokens, chunk);
    }
    said.push(...result.diagnostics);
    if (result.node !== undefined) nodes.push(result.node);
  }
  return { nodes, said };
}

function readOrRecall(context: ChunkContext, tokens: Lexeme[], cache: ChunkCache | undefined): ChunkResult {
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (cache === undefined || first === undefined || last === undefined) return readChunk(context, tokens);
  const text = context.file.text.slice(first.startOffset, endOf(last));
  const doc = context.docAt(first.startOffset);
  const known = cache.find(text, doc, tokens);
  if (known !== undefined) return { node: known, diagnostics: [] };
  const result = readChunk(context, tokens);
  if (result.stopped !== true && result.diagnostics.length === 0) cache.keep(text, doc, tokens, result.node);
  return result;
}

/** Codes of lexical mistakes behind which nobody knows what was meant; of the others the meaning is clear. */
const garbling = /^N100[1-8]$/;

/** Whether a range holds a lexical mistake that hides what was meant. The diagnostics are in order of their places. */
function garbledRanges(lexical: readonly Diagnostic[]): (start: number, end: number) => boolean {
  const places = lexical.filter((d) => garbling.test(d.code)).map((d) => d.span.start);
  let next = 0;
  return (start, end) => {
    // Declarations come in order, so the places behind are done with.
    while ((places[next] ?? end) < start) next++;
    return (places[next] ?? end) < end;
  };
}

/** The first of many, and a word about the rest. */
function atMost(max: number, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const first = diagnostics[max];
  if (first === undefined) return diagnostics;
  const more = report('N1203', first.span, 'this and more mistakes in this file are not shown', {
    help: 'mend the first ones; many of the others may go with them',
  });
  return [...diagnostics.slice(0, max), more];
}

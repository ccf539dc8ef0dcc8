import { isMap, isPair, isScalar, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { ConfigProblem } from './config-problem.ts';

/** A configuration is a page; what is much longer is another file by mistake. */
const TEXT_LENGTH_MAX = 1024 * 1024;

export interface YamlText {
  /** Mappings are `Map`, so that no key can mean anything to JavaScript. `undefined`: an empty file. */
  readonly content: unknown;
  readonly problems: readonly ConfigProblem[];
  /** The line of the key at the end of a path; `null`: there is none. */
  lineOf(keys: readonly string[]): number | null;
}

export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  if (text.length > TEXT_LENGTH_MAX) return noYaml([problemAt(null, 'it is longer than 1 MiB')]);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = [...document.errors, ...document.warnings].map((error) => problemOf(error, lines));
  if (problems.length > 0) return noYaml(problems);
  const lineOf = (keys: readonly string[]): number | null => {
    let node: unknown = document.contents;
    let offset: number | undefined;
    for (const key of keys) {
      if (!isMap(node)) break;
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key,
      );
      if (pair === undefined) break;
      offset = isScalar(pair.key) ? pair.key.range?.[0] : offset;
      node = pair.value;
    }
    return offset === undefined ? null : lines.linePos(offset).line;
  };
  try {
    return { content: document.toJS({ mapAsMap: true }) ?? undefined, problems: [], lineOf };
  } catch (error) {
    // Only aliases fail this late: unknown ones, and too many.
    return noYaml([problemAt(null, error instanceof Error ? error.message : String(error))]);
  }
}

function noYaml(problems: readonly ConfigProblem[]): YamlText {
  return { content: undefined, problems, lineOf: () => null };
}

/** The library's messages may quote the text, and the text may hold a secret: only their first sentence without quotes. */
function problemOf(error: YAMLError, lines: LineCounter): ConfigProblem {
  const message = MESSAGES[error.code] ?? 'this cannot be read';
  return problemAt(lines.linePos(error.pos[0]).line, message);
}

const MESSAGES: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BAD_INDENT: 'the indentation does not fit the lines above',
  DUPLICATE_KEY: 'a key stands twice in one mapping',
  MISSING_CHAR: 'a quote, bracket or comma is missing',
  TAB_AS_INDENT: 'a tab is used for indentation; use spaces',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines; is a colon or a quote missing?',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping begins within a line; is a line break missing?',
  UNEXPECTED_TOKEN: 'a sign that has no meaning here',
  MULTIPLE_DOCS: 'there is more than one document',
};

function problemAt(line: number | null, message: string): ConfigProblem {
  return { code: 'C0002', path: '', where: { line }, message, help: null };
}

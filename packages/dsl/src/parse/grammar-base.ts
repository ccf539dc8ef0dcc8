import {
  EmbeddedActionsParser,
  type IOrAlt,
  type IToken,
  type OrMethodOpts,
  type TokenType,
} from 'chevrotain';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type ReportDetails, report } from '../diagnostics/report.ts';
import type { SourceFile, Span } from '../syntax/span.ts';
import type { Name, Path, StringLit } from '../syntax/tree.ts';
import { type Draft, newDraft } from './draft.ts';
import { endOf } from './lexer.ts';
import { Depths, nestingMax, TooDeep } from './operators.ts';
import * as t from './tokens.ts';

/**
 * What every part of the grammar shares. The grammar is one class in several files, each a layer over the one before:
 * base ← expressions ← data ← rules ← tests. It never recovers by itself: the first error ends a run, and
 * `parse-chunk.ts`, which knows the shape of declarations, decides where to go on.
 *
 * An error's message is what was expected there, in the words of the author ("a clause of the nudge or `}`").
 */
export class GrammarBase extends EmbeddedActionsParser {
  #file: SourceFile = { path: '', text: '' };
  protected readonly depths: Depths = new Depths();
  #nesting = 0;
  /** What has been read of the declaration so far; it stays when an error ends the run. */
  protected draft: Draft = newDraft();
  #docAt: (offset: number) => string | undefined = () => undefined;
  /** Mistakes that needed no recovery, such as a missing comma. */
  readonly said: Diagnostic[] = [];

  constructor() {
    super(t.vocabulary, {
      recoveryEnabled: false,
      maxLookahead: 2,
      errorMessageProvider: {
        buildMismatchTokenMessage: ({ expected }) => expected.LABEL ?? expected.name,
        buildNotAllInputParsedMessage: () => 'the end of the declaration',
        buildNoViableAltMessage: ({ customUserDescription, ruleName }) => customUserDescription ?? ruleName,
        buildEarlyExitMessage: ({ customUserDescription, ruleName }) => customUserDescription ?? ruleName,
      },
    });
  }

  /** For all rules to come: the file and its doc comments, by the offset of what they stand above. */
  open(file: SourceFile, docAt: (offset: number) => string | undefined): void {
    this.#file = file;
    this.#docAt = docAt;
  }

  /** Sets what the next rule reads, and where it notes what it has read. */
  feed(tokens: IToken[], draft: Draft): void {
    this.draft = draft;
    this.#nesting = 0;
    this.depths.clear();
    this.said.length = 0;
    this.input = tokens;
  }

  /** `OR` whose alternatives all give a T. */
  protected choose<T>(alternatives: IOrAlt<T>[] | OrMethodOpts<T>): T {
    return Array.isArray(alternatives)
      ? this.OR<IOrAlt<T>[]>(alternatives)
      : this.OR<IOrAlt<T>[]>(alternatives);
  }

  protected say(code: string, span: Span, message: string, details?: ReportDetails): void {
    this.said.push(report(code, span, message, details));
  }

  /** Around everything that may stand inside itself. Errors leave without `leave`; `feed` starts afresh. */
  protected enter(): void {
    if (++this.#nesting > nestingMax)
      throw new TooDeep(`this is nested more than ${nestingMax} levels deep`, this.spanOf(this.LA(1)));
  }

  protected leave(): void {
    this.#nesting--;
  }

  protected spanOf(first: IToken, last: IToken = first): Span {
    // While chevrotain records the grammar, tokens are not tokens.
    if (this.RECORDING_PHASE) return { file: '', start: 0, end: 0 };
    return { file: this.#file.path, start: first.startOffset, end: endOf(last) };
  }

  /** From a token to the last one that was read. */
  protected spanFrom(first: IToken): Span {
    return this.spanOf(first, this.LA(0));
  }

  protected nameOf(token: IToken): Name {
    const text = token.tokenType === t.Backquoted ? String(token.payload) : token.image;
    return { kind: 'name', text, span: this.spanOf(token) };
  }

  protected textOf(token: IToken): StringLit {
    return { kind: 'string', value: String(token.payload ?? ''), span: this.spanOf(token) };
  }

  protected pathOf(parts: readonly Name[]): Path {
    const first = parts[0]?.span ?? { file: this.#file.path, start: 0, end: 0 };
    const last = parts.at(-1)?.span ?? first;
    return { kind: 'path', parts, span: first === last ? first : { ...first, end: last.end } };
  }

  protected docOf(token: IToken): { doc?: string } {
    const doc = this.#docAt(token.startOffset);
    return doc === undefined ? {} : { doc };
  }

  protected nextIs(...types: readonly TokenType[]): boolean {
    return types.includes(this.LA(1).tokenType);
  }

  /**
   * Items with commas between, up to a closing bracket; a comma may stand behind the last. A comma that is missing is
   * said and thought of as there, if what follows surely is another item and not what stands behind a forgotten
   * bracket. `words` say what an item is and what may stand behind one.
   */
  protected commaList(
    close: TokenType,
    words: { readonly item: string; readonly behind?: string },
    form: 'values' | 'pairs',
    item: () => void,
  ): void {
    let comma = true;
    this.MANY9({
      GATE: () => comma || this.#anotherItem(form),
      DEF: () => {
        this.ACTION(() => {
          if (!comma) this.#missingComma();
        });
        item();
        comma = this.OPTION9(() => this.CONSUME9(t.Comma)) !== undefined;
      },
    });
    const sign = close.LABEL ?? close.name;
    this.CONSUME8(close, {
      ERR_MSG: comma ? `${words.item} or ${sign}` : `${words.behind ?? '`,`'} or ${sign}`,
    });
  }

  #anotherItem(form: 'values' | 'pairs'): boolean {
    const previous = this.LA(0);
    const next = this.LA(1);
    if (form === 'pairs') return this.LA(2).tokenType === t.Colon;
    const isName = (token: IToken): boolean => token.tokenType.CATEGORIES?.includes(t.AnyName) === true;
    if (!isName(next)) return previous.tokenType === next.tokenType;
    const between = this.#file.text.slice(endOf(previous), next.startOffset);
    return isName(previous) && !/[\r\n]/.test(between);
  }

  #missingComma(): void {
    const previous = this.LA(0);
    const at = endOf(previous);
    const both = [previous, this.LA(1)].map((token) => this.textAt(this.spanOf(token)));
    this.say('N1105', { file: this.#file.path, start: at - 1, end: at }, 'a comma is missing behind this', {
      help: `write \`${both.join(', ')}\``,
    });
  }

  /** What the author wrote at a place, for a help text; cut when it is long. */
  protected textAt(span: Span): string {
    const text = this.#file.text.slice(span.start, span.end).replaceAll(/\s+/g, ' ');
    return text.length > 40 ? `${text.slice(0, 40)}…` : text;
  }

  protected needlessComma(comma: IToken, of: string): void {
    // One per run: whoever writes one such comma writes them all.
    if (this.said.some((d) => d.code === 'N1106')) return;
    this.say('N1106', this.spanOf(comma), `${of} stand without commas`, { help: 'remove the comma' });
  }
}

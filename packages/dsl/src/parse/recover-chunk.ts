import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { closest } from '../diagnostics/did-you-mean.ts';
import { report } from '../diagnostics/report.ts';
import { declarationWords } from '../syntax/keywords.ts';
import { type Chunk, isDeclarationWord } from './chunks.ts';
import { type Draft, newDraft } from './draft.ts';
import { explain, type Stop, shown } from './explain.ts';
import { type BodyRule, bodyRules, forgetFrom, startsItem, wordsOf } from './items.ts';
import type { Layout } from './layout.ts';
import { endOf, type Lexeme } from './lexer.ts';
import { phrasesAt } from './mend-phrase.ts';
import {
  buildNode,
  type ChunkContext,
  type ChunkResult,
  type RuleName,
  ruleOf,
  runRule,
} from './parse-chunk.ts';
import { repairBraces } from './repair-braces.ts';
import * as t from './tokens.ts';
import { kw } from './tokens.ts';

/** More mistakes than this in one declaration are not looked for: its shape is lost. */
const stopsMax = 10;

/** Reads what can be read of a declaration that is wrong somewhere, and says what is wrong. */
export function recoverChunk(
  context: ChunkContext,
  layout: Layout,
  tokens: readonly Lexeme[],
  chunk: Chunk,
): ChunkResult {
  return new Recovery(context, tokens.slice(chunk.from, chunk.to)).run(layout, chunk);
}

/** Where to go on: at a place in the body, or with the whole declaration. */
interface Next {
  readonly from: number;
  readonly rule: RuleName;
}

/**
 * One declaration's recovery. It runs the grammar until it stops, finds out what was meant (a misspelt word, a missing
 * brace), or where the next item of the body begins, and runs it again from there; what was read piles up in one draft.
 */
class Recovery {
  readonly #context: ChunkContext;
  readonly #draft: Draft = newDraft();
  readonly #diagnostics: Diagnostic[] = [];
  #tokens: Lexeme[];
  /** Only what lies before this offset is believed: behind it a brace was guessed. */
  #believed = Number.POSITIVE_INFINITY;
  #keyword: string;

  constructor(context: ChunkContext, tokens: Lexeme[]) {
    this.#context = context;
    this.#tokens = tokens;
    this.#keyword = tokens[0]?.image ?? '';
  }

  run(layout: Layout, chunk: Chunk): ChunkResult {
    const diagnostics = this.#diagnostics;
    if (!isDeclarationWord(this.#tokens[0])) this.#mendKeyword();
    if (!isDeclarationWord(this.#tokens[0])) return { node: undefined, diagnostics };
    const opened = !chunk.unclosed && this.#mendOpening(chunk.surplus);
    if (!opened && (chunk.unclosed || chunk.surplus)) {
      const repaired = repairBraces(this.#context.file, this.#tokens, layout, chunk.from);
      this.#tokens = repaired.tokens;
      diagnostics.push(...repaired.diagnostics);
      if (repaired.diagnostics.length > 0) this.#believed = repaired.from;
    }
    this.#read();
    return { node: buildNode(this.#context, this.#keyword, this.#tokens, this.#draft, true), diagnostics };
  }

  /** The first word is no declaration's. If it is nearly one, it is taken for that. */
  #mendKeyword(): void {
    const first = this.#tokens[0];
    if (first === undefined) return;
    if (this.#mendGlued(first)) return;
    const isWord = first.tokenType.CATEGORIES?.includes(t.AnyName) === true;
    const meant = isWord ? closest(first.image, declarationWords) : undefined;
    const { file } = this.#context;
    const span = { file: file.path, start: first.startOffset, end: endOf(first) };
    if (first.tokenType === t.RBrace || first.tokenType === t.RParen || first.tokenType === t.RSquare) {
      this.#diagnostics.push(
        report('N1103', span, `this \`${first.image}\` closes nothing`, { help: 'remove it' }),
      );
    } else {
      const message = `expected a declaration but found \`${shown(first)}\``;
      const help =
        meant === undefined
          ? 'declarations begin with `event`, `user`, `segment`, `metric`, `nudge`, `template`, `test` …'
          : `did you mean \`${meant}\`?`;
      this.#diagnostics.push(report('N1101', span, message, { help }));
    }
    if (meant === undefined) return;
    this.#tokens = withWord(this.#tokens, 0, meant);
    this.#keyword = meant;
  }

  /** `segmentB {` */
  #mendGlued(first: Lexeme): boolean {
    const next = this.#tokens[1]?.tokenType;
    if (first.tokenType !== t.Word || (next !== t.LBrace && next !== t.Equal && next !== t.LParen))
      return false;
    const word = declarationWords.find((w) => w !== 'user' && bodyRules.has(w) && first.image.startsWith(w));
    const name = first.image.slice(word?.length ?? 0);
    if (word === undefined || word === 'test' || name === '') return false;
    const span = { file: this.#context.file.path, start: first.startOffset, end: endOf(first) };
    const message = `expected a declaration but found \`${shown(first)}\``;
    this.#diagnostics.push(report('N1101', span, message, { help: `write \`${word} ${name}\`` }));
    const startOffset = first.startOffset + word.length;
    this.#tokens = withWord(
      [{ ...first, image: word }, { ...first, image: name, startOffset }, ...this.#tokens.slice(1)],
      0,
      word,
    );
    this.#keyword = word;
    return true;
  }

  /**
   * There is a `}` too many, or both braces of the body are missing: if a `{` where the grammar stops lets it go on,
   * then that is what is missing.
   */
  #mendOpening(surplus: boolean): boolean {
    const rule = ruleOf(this.#keyword);
    const body = bodyRules.get(this.#keyword);
    const draft = newDraft();
    const { stop } = runRule(this.#context, rule, this.#tokens, draft);
    const found = stop === undefined ? undefined : this.#tokens[stop.index];
    if (stop === undefined || found === undefined || found.tokenType === t.RBrace) return false;
    const behindHead =
      body !== undefined && draft.bodyAt === undefined && startsItem(body, this.#tokens, stop.index, true);
    if (!surplus && !(behindHead && stop.expected.includes('`{`'))) return false;
    const brace = { ...found, image: '', tokenType: t.LBrace, tokenTypeIdx: t.LBrace.tokenTypeIdx ?? 0 };
    const tokens = this.#tokens.toSpliced(stop.index, 0, brace);
    if (!surplus) {
      const last = tokens.at(-1) as Lexeme;
      const type = t.RBrace;
      tokens.push({
        ...last,
        image: '',
        startOffset: endOf(last),
        tokenType: type,
        tokenTypeIdx: type.tokenTypeIdx ?? 0,
      });
    }
    const trial = runRule(this.#context, rule, tokens, newDraft()).stop;
    if (trial !== undefined && trial.index <= stop.index + 3) return false;
    const expected = behindHead || !stop.expected.includes('`{`') ? '`{`' : stop.expected;
    this.#say(explain(this.#context.file, this.#tokens, { index: stop.index, expected }, false));
    this.#tokens = tokens;
    return true;
  }

  #read(): void {
    const body = bodyRules.get(this.#keyword);
    let next: Next | undefined = { from: 0, rule: ruleOf(this.#keyword) };
    for (let stops = 0; next !== undefined && stops < stopsMax; stops++) {
      const { from, rule }: Next = next;
      const outcome = runRule(this.#context, rule, this.#tokens.slice(from), this.#draft);
      for (const diagnostic of outcome.said) this.#say(diagnostic);
      if (outcome.tooDeep !== undefined) {
        this.#say(outcome.tooDeep);
        return;
      }
      if (outcome.stop === undefined) return;
      const stop: Stop = { ...outcome.stop, index: outcome.stop.index + from };
      next =
        this.#mendWord(stop, body, { from, rule }) ??
        this.#mendPhrase(stop, body, { from, rule }) ??
        this.#skip(stop, body);
    }
  }

  /**
   * If the word at the stop, the one before, or the first of its item is nearly a word that lets the grammar go
   * further, then it is taken for that.
   */
  #mendWord(stop: Stop, body: BodyRule | undefined, run: Next): Next | undefined {
    const { itemAt } = this.#draft;
    const item = itemAt === undefined ? run.from : Math.max(run.from, this.#indexAt(itemAt));
    const restart: Next = body === undefined || itemAt === undefined ? run : { from: item, rule: body };
    for (const at of new Set([stop.index, stop.index - 1, item])) {
      const token = this.#tokens[at];
      if (token === undefined || at < Math.max(1, restart.from) || token.tokenType !== t.Word) continue;
      const meant = closest(token.image, wordsOf[body ?? 'other']);
      if (meant === undefined) continue;
      const tokens = withWord(this.#tokens, at, meant);
      const trial = runRule(this.#context, restart.rule, tokens.slice(restart.from), newDraft());
      const reached = trial.stop === undefined ? tokens.length + 1 : trial.stop.index + restart.from;
      if (reached <= stop.index + (at === stop.index ? 1 : 0)) continue;
      const expected = at === stop.index ? stop.expected : `\`${meant}\``;
      this.#say(
        explain(this.#context.file, this.#tokens, { index: at, expected }, this.#startsLine(at), meant),
      );
      this.#tokens = tokens;
      forgetFrom(this.#draft, tokens[restart.from]?.startOffset ?? 0);
      return restart;
    }
    return undefined;
  }

  /** A turn of phrase of another language: if what it means lets the grammar go further, then it is taken for that. */
  #mendPhrase(stop: Stop, body: BodyRule | undefined, run: Next): Next | undefined {
    const offsetOf = (token: Lexeme | undefined): number => token?.startOffset ?? Number.POSITIVE_INFINITY;
    const stopped = offsetOf(this.#tokens[stop.index]);
    for (const phrase of phrasesAt({ ...stop, tokens: this.#tokens, body })) {
      if (phrase.from < Math.max(1, run.from)) continue;
      const tokens = this.#tokens.toSpliced(phrase.from, phrase.to - phrase.from, ...phrase.tokens);
      const trial = runRule(this.#context, run.rule, tokens.slice(run.from), newDraft()).stop;
      if (trial !== undefined && offsetOf(tokens[trial.index + run.from]) <= stopped) continue;
      const [first, last] = phrase.at ?? [stop.index, stop.index];
      const [start, end] = [this.#tokens[first], this.#tokens[last]] as [Lexeme, Lexeme];
      const span = { file: this.#context.file.path, start: start.startOffset, end: endOf(end) };
      const { code, message } = phrase.instead ?? {
        code: 'N1101',
        message: `expected ${stop.expected} but found \`${shown(start)}\``,
      };
      this.#say(report(code, span, message, { help: phrase.help }));
      this.#tokens = tokens;
      forgetFrom(this.#draft, offsetOf(tokens[run.from]));
      return run;
    }
    return undefined;
  }

  /** Says what is wrong and finds the item to go on with. */
  #skip(stop: Stop, body: BodyRule | undefined): Next | undefined {
    const { bodyAt, itemAt } = this.#draft;
    const swallowed = this.#swallowed(stop, body);
    const { index } = swallowed ?? stop;
    this.#say(
      explain(this.#context.file, this.#tokens, swallowed ?? stop, index > 0 && this.#startsLine(index)),
    );
    if (body === undefined) return undefined;
    if (bodyAt === undefined) {
      const open = this.#tokens.findIndex((token, i) => i >= index && token.tokenType === t.LBrace);
      const item = this.#nextItem(body, index, 0);
      if (item !== undefined && (open < 0 || item < open)) return { from: item, rule: body };
      if (open < 0) return undefined;
      this.#draft.bodyAt = this.#tokens[open]?.startOffset ?? 0;
      return { from: open + 1, rule: body };
    }
    const opened = this.#indexAt(bodyAt);
    const failed = itemAt === undefined ? opened : this.#indexAt(itemAt);
    const item = this.#nextItem(body, Math.max(index, failed + 1), opened + 1);
    return item === undefined ? undefined : { from: item, rule: body };
  }

  /**
   * A clause that lacks its end takes the first word of the next one for it, and the grammar stops one word too late:
   * `consent` / `priority 80`. If the item is unfinished without that word, then this is what happened.
   */
  #swallowed(stop: Stop, body: BodyRule | undefined): Stop | undefined {
    const { itemAt } = this.#draft;
    const word = stop.index - 1;
    if (body === undefined || itemAt === undefined || !this.#startsLine(word)) return undefined;
    const item = this.#indexAt(itemAt);
    if (word <= item || !startsItem(body, this.#tokens, word, true)) return undefined;
    const outcome = runRule(this.#context, body, this.#tokens.slice(item, word), newDraft());
    const missing = outcome.stop;
    if (missing === undefined || missing.expected === stop.expected) return undefined;
    if (missing.expected.endsWith('or `}`')) return undefined;
    forgetFrom(this.#draft, itemAt);
    return { index: word, expected: missing.expected };
  }

  /** The next place at which an item of the body seems to begin, outside all inner braces. */
  #nextItem(body: BodyRule, from: number, start: number): number | undefined {
    let depth = 0;
    for (let i = start; i < this.#tokens.length; i++) {
      if (depth === 0 && i >= from && startsItem(body, this.#tokens, i, this.#startsLine(i))) return i;
      const type = this.#tokens[i]?.tokenType;
      if (type === t.LBrace) depth++;
      else if (type === t.RBrace && --depth < 0) return undefined;
    }
    return undefined;
  }

  #startsLine(index: number): boolean {
    const token = this.#tokens[index];
    const previous = this.#tokens[index - 1];
    if (token === undefined || previous === undefined) return true;
    return /[\r\n]/.test(this.#context.file.text.slice(endOf(previous), token.startOffset));
  }

  #indexAt(offset: number): number {
    const index = this.#tokens.findIndex((token) => token.startOffset >= offset && token.image !== '');
    return index < 0 ? this.#tokens.length : index;
  }

  #say(diagnostic: Diagnostic): void {
    if (diagnostic.span.start >= this.#believed) return;
    // What is read again is not said again.
    const same = (d: Diagnostic): boolean =>
      d.code === diagnostic.code && d.span.start === diagnostic.span.start;
    if (!this.#diagnostics.some(same)) this.#diagnostics.push(diagnostic);
  }
}

/** The tokens with the word at `index` taken for another. */
function withWord(tokens: readonly Lexeme[], index: number, word: string): Lexeme[] {
  const type = kw(word);
  const token = tokens[index] as Lexeme;
  return tokens.with(index, { ...token, tokenType: type, tokenTypeIdx: type.tokenTypeIdx ?? 0 });
}

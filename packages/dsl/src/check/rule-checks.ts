import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { checkNudge } from './clauses/check-nudge.ts';
import { checkSegment, declareSegment } from './clauses/check-segments.ts';
import type { NowUse } from './derived/now-use.ts';
import type { Typer } from './expressions/typer.ts';
import type { Memory, RuleDecl } from './memory.ts';
import type { Entry } from './names/entry.ts';
import { entriesOf } from './names/resolve-path.ts';
import { checkDecides, checkNudgePrivacy } from './privacy/pii-flow.ts';
import type { NudgeSymbol, SegmentSymbol } from './program.ts';
import type { EmptyHistory } from './warnings/empty-history.ts';
import { warnOfNudge, warnOfSegment } from './warnings/warn.ts';

/** What is asked of each rule by itself. Rules that hold are only entered into the tables. */
export class RuleChecks {
  /** By rule, what was said of it. */
  readonly said: Map<RuleDecl, readonly Diagnostic[]> = new Map();
  readonly #typer: Typer;
  readonly #segments: SegmentSymbol[] = [];
  readonly #nudges: NudgeSymbol[] = [];

  constructor(typer: Typer) {
    this.#typer = typer;
  }

  /** Of an earlier check: those that hold keep their symbols, and what was said of them is said again. */
  declare(entries: readonly Entry[], held: ReadonlySet<RuleDecl>, before: Memory | undefined): void {
    const { tables } = this.#typer;
    for (const decl of held) this.#recall(decl, before?.said.get(decl) ?? []);
    // Segments may name each other in any order.
    for (const entry of entriesOf('segment', entries)) {
      const { decl } = entry;
      const symbol = held.has(decl)
        ? before?.tables.segments.get(decl)
        : this.#note(decl, () => declareSegment(entry, this.#typer));
      if (symbol !== undefined) tables.segments.set(decl, symbol);
      if (symbol !== undefined && !held.has(decl)) this.#segments.push(symbol);
    }
    for (const entry of entriesOf('segment', entries)) {
      const symbol = tables.segments.get(entry.decl);
      if (symbol === undefined || held.has(entry.decl)) continue;
      this.#note(entry.decl, () => checkSegment(symbol, entry, this.#typer));
    }
    for (const entry of entriesOf('nudge', entries)) {
      const { decl } = entry;
      const symbol = held.has(decl)
        ? before?.tables.nudges.get(decl)
        : this.#note(decl, () => checkNudge(entry, this.#typer));
      if (symbol !== undefined) tables.nudges.set(decl, symbol);
      if (symbol !== undefined && !held.has(decl)) this.#nudges.push(symbol);
    }
  }

  /** What follows from the references that were found. */
  follow(nowUse: NowUse): void {
    const { tables, reporter } = this.#typer;
    for (const { decl, condition } of this.#segments) {
      this.#note(decl, () => {
        nowUse.check(condition, 'segment', reporter);
        checkDecides(condition, 'a segment', tables, reporter);
      });
    }
    for (const nudge of this.#nudges) {
      this.#note(nudge.decl, () => checkNudgePrivacy(nudge, tables, reporter));
    }
  }

  warn(empty: EmptyHistory): void {
    for (const segment of this.#segments) this.#note(segment.decl, () => warnOfSegment(segment, this.#typer));
    for (const nudge of this.#nudges) this.#note(nudge.decl, () => warnOfNudge(nudge, empty, this.#typer));
  }

  #recall(decl: RuleDecl, said: readonly Diagnostic[]): void {
    this.said.set(decl, said);
    this.#typer.reporter.repeat(said);
  }

  #note<T>(decl: RuleDecl, work: () => T): T {
    const { result, said } = this.#typer.reporter.during(work);
    const known = this.said.get(decl);
    this.said.set(decl, known === undefined || known.length === 0 ? said : [...known, ...said]);
    return result;
  }
}

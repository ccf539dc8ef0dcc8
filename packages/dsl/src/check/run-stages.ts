import type { FileTree } from '../syntax/tree.ts';
import { checkEnvironment, linkAllUses } from './check-environment.ts';
import { checkInactive, type SegmentUse } from './clauses/check-segments.ts';
import { components } from './derived/components.ts';
import { findCycles, usedBy } from './derived/cycles.ts';
import { findOversized } from './derived/expansion.ts';
import { NowUse } from './derived/now-use.ts';
import { orderSegments } from './derived/segment-order.ts';
import { compareText } from './derived/text-order.ts';
import { createTyper } from './expressions/create-typer.ts';
import { type Environment, type Memory, type Remembered, tablesWith, whatHolds } from './memory.ts';
import { declareEntries } from './names/declare-entries.ts';
import type { Entry, NamedDecl } from './names/entry.ts';
import { entriesOf } from './names/resolve-path.ts';
import { checkDecides } from './privacy/pii-flow.ts';
import type { Program, SegmentSymbol, TestSymbol } from './program.ts';
import type { Reporter } from './reporter.ts';
import { RuleChecks } from './rule-checks.ts';
import { emptyTables, type Tables } from './tables.ts';
import { checkTests } from './tests/check-tests.ts';
import { judgeEmptyHistory } from './warnings/empty-history.ts';
import { warnOfMetrics } from './warnings/warn.ts';

type Checked = Omit<Program, 'files' | 'trees' | 'diagnostics'>;

export interface Stages {
  readonly checked: Checked;
  readonly memory: Memory;
}

/**
 * The stages in their order; each relies on what those before it have put into the tables. With the memory of an
 * earlier check, rules of which nothing can have changed are not looked at again.
 */
export function runStages(
  trees: readonly FileTree[],
  reporter: Reporter,
  isZone: (name: string) => boolean,
  before?: Remembered,
): Stages {
  const holding = before && whatHolds(trees, before);
  const earlier = holding && before;
  const tables = earlier ? tablesWith(holding, earlier.tables) : emptyTables();
  const typer = createTyper(tables, reporter, isZone);

  // Names first: who is there, and what each file calls them.
  const { scopes, entries: found } = declareEntries(trees, reporter);
  const entries = byModule(found);
  if (earlier) {
    linkAllUses(trees, scopes, typer);
    reporter.repeat(earlier.environment.said);
  }
  const environment = earlier?.environment ?? checkEnvironment(trees, scopes, entries, typer);
  refuseUnbuilt(trees, reporter);

  const rules = new RuleChecks(typer);
  rules.declare(entries, holding?.rules ?? new Set(), earlier);
  const unreadable = findUnreadable(entries, tables, reporter);
  const nowUse = new NowUse(tables, unreadable);
  for (const { decl } of tables.metrics.values()) {
    nowUse.check(decl.value, 'metric', reporter);
    checkDecides(decl.value, 'a metric', tables, reporter);
  }
  rules.follow(nowUse);

  const tests = checkTests(trees, scopes, typer);
  checkInactive([...tables.segments.values()], segmentUses(entries, tests, tables), reporter);
  const segments = orderSegments([...tables.segments.values()], tables);
  warnOfMetrics(unreadable, typer);
  rules.warn(judgeEmptyHistory(segments, unreadable, tables));

  return {
    checked: programOf(entries, environment, segments, tests, tables),
    memory: { trees, tables, environment, said: rules.said },
  };
}

function programOf(
  entries: readonly Entry[],
  { settings, sources }: Environment,
  segments: readonly SegmentSymbol[],
  tests: readonly TestSymbol[],
  tables: Tables,
): Checked {
  return {
    events: [...tables.events.values()],
    userFields: [...tables.userFields.values()],
    channels: [...tables.channels.values()].map((decl) => ({
      name: decl.name.text,
      piiAllowed: decl.piiAllowed,
      decl,
    })),
    purposes: [...tables.purposes.values()].map((decl) => ({ name: decl.name.text, decl })),
    settings,
    sources,
    consts: entriesOf('const', entries).flatMap(({ decl }) => tables.consts.get(decl) ?? []),
    fns: entriesOf('fn', entries).flatMap(({ decl }) => tables.fns.get(decl) ?? []),
    metrics: entriesOf('metric', entries).flatMap(({ decl }) => tables.metrics.get(decl) ?? []),
    segments,
    nudges: [...tables.nudges.values()],
    templates: [...tables.templates.values()],
    tests,
    types: tables.types,
    refs: tables.refs,
    aggregates: tables.aggregates,
    testRefs: tables.testRefs,
    constants: tables.constants,
  };
}

/** Declarations that refer to themselves, or grow too large when they are written out. */
function findUnreadable(
  entries: readonly Entry[],
  tables: Tables,
  reporter: Reporter,
): ReadonlySet<NamedDecl> {
  const readable = entries.filter((entry) => !entry.opaque);
  // Each group stands behind what it uses.
  const groups = components(readable, usedBy(readable, tables));
  const unreadable = new Set(findCycles(readable, groups, tables, reporter));
  for (const decl of findOversized(groups.flat(), unreadable, tables, reporter)) unreadable.add(decl);
  return unreadable;
}

/** By module, then as given: so the order of a program's lists does not hang on which file is read first. */
function byModule(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => compareText(a.module, b.module));
}

function refuseUnbuilt(trees: readonly FileTree[], reporter: Reporter): void {
  for (const decl of trees.flatMap((tree) => tree.declarations)) {
    if (decl.kind !== 'unbuiltDecl') continue;
    const start = decl.span.start;
    const span = decl.name?.span ?? {
      ...decl.span,
      end: Math.min(decl.span.end, start + decl.keyword.length),
    };
    reporter.report('N9001', span, `\`${decl.keyword}\` is not built yet`, { help: 'leave it out for now' });
  }
}

function segmentUses(entries: readonly Entry[], tests: readonly TestSymbol[], tables: Tables): SegmentUse[] {
  const uses: SegmentUse[] = [];
  for (const { decl, name, opaque } of entries) {
    if (opaque || decl.kind === 'unbuiltDecl') continue;
    for (const [target, span] of tables.uses.get(decl) ?? []) {
      if (target.kind === 'segment')
        uses.push({ segment: target, user: `\`${name}\``, span, message: 'used here' });
    }
  }
  for (const { decl } of tests) {
    for (const step of decl.steps) {
      if (step.kind !== 'expect' || step.expectation.kind !== 'member') continue;
      const { segment } = step.expectation;
      const symbol = tables.testRefs.get(segment);
      if (symbol === undefined || typeof symbol === 'string' || symbol.kind !== 'segment') continue;
      uses.push({ segment: symbol.decl, user: 'a test', span: segment.span, message: 'used here' });
    }
  }
  return uses;
}

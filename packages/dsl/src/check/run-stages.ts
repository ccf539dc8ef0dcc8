import type { FileTree, TestDecl } from '../syntax/tree.ts';
import { checkNudge } from './clauses/check-nudge.ts';
import { checkInactive, checkSegment, declareSegment, type SegmentUse } from './clauses/check-segments.ts';
import { checkSource } from './clauses/check-source.ts';
import { declareProject, declareUser, readSettings } from './clauses/declare-project.ts';
import { declareTemplate } from './clauses/declare-template.ts';
import { declareConst, declareFn, declareMetric } from './clauses/declare-values.ts';
import { inDependencyOrder } from './clauses/in-dependency-order.ts';
import { components } from './derived/components.ts';
import { findCycles } from './derived/cycles.ts';
import { findOversized } from './derived/expansion.ts';
import { NowUse } from './derived/now-use.ts';
import { orderSegments } from './derived/segment-order.ts';
import { compareText } from './derived/text-order.ts';
import { createTyper } from './expressions/create-typer.ts';
import type { Typer } from './expressions/typer.ts';
import { declareEntries } from './names/declare-entries.ts';
import type { Entry, EntryKind, FileScope } from './names/entry.ts';
import { linkUses } from './names/link-uses.ts';
import { isOfKind, type Resolved } from './names/resolve-path.ts';
import { checkDecides, checkSent } from './privacy/pii-flow.ts';
import type { Program, SourceSymbol, TestSymbol } from './program.ts';
import type { Reporter } from './reporter.ts';
import { emptyTables, type Tables } from './tables.ts';
import { checkTest } from './tests/check-test.ts';
import { declareEvent } from './types/declare-events.ts';
import { checkWireNames } from './types/wire-names.ts';
import { warn } from './warnings/warn.ts';

type Checked = Omit<Program, 'files' | 'trees' | 'diagnostics'>;

/** The stages in their order; each relies on what those before it have put into the tables. */
export function runStages(
  trees: readonly FileTree[],
  reporter: Reporter,
  isZone: (name: string) => boolean,
): Checked {
  const tables = emptyTables();
  const typer = createTyper(tables, reporter, isZone);

  // Names first: who is there, and what each file calls them.
  const { scopes, entries: found } = declareEntries(trees, reporter);
  const project = declareProject(trees, scopes, tables, reporter);
  linkAllUses(trees, scopes, tables, reporter);
  const entries = byModule(found);
  const of = <K extends EntryKind>(kind: K): Resolved<K>[] =>
    entries.filter((entry): entry is Resolved<K> => isOfKind(entry, kind) && !entry.opaque);
  refuseUnbuilt(trees, reporter);

  // Types of what is declared; constants and functions need nothing else, defaults need constants.
  for (const entry of of('event')) tables.events.set(entry.decl, declareEvent(entry, reporter));
  checkWireNames([...tables.events.values()], reporter);
  declareValues([...of('const'), ...of('fn')], typer);
  if (project.user !== undefined) declareUser(project.user, typer);
  const settings = readSettings(project.settings, typer);
  for (const entry of of('template')) tables.templates.set(entry.decl, declareTemplate(entry, reporter));

  // Rules: metrics in the order in which they use each other; segments may name each other in any order.
  declareValues(of('metric'), typer);
  for (const entry of of('segment')) {
    const symbol = declareSegment(entry, typer);
    if (symbol !== undefined) tables.segments.set(entry.decl, symbol);
  }
  for (const entry of of('segment')) {
    const symbol = tables.segments.get(entry.decl);
    if (symbol !== undefined) checkSegment(symbol, entry, typer);
  }
  for (const entry of of('nudge')) {
    const symbol = checkNudge(entry, typer);
    if (symbol !== undefined) tables.nudges.set(entry.decl, symbol);
  }

  // What follows from the references that were found.
  const rules = entries.filter((entry) => !entry.opaque);
  const unreadable = new Set(findCycles(rules, tables, reporter));
  for (const decl of findOversized(behindTheirUses(rules, tables), unreadable, tables, reporter))
    unreadable.add(decl);
  checkNow(tables, new NowUse(tables, unreadable), reporter);
  checkPrivacy(tables, reporter);

  const sources = of('source').flatMap((entry): SourceSymbol | [] => checkSource(entry, typer) ?? []);
  const tests = checkTests(trees, scopes, typer);
  checkInactive([...tables.segments.values()], segmentUses(rules, tests, tables), reporter);
  warn(unreadable, typer);

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
    consts: of('const').flatMap(({ decl }) => tables.consts.get(decl) ?? []),
    fns: of('fn').flatMap(({ decl }) => tables.fns.get(decl) ?? []),
    metrics: of('metric').flatMap(({ decl }) => tables.metrics.get(decl) ?? []),
    segments: orderSegments([...tables.segments.values()], tables),
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

function linkAllUses(
  trees: readonly FileTree[],
  scopes: readonly FileScope[],
  tables: Tables,
  reporter: Reporter,
): void {
  const names = { purposes: new Set(tables.purposes.keys()), channels: new Set(tables.channels.keys()) };
  trees.forEach((tree, i) => {
    const scope = scopes[i];
    if (scope !== undefined) linkUses(tree, scope, names, reporter);
  });
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

function declareValues(
  entries: readonly (Resolved<'const'> | Resolved<'fn'> | Resolved<'metric'>)[],
  typer: Typer,
): void {
  const { tables } = typer;
  inDependencyOrder(entries, typer, (entry) => {
    if (isOfKind(entry, 'const')) tables.consts.set(entry.decl, declareConst(entry, typer));
    else if (isOfKind(entry, 'fn')) tables.fns.set(entry.decl, declareFn(entry, typer));
    else if (isOfKind(entry, 'metric')) tables.metrics.set(entry.decl, declareMetric(entry, typer));
  });
}

function behindTheirUses(entries: readonly Entry[], tables: Tables): Entry[] {
  const byDecl = new Map(entries.map((entry) => [entry.decl, entry]));
  return components(entries, (entry) =>
    entry.decl.kind === 'unbuiltDecl'
      ? []
      : [...(tables.uses.get(entry.decl)?.keys() ?? [])].flatMap((decl) => byDecl.get(decl) ?? []),
  ).flat();
}

function checkNow(tables: Tables, nowUse: NowUse, reporter: Reporter): void {
  for (const { decl } of tables.metrics.values()) nowUse.check(decl.value, 'metric', reporter);
  for (const { condition } of tables.segments.values()) nowUse.check(condition, 'segment', reporter);
}

function checkPrivacy(tables: Tables, reporter: Reporter): void {
  for (const { decl } of tables.metrics.values()) checkDecides(decl.value, 'a metric', tables, reporter);
  for (const { condition } of tables.segments.values())
    checkDecides(condition, 'a segment', tables, reporter);
  for (const nudge of tables.nudges.values()) {
    const { trigger, when } = nudge;
    const wheres =
      trigger.kind === 'onUnless'
        ? [trigger.where, trigger.unlessWhere]
        : trigger.kind === 'onEvent'
          ? [trigger.where]
          : [];
    for (const where of wheres) if (where !== undefined) checkDecides(where, 'a `where`', tables, reporter);
    if (when !== undefined) checkDecides(when, '`when`', tables, reporter);
    checkSent(nudge, tables, reporter);
  }
}

function checkTests(trees: readonly FileTree[], scopes: readonly FileScope[], typer: Typer): TestSymbol[] {
  const tests: TestSymbol[] = [];
  const titles = new Map<string, TestDecl>();
  trees.forEach((tree, i) => {
    const scope = scopes[i];
    if (scope === undefined) return;
    for (const decl of tree.declarations) {
      if (decl.kind !== 'test') continue;
      const module = scope.module.name;
      checkTitle(decl, `${module} ${decl.title.value}`, titles, typer.reporter);
      if (decl.broken === true) continue;
      checkTest(decl, scope, typer);
      tests.push({ kind: 'test', title: decl.title.value, module, decl });
    }
  });
  return tests.sort((a, b) => compareText(a.module, b.module));
}

function checkTitle(decl: TestDecl, key: string, titles: Map<string, TestDecl>, reporter: Reporter): void {
  const first = titles.get(key);
  if (first === undefined) titles.set(key, decl);
  else {
    reporter.report('N6004', decl.title.span, 'there is another test of this title', {
      help: 'say in the title what is different here',
      related: [{ span: first.title.span, message: 'the other test' }],
    });
  }
}

function segmentUses(entries: readonly Entry[], tests: readonly TestSymbol[], tables: Tables): SegmentUse[] {
  const uses: SegmentUse[] = [];
  for (const { decl, name } of entries) {
    if (decl.kind === 'unbuiltDecl') continue;
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

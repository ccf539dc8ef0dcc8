import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Declaration, FileTree, NudgeDecl, SegmentDecl } from '../syntax/tree.ts';
import type { Program, SourceSymbol } from './program.ts';
import type { Tables } from './tables.ts';

/** What most edits are made in: nothing but segments, nudges and tests can refer to these. */
export type RuleDecl = SegmentDecl | NudgeDecl;

/** What the stages before the rules found: of all that rules refer to, and which refers to no rule itself. */
export interface Environment {
  readonly settings: Program['settings'];
  readonly sources: readonly SourceSymbol[];
  readonly said: readonly Diagnostic[];
}

/** What a check leaves for the next one of the same project. */
export interface Memory {
  readonly trees: readonly FileTree[];
  readonly tables: Tables;
  readonly environment: Environment;
  /** By rule, what was said of it alone. */
  readonly said: ReadonlyMap<RuleDecl, readonly Diagnostic[]>;
}

/** A memory, and where it may be wrong about places. */
export interface Remembered extends Memory {
  /** Files in which declarations that are what they were have moved. */
  readonly moved: ReadonlySet<string>;
}

/** What of an earlier check can be gone on with. */
export interface Holding {
  /** Rules whose findings still hold. */
  readonly rules: ReadonlySet<RuleDecl>;
  /** Declarations of the earlier check that are not there any more, or must be looked at again. */
  readonly stale: ReadonlySet<Declaration>;
}

/**
 * A rule holds if only rules and tests were edited since, none got another name or place in its file, and what the rule
 * refers to, however far, is what it was. Nothing if all must be checked anew.
 */
export function whatHolds(trees: readonly FileTree[], before: Remembered): Holding | undefined {
  const gone = goneFrom(trees, before.trees);
  if (gone === undefined) return undefined;
  // What was said may point to where something stood.
  if (isOfFiles(before.environment.said, before.moved)) return undefined;
  const stale = new Set(gone);
  for (const [decl, said] of before.said) if (isOfFiles(said, before.moved)) stale.add(decl);
  // Tests may look at any rule, and are always checked again.
  for (const { declarations } of before.trees) {
    for (const decl of declarations) if (decl.kind === 'test') stale.add(decl);
  }
  spread(stale, before.tables.uses);
  return { rules: new Set([...before.said.keys()].filter((decl) => !stale.has(decl))), stale };
}

/** The rules and tests that are not there any more as they were. Nothing if anything else has changed. */
function goneFrom(trees: readonly FileTree[], before: readonly FileTree[]): Declaration[] | undefined {
  if (trees.length !== before.length) return undefined;
  const gone: Declaration[] = [];
  for (const [i, tree] of trees.entries()) {
    const old = before[i];
    if (old === undefined) return undefined;
    if (old === tree) continue;
    if (old.path !== tree.path || old.module !== tree.module) return undefined;
    if (!same(old.uses, tree.uses) || old.declarations.length !== tree.declarations.length) return undefined;
    for (const [j, decl] of tree.declarations.entries()) {
      const was = old.declarations[j];
      if (was === decl) continue;
      if (was === undefined || !isAlike(was, decl)) return undefined;
      gone.push(was);
    }
  }
  return gone;
}

function isOfFiles(said: readonly Diagnostic[], files: ReadonlySet<string>): boolean {
  return said.some(
    ({ span, related }) =>
      files.has(span.file) || related?.some((other) => files.has(other.span.file)) === true,
  );
}

function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

/** Whether one may take the other's place without a change of what any name refers to. */
function isAlike(was: Declaration, decl: Declaration): boolean {
  if (was.kind === 'test') return decl.kind === 'test';
  if (!isRule(was) || was.kind !== decl.kind) return false;
  return was.name.text === decl.name.text && was.broken !== true && decl.broken !== true;
}

function isRule(decl: Declaration): decl is RuleDecl {
  return decl.kind === 'segment' || decl.kind === 'nudge';
}

/** Adds to some rules those that refer to them, and so on. */
function spread(stale: Set<Declaration>, uses: Tables['uses']): void {
  const users = new Map<Declaration, RuleDecl[]>();
  for (const [user, used] of uses) {
    if (!isRule(user)) continue;
    for (const decl of used.keys()) {
      const known = users.get(decl);
      if (known === undefined) users.set(decl, [user]);
      else known.push(user);
    }
  }
  // A set may grow while it is gone through.
  for (const decl of stale) for (const user of users.get(decl) ?? []) stale.add(user);
}

/** Tables to go on with: all of the earlier ones but what is about rules that do not hold. */
export function tablesWith({ rules, stale }: Holding, before: Tables): Tables {
  for (const decl of stale) forget(decl, before);
  const uses: Tables['uses'] = new Map();
  for (const [decl, used] of before.uses) if (!isRule(decl) || rules.has(decl)) uses.set(decl, used);
  return { ...before, uses, segments: new Map(), nudges: new Map() };
}

/** Tables about nodes are not copied, so what they hold of trees that are no more would stay for ever. */
function forget(node: object, tables: Tables): void {
  const { types, refs, aggregates, testRefs, constants } = tables;
  if ('kind' in node) {
    for (const table of [types, refs, aggregates, testRefs, constants] as readonly Map<unknown, unknown>[])
      table.delete(node);
  }
  for (const part of Object.values(node) as readonly unknown[]) {
    if (typeof part === 'object' && part !== null) forget(part, tables);
  }
}

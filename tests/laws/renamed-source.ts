import type { Path, Program, SegmentSymbol } from '@nudge/dsl';

/** The text of the rules with segments under other names, wherever they are declared or meant. */
export function renameSegments(
  program: Program,
  text: string,
  nameOf: ReadonlyMap<SegmentSymbol, string>,
): string {
  const edits = new Edits();
  const rename = (path: Path, symbol: SegmentSymbol): void => {
    edits.replaceLast(path, nameOf.get(symbol) ?? symbol.name);
  };
  for (const symbol of program.segments) {
    edits.replace(symbol.decl.name.span, nameOf.get(symbol) ?? symbol.name);
  }
  for (const [path, ref] of program.refs) if (ref.kind === 'segment') rename(path, ref.symbol);
  for (const [path, symbol] of program.testRefs) {
    if (typeof symbol === 'object' && symbol.kind === 'segment') rename(path, symbol);
  }
  for (const { trigger, decl } of program.nudges) {
    if (trigger.kind !== 'onEnter' && trigger.kind !== 'onExit') continue;
    for (const clause of decl.clauses) {
      if (clause.kind === 'onEnter' || clause.kind === 'onExit') rename(clause.segment, trigger.segment);
    }
  }
  return edits.apply(text);
}

/** The text with rules that speak of an event's tenant where they spoke of its user: both are ids. */
export function speakOfTenants(program: Program, text: string): string {
  const edits = new Edits();
  for (const [path, ref] of program.refs) {
    if ((ref.kind === 'rowField' || ref.kind === 'triggerField') && ref.field === 'user') {
      edits.replaceLast(path, 'tenant');
    }
  }
  for (const [expr, { field }] of program.aggregates) {
    if (field === 'user' && expr.kind === 'aggregate') edits.replaceLast(expr.target, 'tenant');
  }
  return edits.apply(text);
}

class Edits {
  private readonly byStart = new Map<number, { readonly end: number; readonly name: string }>();

  replace({ start, end }: Path['span'], name: string): void {
    this.byStart.set(start, { end, name });
  }

  replaceLast({ parts }: Path, name: string): void {
    const last = parts.at(-1);
    if (last !== undefined) this.replace(last.span, name);
  }

  apply(text: string): string {
    let result = '';
    let at = 0;
    for (const [start, { end, name }] of [...this.byStart].sort(([a], [b]) => a - b)) {
      result += text.slice(at, start) + name;
      at = end;
    }
    return result + text.slice(at);
  }
}

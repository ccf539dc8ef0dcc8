import type { Comment, Expectation, TestDecl, TestStep } from '../syntax/tree.ts';
import { type Attached, attachComments } from './attach-comments.ts';
import { expressionText, pathText } from './expression-text.ts';
import {
  commentLines,
  endOf,
  hasBlankLine,
  indent,
  movedLines,
  startOf,
  trail,
  withTrailing,
} from './lines.ts';
import { type FormatContext, initLines, verbatim } from './shapes.ts';

/**
 * A test reads as a table of time: `after 59m` stands in a column of its own, and what happens then beside it.
 */
export function testLines(
  context: FormatContext,
  decl: TestDecl,
  inner: readonly Comment[],
): readonly string[] {
  const { text, source } = context;
  const header = `test ${source(decl.title)}`;
  if (decl.steps.length === 0 && inner.length === 0) return [`${header} {}`];
  const attached = attachComments(text, decl.steps, inner);
  const column = Math.max(0, ...decl.steps.map((step) => afterText(context, step)?.length ?? 0)) + 2;
  const lines: string[] = [];
  let before: Attached<TestStep> | null = null;
  let beside = false;
  let open: string | null = null;
  const push = (stepLines: readonly string[]): void => {
    const margin = ' '.repeat(beside ? column : 0);
    stepLines.forEach((line, i) => {
      if (i === 0 && open !== null && !line.startsWith('//')) {
        lines.push(`${open.padEnd(column)}${line}`);
        open = null;
        return;
      }
      if (open !== null) {
        lines.push(open);
        open = null;
      }
      lines.push(line === '' ? '' : `${margin}${line}`);
    });
  };
  for (const part of attached.parts) {
    const after = afterText(context, part.node);
    const starts = after !== null || part.node.kind === 'at' || part.node.kind === 'given';
    if (starts) {
      if (open !== null) lines.push(open);
      open = null;
      beside = false;
    }
    if (before !== null && starts && hasBlankLine(text, endOf(before), startOf(part))) lines.push('');
    const above = [...commentLines(text, part.leading, null), ...movedLines(text, part.inner)];
    if (after === null) {
      push([...above, ...trail(stepLines(context, part.node), part.trailing)]);
    } else {
      push(above);
      if (part.trailing.length > 0) lines.push(withTrailing(after, part.trailing));
      else open = after;
      beside = true;
    }
    before = part;
  }
  if (open !== null) lines.push(open);
  lines.push(...commentLines(text, attached.dangling, null));
  return [withTrailing(`${header} {`, attached.header), ...indent(lines), '}'];
}

function afterText({ source }: FormatContext, step: TestStep): string | null {
  return step.kind === 'after' ? `after ${expressionText(step.duration, source)}` : null;
}

function stepLines(context: FormatContext, step: TestStep): readonly string[] {
  const { source } = context;
  switch (step.kind) {
    case 'given': {
      const consents = step.consents.length === 0 ? '' : ` consents ${step.consents.map(source).join(', ')}`;
      const lines = initLines(context, `given ${source(step.user)}`, step.fields, false);
      return [...lines.slice(0, -1), `${lines[lines.length - 1]}${consents}`];
    }
    case 'at':
      return [`at ${expressionText(step.instant, source)}`];
    case 'after':
      return [`after ${expressionText(step.duration, source)}`];
    case 'happens':
      return initLines(context, `${source(step.user)} ${pathText(step.event, source)}`, step.fields, false);
    case 'expect':
      return expectationLines(context, step.expectation);
  }
}

function expectationLines(context: FormatContext, expectation: Expectation): readonly string[] {
  const { source } = context;
  switch (expectation.kind) {
    case 'nudge': {
      const on = expectation.channel === undefined ? '' : ` on ${source(expectation.channel)}`;
      const head = `expect nudge ${pathText(expectation.nudge, source)} to ${source(expectation.user)}${on}`;
      return initLines(context, head, expectation.content, false);
    }
    case 'noNudge':
      return [`expect no nudge to ${source(expectation.user)}`];
    case 'suppressed': {
      const nudge = pathText(expectation.nudge, source);
      return [`expect ${nudge} to ${source(expectation.user)} suppressed by ${source(expectation.reason)}`];
    }
    case 'member': {
      const not = expectation.negated ? 'not ' : '';
      return [`expect ${source(expectation.user)} ${not}in ${pathText(expectation.segment, source)}`];
    }
    case 'metric': {
      const value =
        expectation.value === undefined ? 'is missing' : `= ${expressionText(expectation.value, source)}`;
      const metric = pathText(expectation.metric, source);
      return [`expect metric ${metric} of ${source(expectation.user)} ${value}`];
    }
    case 'unbuilt':
      return verbatim(context, expectation.span).map((line, i) => (i === 0 ? `expect ${line}` : line));
  }
}

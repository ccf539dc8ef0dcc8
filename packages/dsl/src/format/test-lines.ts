import type { Comment, Expectation, FieldInit, TestDecl, TestStep } from '../syntax/tree.ts';
import { type Attached, attachComments } from './attach-comments.ts';
import type { Doc } from './doc.ts';
import { expressionDoc, initsDoc, pathText, unbuiltText } from './expression-doc.ts';
import { layoutDoc } from './layout-doc.ts';
import {
  append,
  commentLines,
  endOf,
  hasBlankLine,
  indent,
  movedLines,
  startOf,
  trail,
  withTrailing,
} from './lines.ts';
import { Sentence } from './sentence.ts';
import { type FormatContext, sentence } from './shapes.ts';

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
  const afters = decl.steps.map((step) => afterText(context, step)?.length ?? 0);
  const column = afters.reduce((most, length) => Math.max(most, length), 0) + 2;
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
    const above = commentLines(text, part.leading, null);
    if (after === null) {
      const printed = stepLines(context, part.node, part.inner, 2 + (beside ? column : 0));
      push([...above, ...trail(printed, part.trailing)]);
    } else {
      push([...above, ...movedLines(text, part.inner)]);
      if (part.trailing.length > 0) lines.push(withTrailing(after, part.trailing));
      else open = after;
      beside = true;
    }
    before = part;
  }
  if (open !== null) lines.push(open);
  append(lines, commentLines(text, attached.dangling, null));
  return [withTrailing(`${header} {`, attached.header), ...indent(lines), '}'];
}

/** `after 59m` is always one line: it is the head of a column. */
function afterText({ text }: FormatContext, step: TestStep): string | null {
  if (step.kind !== 'after') return null;
  const [duration = ''] = layoutDoc(
    expressionDoc(new Sentence(text, []), step.duration),
    Number.POSITIVE_INFINITY,
  );
  return `after ${duration}`;
}

function stepLines(
  context: FormatContext,
  step: TestStep,
  inner: readonly Comment[],
  indentation: number,
): readonly string[] {
  return sentence(context, inner, indentation, (s) => stepDoc(s, step));
}

function stepDoc(s: Sentence, step: TestStep): Doc {
  switch (step.kind) {
    case 'given': {
      const { user, fields, consents, span } = step;
      const end = consents[0]?.span.start ?? span.end;
      const names = consents.map((name) => s.source(name)).join(', ');
      const given = `given ${s.source(user)}`;
      return [given, optionalInits(s, fields, user.span.end, end), names === '' ? '' : ` consents ${names}`];
    }
    case 'at':
      return ['at ', expressionDoc(s, step.instant)];
    case 'after':
      return ['after ', expressionDoc(s, step.duration)];
    case 'happens': {
      const { user, event, fields, span } = step;
      return [`${s.source(user)} ${pathText(s, event)}`, optionalInits(s, fields, event.span.end, span.end)];
    }
    case 'expect':
      return ['expect ', expectationDoc(s, step.expectation)];
  }
}

function expectationDoc(s: Sentence, expectation: Expectation): Doc {
  switch (expectation.kind) {
    case 'nudge': {
      const { nudge, user, channel, content, span } = expectation;
      const on = channel === undefined ? '' : ` on ${s.source(channel)}`;
      const head = `nudge ${pathText(s, nudge)} to ${s.source(user)}${on}`;
      return [head, optionalInits(s, content, (channel ?? user).span.end, span.end)];
    }
    case 'noNudge':
      return `no nudge to ${s.source(expectation.user)}`;
    case 'suppressed': {
      const { nudge, user, reason } = expectation;
      return `${pathText(s, nudge)} to ${s.source(user)} suppressed by ${s.source(reason)}`;
    }
    case 'member': {
      const { user, negated, segment } = expectation;
      return `${s.source(user)} ${negated ? 'not ' : ''}in ${pathText(s, segment)}`;
    }
    case 'metric': {
      const { metric, user, value } = expectation;
      const equals = value === undefined ? 'is missing' : ['= ', expressionDoc(s, value)];
      return [`metric ${pathText(s, metric)} of ${s.source(user)} `, equals];
    }
    case 'unbuilt':
      return unbuiltText(s, expectation);
  }
}

/** In a test what has no fields has no braces. */
function optionalInits(s: Sentence, inits: readonly FieldInit[], from: number, to: number): Doc {
  return inits.length === 0 ? '' : [' ', initsDoc(s, inits, from, to)];
}

import type { Related } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../syntax/span.ts';
import type { Expr } from '../../syntax/tree.ts';
import { childrenOf } from '../expressions/children.ts';
import { pathText } from '../names/resolve-path.ts';
import type { FieldSymbol, NudgeSymbol } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import type { Tables } from '../tables.ts';

/** One way of a personal value: where it is read, and what it goes through from there outwards. */
interface Flow {
  readonly field: FieldSymbol;
  /** As the author reads it: `user.first_name`. */
  readonly text: string;
  readonly span: Span;
  readonly through: readonly Related[];
  /** It is compared with something in a `where`, and so decides instead of being shown. */
  readonly decides: boolean;
}

/** Every personal value that an expression reads. Functions see only their arguments, so these are all there are. */
function* flowsIn(root: Expr, tables: Tables): Generator<Flow> {
  interface Visit {
    readonly expr: Expr;
    readonly through: readonly Related[];
    readonly decides: boolean;
  }
  const stack: Visit[] = [{ expr: root, through: [], decides: false }];
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    const { expr, through, decides } = visit;
    const field = fieldRead(expr, tables);
    if (field?.pii === true && (expr.kind === 'ref' || expr.kind === 'aggregate')) {
      const path = expr.kind === 'ref' ? expr.path : expr.target;
      yield { field, text: pathText(path), span: path.span, through, decides };
    }
    const callee = expr.kind === 'call' ? tables.refs.get(expr.callee) : undefined;
    const inside =
      expr.kind === 'call' && callee?.kind === 'fn'
        ? [{ span: expr.callee.span, message: `goes through \`${callee.symbol.name}\`` }, ...through]
        : through;
    const isFilter = expr.kind === 'aggregate' || expr.kind === 'did';
    const children = childrenOf(expr);
    for (let i = children.length - 1; i >= 0; i--) {
      stack.push({ expr: children[i] as Expr, through: inside, decides: decides || isFilter });
    }
  }
}

function fieldRead(expr: Expr, tables: Tables): FieldSymbol | undefined {
  if (expr.kind === 'aggregate') {
    const field = tables.aggregates.get(expr)?.field;
    return typeof field === 'string' ? undefined : field;
  }
  if (expr.kind !== 'ref') return undefined;
  const ref = tables.refs.get(expr.path);
  switch (ref?.kind) {
    case 'userField':
      return ref.field;
    case 'rowField':
    case 'triggerField':
      return typeof ref.field === 'string' ? undefined : ref.field;
    case 'const':
    case 'param':
    case 'metric':
    case 'segment':
    case 'enumMember':
    case 'fn':
    case 'builtin':
    case undefined:
      return undefined;
    default: {
      const never: never = ref;
      return never;
    }
  }
}

function declared(flow: Flow): Related {
  return { span: flow.field.decl.span, message: `\`${flow.field.name}\` is declared \`@pii\` here` };
}

/** A rule that decides by a personal value would make it visible in who is in a segment or gets a message. */
export function checkDecides(root: Expr, place: string, tables: Tables, reporter: Reporter): void {
  for (const flow of flowsIn(root, tables)) reportDecides(flow, place, reporter);
}

function reportDecides(flow: Flow, place: string, reporter: Reporter): void {
  reporter.report('N5005', flow.span, `\`${flow.text}\` is personal, so ${place} cannot look at it`, {
    help: 'a `@pii` value may only be sent in a message; decide by another field, or keep a field without it, such as `has_email: bool`',
    related: [declared(flow), ...flow.through],
  });
}

export function checkNudgePrivacy(nudge: NudgeSymbol, tables: Tables, reporter: Reporter): void {
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

/** Personal values may be sent only under a consent, and only on channels that allow it. */
function checkSent(nudge: NudgeSymbol, tables: Tables, reporter: Reporter): void {
  const closed = nudge.channels.filter((name) => tables.channels.get(name)?.piiAllowed === false);
  nudge.args.forEach((arg, i) => {
    const param = nudge.template.params[i];
    if (param === undefined) return;
    const into = {
      span: param.decl.span,
      message: `becomes \`${param.name}\` of \`${nudge.template.name}\``,
    };
    for (const flow of flowsIn(arg, tables)) {
      if (flow.decides) {
        reportDecides(flow, 'a `where`', reporter);
      } else if (nudge.purpose === undefined) {
        const clause = nudge.decl.clauses.find((each) => each.kind === 'transactional');
        reporter.report(
          'N5004',
          flow.span,
          `\`${flow.text}\` is personal, but \`${nudge.name}\` asks for no consent`,
          {
            help: 'send it under a consent, `consent` and a purpose, or take the value out',
            related: [
              declared(flow),
              ...flow.through,
              into,
              ...(clause === undefined ? [] : [{ span: clause.span, message: 'sent without a consent' }]),
            ],
          },
        );
      } else if (closed.length > 0) {
        reportChannels(flow, closed, into, nudge, tables, reporter);
      }
    }
  });
}

function reportChannels(
  flow: Flow,
  closed: readonly string[],
  into: Related,
  nudge: NudgeSymbol,
  tables: Tables,
  reporter: Reporter,
): void {
  const names = closed.map((name) => `\`${name}\``).join(' and ');
  const related: Related[] = closed.flatMap((name) => {
    const decl = tables.channels.get(name);
    return decl === undefined
      ? []
      : [{ span: decl.name.span, message: `\`${name}\` does not declare \`pii allowed\`` }];
  });
  reporter.report(
    'N5003',
    flow.span,
    `\`${flow.text}\` is personal, but \`${nudge.name}\` goes out on ${names}`,
    {
      help: `leave ${names} out of this nudge, take the value out, or declare \`channel ${closed[0]} { pii allowed }\` if it may carry personal values`,
      related: [declared(flow), ...flow.through, into, ...related],
    },
  );
}

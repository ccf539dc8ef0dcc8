import type { IOrAlt, IToken, ParserMethod } from 'chevrotain';
import { aggregateWords } from '../syntax/keywords.ts';
import type { AggregateFunction, DidExpr, Expr, Literal, Name, Path, Window } from '../syntax/tree.ts';
import { GrammarBase } from './grammar-base.ts';
import { numberOf } from './literals.ts';
import { type BinaryOperator, buildChain, type OperatorUse } from './operators.ts';
import * as t from './tokens.ts';
import { kw } from './tokens.ts';

const anExpression = 'an expression';
/** What windows, clauses and clocks want. */
export const aDuration: string = 'a duration (such as `24h`)';

/** One argument of a call, with the `where` that only an aggregate may have. */
interface Argument {
  readonly value: Expr;
  readonly where?: Expr | undefined;
}

/** What an operator's token stands for; the lexer has noted it where the author wrote one of another language. */
export function operatorOf<T extends string>(token: IToken): T {
  return (token.payload ?? token.image) as T;
}

/** Values: what stands on either side of a comparison, down to names, literals, calls and aggregates. */
export abstract class ValueGrammar extends GrammarBase {
  protected abstract readonly condition: ParserMethod<[], Expr>;

  /** What is compared: values joined by `* / div mod + - ??`. */
  protected readonly value: ParserMethod<[what?: string], Expr> = this.RULE(
    'value',
    (what?: string): Expr => {
      const operands: Expr[] = [];
      const operators: OperatorUse[] = [];
      operands.push(this.SUBRULE(this.operand, { ARGS: [what ?? anExpression] }));
      this.MANY({
        // Behind a default value the next field may be called `div` or `mod`.
        GATE: () => this.LA(2).tokenType !== t.Colon,
        DEF: () => {
          const operator = this.CONSUME(t.ValueOperator);
          operators.push({ operator: operatorOf<BinaryOperator>(operator) });
          operands.push(this.SUBRULE2(this.operand));
        },
      });
      return this.ACTION(() => buildChain(operands, operators, this.depths));
    },
  );

  // Made once and not at each turn, as are other alternatives that most of what is parsed passes through.
  readonly #operands: IOrAlt<Expr>[] = [
    { ALT: () => this.SUBRULE(this.literal) },
    {
      ALT: () => {
        const token = this.CONSUME(kw('now'));
        return { kind: 'now', span: this.spanOf(token) };
      },
    },
    { ALT: () => this.SUBRULE(this.list) },
    {
      // Not a rule of its own: parentheses nest most, and each rule on the way costs stack.
      ALT: () => {
        const open = this.CONSUME(t.LParen);
        const nested = this.SUBRULE(this.condition);
        this.CONSUME(t.RParen, { ERR_MSG: 'an operator or `)`' });
        return this.ACTION(() =>
          this.depths.note({ kind: 'paren', inner: nested, span: this.spanFrom(open) }, nested),
        );
      },
    },
    { ALT: () => this.SUBRULE(this.did) },
    { ALT: () => this.SUBRULE(this.reference) },
  ];

  protected readonly operand: ParserMethod<[what?: string], Expr> = this.RULE(
    'operand',
    (what?: string): Expr => {
      const signs: IToken[] = [];
      // Everything that can hold itself holds itself as an operand.
      this.ACTION(() => this.enter());
      this.MANY(() => {
        signs.push(this.CONSUME(t.Minus));
      });
      const inner = this.choose<Expr>({
        ERR_MSG: what ?? anExpression,
        DEF: this.#operands,
      });
      return this.ACTION(() => {
        this.leave();
        return this.prefixed('negate', signs, inner);
      });
    },
  );

  protected readonly list: ParserMethod<[], Expr> = this.RULE('list', (): Expr => {
    const items: Expr[] = [];
    const open = this.CONSUME(t.LSquare);
    this.commaList(t.RSquare, { item: 'a value', behind: 'an operator, `,`' }, 'values', () => {
      items.push(this.SUBRULE(this.condition));
    });
    return this.ACTION(() => this.depths.noteAll({ kind: 'list', items, span: this.spanFrom(open) }, items));
  });

  readonly #literals: IOrAlt<Literal>[] = [
    {
      ALT: () => {
        const token = this.CONSUME(t.NumberLiteral);
        return this.ACTION(() => numberOf(token, this.spanOf(token)));
      },
    },
    {
      ALT: () => {
        const token = this.CONSUME(t.InstantText);
        const ms = Number(token.payload);
        return { kind: 'instant', text: token.image, ms, span: this.spanOf(token) };
      },
    },
    { ALT: () => this.textOf(this.CONSUME(t.StringText)) },
    {
      ALT: () => {
        const token = this.CONSUME(t.BoolWord);
        return { kind: 'bool', value: token.image === 'true', span: this.spanOf(token) };
      },
    },
  ];

  protected readonly literal: ParserMethod<[], Literal> = this.RULE('literal', () =>
    this.choose<Literal>({
      ERR_MSG: 'a value',
      DEF: this.#literals,
    }),
  );

  /** A name with dots, a call, or an aggregate. */
  protected readonly reference: ParserMethod<[], Expr> = this.RULE('reference', (): Expr => {
    const parts: Name[] = [];
    const first = this.CONSUME(t.RefStart);
    this.ACTION(() => parts.push(this.nameOf(first)));
    this.MANY(() => {
      this.CONSUME(t.Dot);
      const next = this.CONSUME(t.AnyName, { ERR_MSG: 'a name behind the dot' });
      this.ACTION(() => parts.push(this.nameOf(next)));
    });
    const args = this.OPTION(() => this.SUBRULE(this.callArguments));
    const window = this.OPTION2({
      GATE: () => this.LA(0).tokenType === t.RParen,
      DEF: () => this.SUBRULE(this.window),
    });
    return this.ACTION(() => {
      const path = this.pathOf(parts);
      const span = this.spanFrom(first);
      if (args === undefined) return { kind: 'ref', path, span };
      const fn = first.tokenType === t.Backquoted ? undefined : aggregateOf(parts, args, window);
      return fn === undefined
        ? this.#call(path, args, window, span)
        : this.#aggregate(fn, args, window, path, span);
    });
  });

  protected readonly callArguments: ParserMethod<[], readonly Argument[]> = this.RULE('callArguments', () => {
    const args: Argument[] = [];
    this.CONSUME(t.LParen);
    this.commaList(t.RParen, { item: 'an expression', behind: 'an operator, `where`, `,`' }, 'values', () => {
      const value = this.SUBRULE(this.condition);
      const where = this.OPTION(() => {
        this.CONSUME(kw('where'));
        return this.SUBRULE2(this.condition);
      });
      args.push({ value, where });
    });
    return args;
  });

  protected readonly window: ParserMethod<[], Window> = this.RULE('window', () =>
    this.choose<Window>([
      {
        ALT: () => {
          const token = this.CONSUME(kw('ever'));
          return { kind: 'ever', span: this.spanOf(token) };
        },
      },
      { ALT: () => this.SUBRULE(this.overWindow) },
    ]),
  );

  protected readonly overWindow: ParserMethod<[], Window> = this.RULE('overWindow', (): Window => {
    const over = this.CONSUME(kw('over'));
    const duration = this.choose<Expr | undefined>({
      ERR_MSG: aDuration,
      DEF: [
        {
          GATE: () => this.LA(2).tokenType === t.Word,
          ALT: () => {
            this.SUBRULE(this.calendar);
            return undefined;
          },
        },
        { ALT: () => this.SUBRULE(this.operand, { ARGS: [aDuration] }), IGNORE_AMBIGUITIES: true },
      ],
    });
    return this.ACTION(() => {
      const span = this.spanFrom(over);
      return duration === undefined
        ? { kind: 'unbuilt', what: 'a calendar window', span }
        : { kind: 'over', duration, span };
    });
  });

  /** `calendar day [in zone]` */
  protected readonly calendar: ParserMethod<[], void> = this.RULE('calendar', () => {
    this.CONSUME(kw('calendar'));
    this.CONSUME(t.Word);
    this.OPTION({
      // Else it is the `in` of a comparison: `count(E) over calendar day in [1, 2]`.
      GATE: () => this.LA(2).tokenType === t.StringText || this.LA(2).tokenType === kw('user'),
      DEF: () => this.SUBRULE(this.zone),
    });
  });

  /** `in "Europe/Berlin"`, `in user.timezone` */
  protected readonly zone: ParserMethod<[], void> = this.RULE('zone', () => {
    this.CONSUME(kw('in'));
    this.OR({
      ERR_MSG: 'a time zone',
      DEF: [
        { ALT: () => this.CONSUME(t.StringText) },
        { ALT: () => this.SUBRULE(this.dotted, { ARGS: ['a time zone'] }) },
      ],
    });
  });

  protected readonly did: ParserMethod<[], Expr> = this.RULE('did', (): Expr => {
    const did = this.CONSUME(kw('did'));
    const not = this.OPTION(() => this.CONSUME(kw('not')));
    const event = this.SUBRULE(this.dotted, { ARGS: ['an event'] });
    const where = this.OPTION2(() => this.SUBRULE(this.where));
    let then: IToken | undefined;
    this.MANY(() => {
      then = this.CONSUME(kw('then'));
      this.SUBRULE2(this.dotted, { ARGS: ['an event'] });
      this.OPTION3(() => this.SUBRULE2(this.where));
    });
    const within = this.OPTION4(() => {
      this.CONSUME(kw('within'));
      return this.SUBRULE(this.operand, { ARGS: [aDuration] });
    });
    return this.ACTION(() => {
      const span = this.spanFrom(did);
      if (then !== undefined) return { kind: 'unbuilt', what: '`did … then …`', span };
      const node: DidExpr = {
        kind: 'did',
        negated: not !== undefined,
        event,
        ...(where === undefined ? {} : { where }),
        ...(within === undefined ? {} : { within }),
        span,
      };
      return this.depths.note(node, where, within);
    });
  });

  protected readonly where: ParserMethod<[], Expr> = this.RULE('where', (): Expr => {
    this.CONSUME(kw('where'));
    return this.SUBRULE(this.condition);
  });

  /** `a.b.c`; behind a dot any word is a name. `what` is what should stand here, for the message. */
  protected readonly dotted: ParserMethod<[what?: string], Path> = this.RULE(
    'dotted',
    (what?: string): Path => {
      const parts: Name[] = [];
      const first = this.CONSUME(t.RefStart, what === undefined ? {} : { ERR_MSG: what });
      this.ACTION(() => parts.push(this.nameOf(first)));
      this.MANY(() => {
        this.CONSUME(t.Dot);
        const next = this.CONSUME(t.AnyName, { ERR_MSG: 'a name behind the dot' });
        this.ACTION(() => parts.push(this.nameOf(next)));
      });
      return this.ACTION(() => this.pathOf(parts));
    },
  );

  /** `not not a`, `- - a`: the signs before an operand, the innermost last. */
  protected prefixed(kind: 'not' | 'negate', signs: readonly IToken[], operand: Expr): Expr {
    let result = operand;
    for (const sign of signs.toReversed()) {
      const span = { ...this.spanOf(sign), end: result.span.end };
      result = this.depths.note({ kind, operand: result, span }, result);
    }
    return result;
  }

  #sayNoAggregate(part: { readonly span: Window['span'] }, path: Path): void {
    const name = path.parts.map((p) => p.text).join('.');
    this.say('N1107', part.span, `\`${name}\` is no aggregate, so it takes no \`where\` and no window`, {
      help: 'aggregates are `count(Event)` and `sum`, `avg`, `min`, `max`, `first`, `last` and `distinct` of `(Event.field)`',
    });
  }

  #call(path: Path, args: readonly Argument[], window: Window | undefined, span: Window['span']): Expr {
    const where = args.find((a) => a.where !== undefined)?.where;
    if (where !== undefined) this.#sayNoAggregate(where, path);
    else if (window !== undefined) this.#sayNoAggregate(window, path);
    const values = args.map((a) => a.value);
    return this.depths.noteAll({ kind: 'call', callee: path, args: values, span }, values);
  }

  #aggregate(
    fn: AggregateFunction,
    args: readonly Argument[],
    window: Window | undefined,
    path: Path,
    span: Window['span'],
  ): Expr {
    const [arg] = args;
    if (args.length !== 1 || arg === undefined || arg.value.kind !== 'ref') {
      const place = args.length > 1 ? args[1]?.value.span : arg?.value.span;
      const form = fn === 'count' ? '`count(Event)`' : `\`${fn}(Event.field)\``;
      this.say(
        'N1107',
        place ?? span,
        `\`${fn}\` takes ${fn === 'count' ? 'one event' : 'one field of an event'}`,
        {
          help: `write ${form}; a condition stands behind it with \`where\``,
        },
      );
      return this.#call(
        path,
        args.map(({ value }) => ({ value })),
        undefined,
        span,
      );
    }
    return this.depths.note(
      {
        kind: 'aggregate',
        fn,
        target: arg.value.path,
        ...(arg.where === undefined ? {} : { where: arg.where }),
        ...(window === undefined ? {} : { window }),
        span,
      },
      arg.where,
      window?.kind === 'over' ? window.duration : undefined,
    );
  }
}

/** `min(a, b)` is a function of two values; `min(Order.amount)` aggregates, as the other words always do. */
function aggregateOf(
  parts: readonly Name[],
  args: readonly Argument[],
  window: Window | undefined,
): AggregateFunction | undefined {
  const word = parts.length === 1 ? parts[0]?.text : undefined;
  if (word === undefined || !aggregateWords.includes(word)) return undefined;
  if (word === 'min' || word === 'max') {
    const [arg] = args;
    const aggregates = arg?.value.kind === 'ref' || arg?.where !== undefined || window !== undefined;
    if (args.length !== 1 || !aggregates) return undefined;
  }
  return word as AggregateFunction;
}

import type { IOrAlt, IToken, ParserMethod } from 'chevrotain';
import type { ComparisonOperator, Expr, FieldInit } from '../syntax/tree.ts';
import { operatorOf, ValueGrammar } from './grammar-values.ts';
import {
  type BinaryOperator,
  buildChain,
  buildComparison,
  type ComparisonTail,
  type OperatorUse,
} from './operators.ts';
import * as t from './tokens.ts';
import { kw } from './tokens.ts';

/**
 * Expressions. Binding, tightest first: unary `-`; `* / div mod`; `+ -`; `??`; comparisons, which do not chain; `not`;
 * `and`; `or`. The first four levels are read as one flat run of values, `and` and `or` as another, and the tree is
 * built from the run: so a chain of any length costs no stack, and a nesting few frames.
 */
export class ExpressionGrammar extends ValueGrammar {
  /** Any expression. */
  protected readonly condition: ParserMethod<[], Expr> = this.RULE('condition', (): Expr => {
    const operands: Expr[] = [];
    const operators: OperatorUse[] = [];
    const nots: IToken[] = [];
    this.MANY(() => {
      nots.push(this.CONSUME(kw('not')));
    });
    const first = this.SUBRULE(this.comparison);
    this.ACTION(() => operands.push(this.prefixed('not', nots, first)));
    this.MANY2(() => {
      const more: IToken[] = [];
      const operator = this.CONSUME(t.LogicWord);
      this.MANY3(() => {
        more.push(this.CONSUME2(kw('not')));
      });
      const next = this.SUBRULE2(this.comparison);
      this.ACTION(() => {
        operators.push({ operator: operatorOf<BinaryOperator>(operator) });
        operands.push(this.prefixed('not', more, next));
      });
    });
    return this.ACTION(() => buildChain(operands, operators, this.depths));
  });

  protected readonly comparison: ParserMethod<[], Expr> = this.RULE('comparison', (): Expr => {
    const value = this.SUBRULE(this.value);
    const tails: { readonly tail: ComparisonTail; readonly at: IToken }[] = [];
    this.MANY(() => {
      const at = this.LA(1);
      tails.push({ at, tail: this.SUBRULE(this.comparisonTail) });
    });
    return this.ACTION(() => {
      let result = value;
      tails.forEach(({ tail, at }, i) => {
        if (i === 1) this.#sayChained(tails[0]?.tail, tail, at);
        result = buildComparison(result, tail, this.depths);
      });
      return result;
    });
  });

  readonly #tails: IOrAlt<ComparisonTail>[] = [
    {
      ALT: () => {
        const operator = operatorOf<ComparisonOperator>(this.CONSUME(t.CompareSign));
        return { kind: 'compare', operator, right: this.SUBRULE(this.value) };
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('in'));
        return { kind: 'in', negated: false, right: this.SUBRULE2(this.value) };
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('not'));
        this.CONSUME2(kw('in'));
        return { kind: 'in', negated: true, right: this.SUBRULE3(this.value) };
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('between'));
        const low = this.SUBRULE4(this.value);
        this.CONSUME(kw('and'));
        return { kind: 'between', low, high: this.SUBRULE5(this.value) };
      },
    },
    { ALT: () => this.SUBRULE(this.presence) },
    {
      ALT: () => {
        this.CONSUME(kw('contains'));
        return { kind: 'stringTest', test: 'contains', right: this.SUBRULE6(this.value) };
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('starts'));
        this.CONSUME(kw('with'));
        return { kind: 'stringTest', test: 'startsWith', right: this.SUBRULE7(this.value) };
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('ends'));
        this.CONSUME2(kw('with'));
        return { kind: 'stringTest', test: 'endsWith', right: this.SUBRULE8(this.value) };
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('matches'));
        this.CONSUME(kw('glob'));
        return { kind: 'stringTest', test: 'matchesGlob', right: this.SUBRULE9(this.value) };
      },
    },
  ];

  protected readonly comparisonTail: ParserMethod<[], ComparisonTail> = this.RULE('comparisonTail', () =>
    this.choose<ComparisonTail>(this.#tails),
  );

  protected readonly presence: ParserMethod<[], ComparisonTail> = this.RULE(
    'presence',
    (): ComparisonTail => {
      this.CONSUME(kw('is'));
      const not = this.OPTION(() => this.CONSUME(kw('not')));
      const word = this.OR({
        ERR_MSG: '`present` or `missing`',
        DEF: [{ ALT: () => this.CONSUME(kw('present')) }, { ALT: () => this.CONSUME(kw('missing')) }],
      });
      return this.ACTION(() => {
        const present = word.image === 'present';
        if (not !== undefined) {
          this.say('N1110', this.spanOf(not, word), `there is no \`is not ${word.image}\``, {
            help: `write \`is ${present ? 'missing' : 'present'}\``,
          });
        }
        return { kind: 'presence', present: present === (not === undefined), end: this.spanOf(word) };
      });
    },
  );

  /** `{ name: value, … }` */
  protected readonly inits: ParserMethod<[], readonly FieldInit[]> = this.RULE('inits', () => {
    const inits: FieldInit[] = [];
    this.CONSUME(t.LBrace);
    this.commaList(t.RBrace, { item: '`name: value`', behind: 'an operator, `,`' }, 'pairs', () => {
      const name = this.CONSUME(t.AnyName);
      this.CONSUME(t.Colon, { ERR_MSG: '`:` and a value' });
      const value = this.SUBRULE(this.condition);
      this.ACTION(() => {
        const span = { ...this.spanOf(name), end: value.span.end };
        inits.push({ kind: 'fieldInit', name: this.nameOf(name), value, span });
      });
    });
    return inits;
  });

  #sayChained(first: ComparisonTail | undefined, second: ComparisonTail, at: IToken): void {
    const middle =
      first?.kind === 'compare' && second.kind === 'compare' ? this.textAt(first.right.span) : undefined;
    this.say('N1104', this.spanOf(at), 'comparisons do not chain', {
      help:
        middle === undefined
          ? 'join two comparisons with `and`'
          : `write \`… and ${middle} ${at.image} …\`: two comparisons, joined by \`and\``,
    });
  }
}

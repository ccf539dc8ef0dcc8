import type { IToken, ParserMethod } from 'chevrotain';
import type { Expectation, Expr, FieldInit, Name } from '../syntax/tree.ts';
import { RuleGrammar, type Unplaced } from './grammar-rules.ts';
import { aDuration } from './grammar-values.ts';
import * as t from './tokens.ts';
import { kw } from './tokens.ts';

/** The whole grammar; this last layer holds the tests. */
export class Grammar extends RuleGrammar {
  readonly test: ParserMethod<[], void> = this.RULE('test', () => {
    this.CONSUME(kw('test'));
    const title = this.CONSUME(t.StringText, { ERR_MSG: 'what the test shows, in double quotes' });
    this.ACTION(() => {
      this.draft.title = this.textOf(title);
    });
    this.SUBRULE(this.bodyOpening);
    this.SUBRULE(this.testBody);
  });

  readonly testBody: ParserMethod<[], void> = this.RULE('testBody', () => {
    this.MANY(() => {
      this.ACTION(() => this.startItem());
      this.OR([
        { ALT: () => this.SUBRULE(this.given) },
        { ALT: () => this.SUBRULE(this.clock) },
        { ALT: () => this.SUBRULE(this.expect) },
        { ALT: () => this.SUBRULE(this.happens) },
      ]);
    });
    this.CONSUME(t.RBrace, {
      ERR_MSG: 'a step of the test (`given`, `at`, `after`, `expect`, a user and an event) or `}`',
    });
  });

  protected readonly given: ParserMethod<[], void> = this.RULE('given', () => {
    const consents: IToken[] = [];
    const given = this.CONSUME(kw('given'));
    const user = this.CONSUME(t.StepUser, { ERR_MSG: 'a user' });
    const fields: readonly FieldInit[] = this.OPTION(() => this.SUBRULE(this.inits)) ?? [];
    this.OPTION2({
      // `consent` begins a step of a user of that name, which is right only behind an `at`.
      GATE: () => this.nextIs(kw('consents')) || !this.draft.steps.some((step) => step.kind === 'at'),
      DEF: () => {
        this.OR([
          { ALT: () => this.CONSUME(kw('consents')) },
          {
            ALT: () => {
              const word = this.CONSUME(kw('consent'));
              this.ACTION(() =>
                this.say('N1101', this.spanOf(word), 'expected `consents` but found `consent`', {
                  help: `write \`consents ${this.LA(1).image}\``,
                }),
              );
            },
          },
        ]);
        consents.push(this.CONSUME(t.AnyName, { ERR_MSG: 'a purpose' }));
        this.MANY(() => {
          this.CONSUME(t.Comma);
          consents.push(this.CONSUME2(t.AnyName, { ERR_MSG: 'a purpose' }));
        });
      },
    });
    this.ACTION(() =>
      this.draft.steps.push({
        kind: 'given',
        user: this.nameOf(user),
        fields,
        consents: consents.map((c) => this.nameOf(c)),
        span: this.spanFrom(given),
      }),
    );
  });

  protected readonly clock: ParserMethod<[], void> = this.RULE('clock', () =>
    this.OR([
      {
        ALT: () => {
          const at = this.CONSUME(kw('at'));
          const instant = this.SUBRULE(this.value, { ARGS: ['an instant (such as `2026-03-02T10:00:00Z`)'] });
          this.ACTION(() => this.draft.steps.push({ kind: 'at', instant, span: this.spanFrom(at) }));
        },
      },
      {
        ALT: () => {
          const after = this.CONSUME(kw('after'));
          const duration = this.SUBRULE2(this.value, { ARGS: [aDuration] });
          this.ACTION(() => this.draft.steps.push({ kind: 'after', duration, span: this.spanFrom(after) }));
        },
      },
    ]),
  );

  protected readonly happens: ParserMethod<[], void> = this.RULE('happens', () => {
    const user = this.CONSUME(t.StepUser);
    const event = this.SUBRULE(this.dotted, { ARGS: ['an event'] });
    const fields: readonly FieldInit[] = this.OPTION(() => this.SUBRULE(this.inits)) ?? [];
    this.ACTION(() =>
      this.draft.steps.push({
        kind: 'happens',
        user: this.nameOf(user),
        event,
        fields,
        span: this.spanFrom(user),
      }),
    );
  });

  protected readonly expect: ParserMethod<[], void> = this.RULE('expect', () => {
    const expect = this.CONSUME(kw('expect'));
    const first = this.LA(1);
    const expectation = this.choose<Unplaced<Expectation>>({
      ERR_MSG: '`nudge`, `no nudge`, `metric`, a nudge or a user',
      DEF: [
        // In this order a word counts as what it says, unless the word behind it makes it a name.
        { GATE: () => this.#namesUser(), ALT: () => this.SUBRULE(this.membership) },
        { GATE: () => this.LA(2).tokenType === kw('nudge'), ALT: () => this.SUBRULE(this.expectNoNudge) },
        { GATE: () => this.LA(2).tokenType !== kw('to'), ALT: () => this.SUBRULE(this.expectNudge) },
        { GATE: () => this.LA(2).tokenType !== kw('to'), ALT: () => this.SUBRULE(this.expectMetric) },
        { GATE: () => this.LA(2).tokenType !== kw('to'), ALT: () => this.SUBRULE(this.expectUnbuilt) },
        { ALT: () => this.SUBRULE(this.expectSuppressed) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    this.ACTION(() => {
      const placed = { ...expectation, span: this.spanFrom(first) };
      this.draft.steps.push({ kind: 'expect', expectation: placed, span: this.spanFrom(expect) });
    });
  });

  #namesUser(): boolean {
    const next = this.LA(2).tokenType;
    return next === kw('in') || next === kw('not');
  }

  protected readonly membership: ParserMethod<[], Unplaced<Expectation>> = this.RULE(
    'membership',
    (): Unplaced<Expectation> => {
      const user = this.CONSUME(t.AnyName);
      const not = this.OPTION(() => this.CONSUME(kw('not')));
      this.CONSUME(kw('in'));
      const segment = this.SUBRULE(this.dotted, { ARGS: ['a segment'] });
      return { kind: 'member', user: this.nameOf(user), segment, negated: not !== undefined };
    },
  );

  protected readonly expectNoNudge: ParserMethod<[], Unplaced<Expectation>> = this.RULE(
    'expectNoNudge',
    (): Unplaced<Expectation> => {
      this.CONSUME(kw('no'));
      this.CONSUME(kw('nudge'));
      this.CONSUME(kw('to'), { ERR_MSG: '`to` and a user' });
      return { kind: 'noNudge', user: this.SUBRULE(this.testUser) };
    },
  );

  protected readonly expectNudge: ParserMethod<[], Unplaced<Expectation>> = this.RULE(
    'expectNudge',
    (): Unplaced<Expectation> => {
      this.CONSUME(kw('nudge'));
      const nudge = this.SUBRULE(this.dotted, { ARGS: ['a nudge'] });
      this.CONSUME(kw('to'), { ERR_MSG: '`to` and a user' });
      const user = this.SUBRULE(this.testUser);
      const channel = this.OPTION(() => {
        this.CONSUME(kw('on'));
        return this.CONSUME(t.AnyName, { ERR_MSG: 'a channel' });
      });
      const content: readonly FieldInit[] = this.OPTION2(() => this.SUBRULE(this.inits)) ?? [];
      return {
        kind: 'nudge',
        nudge,
        user,
        ...(channel === undefined ? {} : { channel: this.nameOf(channel) }),
        content,
      };
    },
  );

  protected readonly expectSuppressed: ParserMethod<[], Unplaced<Expectation>> = this.RULE(
    'expectSuppressed',
    (): Unplaced<Expectation> => {
      const nudge = this.SUBRULE(this.dotted, { ARGS: ['a nudge'] });
      this.CONSUME(kw('to'), { ERR_MSG: '`to` and a user (or `in` and a segment)' });
      const user = this.SUBRULE(this.testUser);
      this.CONSUME(kw('suppressed'), {
        ERR_MSG: '`suppressed by` (or `expect no nudge to` before the user)',
      });
      this.CONSUME(kw('by'));
      const reason = this.CONSUME(t.AnyName, { ERR_MSG: 'a reason (such as `cooldown`)' });
      return { kind: 'suppressed', nudge, user, reason: this.nameOf(reason) };
    },
  );

  protected readonly expectMetric: ParserMethod<[], Unplaced<Expectation>> = this.RULE(
    'expectMetric',
    (): Unplaced<Expectation> => {
      this.CONSUME(kw('metric'));
      const metric = this.SUBRULE(this.dotted, { ARGS: ['a metric'] });
      this.CONSUME(kw('of'), { ERR_MSG: '`of` and a user' });
      const user = this.SUBRULE(this.testUser);
      const value = this.choose<Expr | undefined>({
        ERR_MSG: '`=` and a value, or `is missing`',
        DEF: [
          {
            ALT: () => {
              this.CONSUME(t.Equal);
              return this.SUBRULE(this.value);
            },
          },
          {
            ALT: () => {
              this.CONSUME(kw('is'));
              this.CONSUME(kw('missing'));
              return undefined;
            },
          },
        ],
      });
      return { kind: 'metric', metric, user, ...(value === undefined ? {} : { value }) };
    },
  );

  /** `quest Q of u at step s`, `incentive of Q to u` */
  protected readonly expectUnbuilt: ParserMethod<[], Unplaced<Expectation>> = this.RULE(
    'expectUnbuilt',
    (): Unplaced<Expectation> => {
      const first = this.LA(1);
      this.OR([
        {
          ALT: () => {
            this.CONSUME(kw('quest'));
            this.SUBRULE(this.dotted, { ARGS: ['a quest'] });
            this.CONSUME(kw('of'), { ERR_MSG: '`of` and a user' });
            this.SUBRULE(this.testUser);
            this.CONSUME(kw('at'), { ERR_MSG: '`at step`' });
            this.CONSUME(kw('step'));
            this.CONSUME(t.AnyName, { ERR_MSG: 'a step of the quest' });
          },
        },
        {
          ALT: () => {
            this.CONSUME(kw('incentive'));
            this.CONSUME2(kw('of'), { ERR_MSG: '`of` and a quest' });
            this.SUBRULE2(this.dotted, { ARGS: ['a quest'] });
            this.CONSUME(kw('to'), { ERR_MSG: '`to` and a user' });
            this.SUBRULE2(this.testUser);
          },
        },
      ]);
      return this.ACTION(() => ({ kind: 'unbuilt', what: `\`expect ${first.image}\`` }));
    },
  );

  protected readonly testUser: ParserMethod<[], Name> = this.RULE('testUser', () => {
    const user = this.CONSUME(t.StepUser, { ERR_MSG: 'a user' });
    return this.nameOf(user);
  });

  constructor() {
    super();
    this.performSelfAnalysis();
  }
}

import type { IOrAlt, IToken, ParserMethod } from 'chevrotain';
import type { Expr, FieldInit, Name, NudgeClause, Path, SegmentClause, UnbuiltPart } from '../syntax/tree.ts';
import { SourceGrammar } from './grammar-sources.ts';
import { aDuration } from './grammar-values.ts';
import * as t from './tokens.ts';
import { kw } from './tokens.ts';

/** Metrics, segments and nudges, and what is only read over. */
export class RuleGrammar extends SourceGrammar {
  readonly metric: ParserMethod<[], void> = this.RULE('metric', () => {
    this.CONSUME(kw('metric'));
    this.SUBRULE(this.declaredName, { ARGS: ['the name of the metric'] });
    this.SUBRULE(this.title);
    this.SUBRULE(this.definition, { ARGS: ['`=` and an expression'] });
  });

  readonly segment: ParserMethod<[], void> = this.RULE('segment', () => {
    this.CONSUME(kw('segment'));
    this.SUBRULE(this.declaredName, { ARGS: ['the name of the segment'] });
    this.SUBRULE(this.title);
    this.SUBRULE(this.bodyOpening, { ARGS: ['a title or `{`'] });
    this.SUBRULE(this.segmentBody);
  });

  readonly #segmentClauses: IOrAlt<Unplaced<SegmentClause>>[] = [
    { ALT: () => this.SUBRULE(this.whenClause) },
    {
      ALT: () => {
        this.CONSUME(kw('for'));
        return { kind: 'for', duration: this.SUBRULE(this.value, { ARGS: [aDuration] }) };
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('status'));
        const word = this.CONSUME(t.AnyName, { ERR_MSG: '`inactive`' });
        return { kind: 'status', value: this.nameOf(word) };
      },
    },
  ];

  readonly segmentBody: ParserMethod<[], void> = this.RULE('segmentBody', () => {
    this.MANY(() => {
      const first = this.LA(1);
      this.ACTION(() => this.startItem());
      const clause = this.choose<Unplaced<SegmentClause>>(this.#segmentClauses);
      this.ACTION(() => this.draft.segmentClauses.push({ ...clause, span: this.spanFrom(first) }));
    });
    this.CONSUME(t.RBrace, { ERR_MSG: 'a clause of the segment (`when`, `for`, `status`) or `}`' });
  });

  readonly nudge: ParserMethod<[], void> = this.RULE('nudge', () => {
    this.CONSUME(kw('nudge'));
    this.SUBRULE(this.declaredName, { ARGS: ['the name of the nudge'] });
    this.SUBRULE(this.title);
    this.SUBRULE(this.bodyOpening, { ARGS: ['a title or `{`'] });
    this.SUBRULE(this.nudgeBody);
  });

  readonly #nudgeClauses: IOrAlt<Unplaced<NudgeClause>>[] = [
    { ALT: () => this.SUBRULE(this.onClause) },
    { ALT: () => this.SUBRULE2(this.whenClause) },
    { ALT: () => this.SUBRULE(this.consentClause) },
    { ALT: () => this.SUBRULE(this.valueClause) },
    { ALT: () => this.SUBRULE(this.channelClause) },
    { ALT: () => this.SUBRULE(this.sendClause) },
    { ALT: () => this.SUBRULE(this.unbuiltClause) },
  ];

  readonly nudgeBody: ParserMethod<[], void> = this.RULE('nudgeBody', () => {
    this.MANY(() => {
      const first = this.LA(1);
      this.ACTION(() => this.startItem());
      const clause = this.choose<Unplaced<NudgeClause>>(this.#nudgeClauses);
      this.ACTION(() => this.draft.nudgeClauses.push({ ...clause, span: this.spanFrom(first) }));
    });
    this.CONSUME(t.RBrace, { ERR_MSG: 'a clause of the nudge (`on`, `when`, `consent`, `send` …) or `}`' });
  });

  protected readonly whenClause: ParserMethod<[], Unplaced<SegmentClause & { kind: 'when' }>> = this.RULE(
    'whenClause',
    (): { kind: 'when'; condition: Expr } => {
      this.CONSUME(kw('when'));
      return { kind: 'when', condition: this.SUBRULE(this.condition) };
    },
  );

  readonly #triggers: IOrAlt<Unplaced<NudgeClause>>[] = [
    {
      ALT: () => {
        this.CONSUME(kw('enter'));
        return { kind: 'onEnter', segment: this.SUBRULE(this.dotted, { ARGS: ['a segment'] }) };
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('exit'));
        return { kind: 'onExit', segment: this.SUBRULE2(this.dotted, { ARGS: ['a segment'] }) };
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('complete'));
        this.SUBRULE3(this.dotted, { ARGS: ['a quest'] });
        return { kind: 'unbuilt', what: 'the trigger `on complete`' };
      },
    },
    { ALT: () => this.SUBRULE(this.eventTrigger) },
  ];

  protected readonly onClause: ParserMethod<[], Unplaced<NudgeClause>> = this.RULE(
    'onClause',
    (): Unplaced<NudgeClause> => {
      this.CONSUME(kw('on'));
      return this.choose<Unplaced<NudgeClause>>({
        ERR_MSG: 'an event, `enter` or `exit`',
        DEF: this.#triggers,
      });
    },
  );

  /** `Order where …` or `CartAdd where … unless Order where … within 24h`, behind `on`. */
  protected readonly eventTrigger: ParserMethod<[], Unplaced<NudgeClause>> = this.RULE(
    'eventTrigger',
    (): Unplaced<NudgeClause> => {
      const event = this.SUBRULE(this.triggerEvent);
      const where = this.OPTION(() => this.SUBRULE(this.where));
      const unless = this.OPTION2(() => {
        this.CONSUME(kw('unless'));
        const unlessEvent = this.SUBRULE(this.dotted, { ARGS: ['an event'] });
        const unlessWhere = this.OPTION3(() => this.SUBRULE2(this.where));
        this.CONSUME(kw('within'), { ERR_MSG: '`within` and a duration' });
        return { unlessEvent, unlessWhere, within: this.SUBRULE(this.operand, { ARGS: [aDuration] }) };
      });
      return this.ACTION((): Unplaced<NudgeClause> => {
        const on = { event, ...(where === undefined ? {} : { where }) };
        if (unless === undefined) return { kind: 'onEvent', ...on };
        const { unlessEvent, unlessWhere, within } = unless;
        return {
          kind: 'onUnless',
          ...on,
          unlessEvent,
          ...(unlessWhere === undefined ? {} : { unlessWhere }),
          within,
        };
      });
    },
  );

  protected readonly triggerEvent: ParserMethod<[], Path> = this.RULE('triggerEvent', () => {
    const parts: Name[] = [];
    const first = this.CONSUME(t.TriggerEvent, { ERR_MSG: 'an event, `enter` or `exit`' });
    parts.push(this.ACTION(() => this.nameOf(first)));
    this.MANY(() => {
      this.CONSUME(t.Dot);
      const next = this.CONSUME(t.AnyName, { ERR_MSG: 'a name behind the dot' });
      parts.push(this.ACTION(() => this.nameOf(next)));
    });
    return this.ACTION(() => this.pathOf(parts));
  });

  readonly #grounds: IOrAlt<Unplaced<NudgeClause>>[] = [
    {
      ALT: () => {
        this.CONSUME(kw('consent'));
        const purpose = this.CONSUME(t.AnyName, { ERR_MSG: 'a purpose' });
        return { kind: 'consent', purpose: this.nameOf(purpose) };
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('transactional'));
        return { kind: 'transactional' };
      },
    },
  ];

  protected readonly consentClause: ParserMethod<[], Unplaced<NudgeClause>> = this.RULE(
    'consentClause',
    (): Unplaced<NudgeClause> => this.choose<Unplaced<NudgeClause>>(this.#grounds),
  );

  readonly #valueClauses: IOrAlt<Unplaced<NudgeClause>>[] = [
    {
      ALT: () => {
        this.CONSUME(kw('priority'));
        return { kind: 'priority', value: this.SUBRULE(this.value, { ARGS: ['a number'] }) };
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('cooldown'));
        const duration = this.SUBRULE2(this.value, { ARGS: [aDuration] });
        const calendar = this.OPTION(() => {
          this.CONSUME(kw('calendar'));
          this.CONSUME(t.AnyName, { ERR_MSG: '`day`, `week` or `month`' });
          return true;
        });
        return calendar === undefined
          ? { kind: 'cooldown', duration }
          : { kind: 'unbuilt', what: 'a cooldown in calendar days' };
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('expires'));
        return { kind: 'expires', duration: this.SUBRULE3(this.value, { ARGS: [aDuration] }) };
      },
    },
    {
      ALT: () => {
        this.CONSUME(kw('group'));
        const group = this.CONSUME2(t.AnyName, { ERR_MSG: 'the name of a group' });
        return { kind: 'group', group: this.nameOf(group) };
      },
    },
  ];

  /** The clauses of one value. */
  protected readonly valueClause: ParserMethod<[], Unplaced<NudgeClause>> = this.RULE(
    'valueClause',
    (): Unplaced<NudgeClause> => this.choose<Unplaced<NudgeClause>>(this.#valueClauses),
  );

  protected readonly channelClause: ParserMethod<[], Unplaced<NudgeClause>> = this.RULE(
    'channelClause',
    (): Unplaced<NudgeClause> => {
      const channels: IToken[] = [];
      this.CONSUME(kw('channel'));
      channels.push(this.CONSUME(t.AnyName, { ERR_MSG: 'a channel' }));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        channels.push(this.CONSUME2(t.AnyName, { ERR_MSG: 'a channel' }));
      });
      const chained = this.OPTION(() => this.SUBRULE(this.channelDelay));
      if (chained !== undefined) return { kind: 'unbuilt', what: 'a chain of channels' };
      return { kind: 'channel', channels: channels.map((c) => this.nameOf(c)) };
    },
  );

  /** `after 2h unless seen`, behind the channels */
  protected readonly channelDelay: ParserMethod<[], true> = this.RULE('channelDelay', (): true => {
    this.CONSUME(kw('after'));
    this.SUBRULE(this.value, { ARGS: [aDuration] });
    this.CONSUME(kw('unless'));
    this.CONSUME(t.AnyName, { ERR_MSG: '`seen`' });
    return true;
  });

  protected readonly sendClause: ParserMethod<[], Unplaced<NudgeClause>> = this.RULE(
    'sendClause',
    (): Unplaced<NudgeClause> => {
      this.CONSUME(kw('send'));
      const template = this.SUBRULE(this.dotted, { ARGS: ['a template'] });
      const args: readonly FieldInit[] = this.OPTION(() => this.SUBRULE(this.inits)) ?? [];
      return { kind: 'send', template, args };
    },
  );

  protected readonly unbuiltClause: ParserMethod<[], Unplaced<UnbuiltPart>> = this.RULE(
    'unbuiltClause',
    (): Unplaced<UnbuiltPart> => {
      const first = this.LA(1);
      this.OR([
        {
          ALT: () => {
            this.CONSUME(kw('cap'));
            this.SUBRULE(this.names);
          },
        },
        {
          ALT: () => {
            this.CONSUME(kw('experiment'));
            this.SUBRULE(this.dotted, { ARGS: ['an experiment'] });
          },
        },
        { ALT: () => this.CONSUME(kw('backfill')) },
        {
          ALT: () => {
            this.CONSUME(kw('quiet'));
            this.CONSUME(t.TimeOfDay);
            this.CONSUME(kw('to'));
            this.CONSUME2(t.TimeOfDay);
            this.OR2({
              ERR_MSG: '`defer` or `drop`',
              DEF: [{ ALT: () => this.CONSUME(kw('defer')) }, { ALT: () => this.CONSUME(kw('drop')) }],
            });
          },
        },
        { ALT: () => this.SUBRULE(this.everyTrigger) },
      ]);
      return this.ACTION(() => ({ kind: 'unbuilt', what: `\`${first.image}\`` }));
    },
  );

  /** `every day at 09:00 in user.timezone for S` */
  protected readonly everyTrigger: ParserMethod<[], void> = this.RULE('everyTrigger', () => {
    this.CONSUME(kw('every'));
    this.OR({
      ERR_MSG: '`day`, `hour`, a day of the week or a duration',
      DEF: [{ ALT: () => this.CONSUME(t.Word) }, { ALT: () => this.CONSUME(t.DurationText) }],
    });
    this.OPTION(() => {
      this.CONSUME(kw('at'));
      this.CONSUME(t.TimeOfDay, { ERR_MSG: 'a time of day (such as `09:00`)' });
    });
    this.OPTION2(() => this.SUBRULE(this.zone));
    this.OPTION3(() => {
      this.CONSUME(kw('for'));
      this.SUBRULE(this.dotted, { ARGS: ['a segment'] });
    });
  });

  protected readonly names: ParserMethod<[], void> = this.RULE('names', () => {
    this.SUBRULE(this.dotted, { ARGS: ['the name of a cap'] });
    this.MANY(() => {
      this.CONSUME(t.Comma);
      this.SUBRULE2(this.dotted, { ARGS: ['the name of a cap'] });
    });
  });

  /** `quest Welcome { … }` and its like: braces are counted, the rest is anything. */
  readonly unbuilt: ParserMethod<[], void> = this.RULE('unbuilt', () => {
    let open = 0;
    this.CONSUME(t.UnbuiltWord);
    this.SUBRULE(this.declaredName, { ARGS: ['a name'] });
    this.SUBRULE(this.title);
    this.SUBRULE(this.bodyOpening);
    this.MANY({
      GATE: () => open > 0 || this.LA(1).tokenType !== t.RBrace,
      DEF: () => {
        const token = this.CONSUME(t.AnyToken);
        if (token.tokenType === t.LBrace) open++;
        else if (token.tokenType === t.RBrace) open--;
      },
    });
    this.CONSUME(t.RBrace);
  });
}

/** A node whose span is not known yet. */
export type Unplaced<T> = T extends unknown ? Omit<T, 'span'> : never;

import type { ParserMethod } from 'chevrotain';
import type { Literal, Path, SourceCondition, SourceField } from '../syntax/tree.ts';
import { DataGrammar } from './grammar-data.ts';
import * as t from './tokens.ts';
import { kw } from './tokens.ts';

/** Sources of foreign records. The names of columns are never reserved in them. */
export class SourceGrammar extends DataGrammar {
  readonly source: ParserMethod<[], void> = this.RULE('source', () => {
    this.CONSUME(kw('source'));
    this.SUBRULE(this.declaredName, { ARGS: ['the name of the source'] });
    this.SUBRULE(this.bodyOpening);
    this.SUBRULE(this.sourceBody);
  });

  readonly sourceBody: ParserMethod<[], void> = this.RULE('sourceBody', () => {
    this.MANY(() => {
      this.ACTION(() => this.startItem());
      this.OR([
        { ALT: () => this.SUBRULE(this.format) },
        { ALT: () => this.SUBRULE(this.mapping) },
        { ALT: () => this.SUBRULE(this.attribute) },
      ]);
    });
    this.CONSUME(t.RBrace, {
      ERR_MSG: '`format`, `user = column`, `at = column`, `on … -> Event { … }` or `}`',
    });
  });

  protected readonly format: ParserMethod<[], void> = this.RULE('format', () => {
    this.CONSUME(kw('format'));
    const format = this.CONSUME(t.AnyName, { ERR_MSG: '`csv` or `json`' });
    this.ACTION(() => {
      this.draft.format ??= this.nameOf(format);
    });
  });

  protected readonly attribute: ParserMethod<[], void> = this.RULE('attribute', () => {
    const name = this.CONSUME(t.AttributeName);
    this.CONSUME(t.Equal, { ERR_MSG: '`=` and a column' });
    const column = this.SUBRULE(this.anyPath, { ARGS: ['a column'] });
    const zone = this.OPTION(() => {
      this.CONSUME(kw('in'));
      return this.CONSUME(t.StringText, { ERR_MSG: 'a time zone in double quotes' });
    });
    this.ACTION(() => {
      this.draft.attributes.push({
        kind: 'sourceAttribute',
        name: this.nameOf(name),
        column,
        ...(zone === undefined ? {} : { zone: this.textOf(zone) }),
        span: this.spanFrom(name),
      });
    });
  });

  protected readonly mapping: ParserMethod<[], void> = this.RULE('mapping', () => {
    const conditions: SourceCondition[] = [];
    const on = this.CONSUME(kw('on'));
    this.OPTION(() => {
      conditions.push(this.SUBRULE(this.sourceCondition));
      this.MANY(() => {
        this.CONSUME(kw('and'));
        conditions.push(this.SUBRULE2(this.sourceCondition));
      });
    });
    this.CONSUME(t.Arrow, { ERR_MSG: '`and` or `->`' });
    const target = this.SUBRULE(this.dotted, { ARGS: ['an event, `user.updated` or `user.consent`'] });
    const fields = this.OPTION2(() => this.SUBRULE(this.sourceFields)) ?? [];
    this.ACTION(() => {
      this.draft.mappings.push({
        kind: 'sourceMapping',
        conditions,
        target,
        fields,
        span: this.spanFrom(on),
      });
    });
  });

  protected readonly sourceCondition: ParserMethod<[], SourceCondition> = this.RULE(
    'sourceCondition',
    (): SourceCondition => {
      const column = this.SUBRULE(this.anyPath, { ARGS: ['a column'] });
      let values: readonly Literal[] = [];
      const test = this.choose<SourceCondition['test']>({
        ERR_MSG: '`=`, `!=`, `in`, `is present` or `is missing`',
        DEF: [
          {
            ALT: () => {
              this.CONSUME(t.Equal);
              values = [this.SUBRULE(this.sourceLiteral)];
              return '=';
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.NotEqual);
              values = [this.SUBRULE2(this.sourceLiteral)];
              return '!=';
            },
          },
          {
            ALT: () => {
              this.CONSUME(kw('in'));
              values = this.SUBRULE(this.sourceLiterals);
              return 'in';
            },
          },
          {
            ALT: () => {
              const presence = this.SUBRULE(this.presence);
              return this.ACTION(() =>
                presence.kind === 'presence' && !presence.present ? 'missing' : 'present',
              );
            },
          },
        ],
      });
      return this.ACTION(() => ({
        kind: 'sourceCondition',
        column,
        test,
        values,
        span: { ...column.span, end: this.spanOf(this.LA(0)).end },
      }));
    },
  );

  protected readonly sourceLiterals: ParserMethod<[], Literal[]> = this.RULE('sourceLiterals', () => {
    const values: Literal[] = [];
    this.CONSUME(t.LSquare, { ERR_MSG: '`[` and values' });
    this.commaList(t.RSquare, { item: 'a value' }, 'values', () => {
      values.push(this.SUBRULE(this.sourceLiteral));
    });
    return values;
  });

  /** The tree has no negative literals here; a `-` is read over, with a word about it. */
  protected readonly sourceLiteral: ParserMethod<[], Literal> = this.RULE('sourceLiteral', () => {
    this.OPTION(() => {
      const minus = this.CONSUME(t.Minus);
      this.ACTION(() =>
        this.say('N1111', this.spanOf(minus), 'a source knows no negative values', {
          help: 'map the column to a field and compare that in a rule',
        }),
      );
    });
    return this.SUBRULE(this.literal);
  });

  protected readonly sourceFields: ParserMethod<[], SourceField[]> = this.RULE('sourceFields', () => {
    const fields: SourceField[] = [];
    this.CONSUME(t.LBrace);
    this.commaList(t.RBrace, { item: '`field: column`' }, 'pairs', () => {
      const name = this.CONSUME(t.AnyName);
      this.CONSUME(t.Colon, { ERR_MSG: '`:` and a column' });
      const value = this.choose<Path | Literal>({
        ERR_MSG: 'a column or a value',
        DEF: [
          // `true` and `false` are values; a column of that name stands in backquotes.
          { GATE: () => this.LA(2).tokenType !== t.Dot, ALT: () => this.SUBRULE(this.sourceLiteral) },
          { ALT: () => this.SUBRULE(this.anyPath), IGNORE_AMBIGUITIES: true },
        ],
      });
      this.ACTION(() => {
        const span = { ...this.spanOf(name), end: value.span.end };
        fields.push({ kind: 'sourceField', name: this.nameOf(name), value, span });
      });
    });
    return fields;
  });
}

import type { IToken, ParserMethod } from 'chevrotain';
import type { EnumMember, FieldDecl, Name, Param, Path, TemplateEntry, TypeNode } from '../syntax/tree.ts';
import { ExpressionGrammar } from './grammar-expressions.ts';
import { aDuration } from './grammar-values.ts';
import { cutAtHoles } from './template-text.ts';
import * as t from './tokens.ts';
import { kw } from './tokens.ts';

/** What is known before any rule: modules, events, the user, channels, purposes, settings, constants, templates. */
export class DataGrammar extends ExpressionGrammar {
  readonly module: ParserMethod<[], void> = this.RULE('module', () => {
    this.CONSUME(kw('module'));
    const path = this.SUBRULE(this.anyPath, { ARGS: ['the name of the module'] });
    this.ACTION(() => {
      this.draft.path = path;
    });
  });

  readonly use: ParserMethod<[], void> = this.RULE('use', () => {
    this.CONSUME(kw('use'));
    const path = this.SUBRULE(this.anyPath, { ARGS: ['the name of a module'] });
    this.ACTION(() => {
      this.draft.path = path;
    });
    this.OPTION(() => {
      this.CONSUME(t.LBrace);
      this.ACTION(() => {
        this.draft.useItems = [];
      });
      this.commaList(t.RBrace, { item: 'a name', behind: '`as`, `,`' }, 'values', () => {
        const name = this.CONSUME(t.AnyName);
        const as = this.OPTION2(() => {
          this.CONSUME(kw('as'));
          return this.CONSUME2(t.AnyName, { ERR_MSG: 'a name behind `as`' });
        });
        this.ACTION(() => {
          const renamed = as === undefined ? {} : { as: this.nameOf(as) };
          this.draft.useItems?.push({
            kind: 'useItem',
            name: this.nameOf(name),
            ...renamed,
            span: this.spanFrom(name),
          });
        });
      });
    });
  });

  readonly event: ParserMethod<[], void> = this.RULE('event', () => {
    this.CONSUME(kw('event'));
    this.SUBRULE(this.declaredName, { ARGS: ['the name of the event'] });
    this.OPTION(() => {
      this.CONSUME(kw('as'));
      const wire = this.CONSUME(t.StringText, { ERR_MSG: 'the name on the wire, in double quotes' });
      this.ACTION(() => {
        this.draft.wireName = this.textOf(wire);
      });
    });
    this.SUBRULE(this.bodyOpening, { ARGS: ['`as` or `{`'] });
    this.SUBRULE(this.fieldsBody);
  });

  readonly user: ParserMethod<[], void> = this.RULE('user', () => {
    this.CONSUME(kw('user'));
    this.SUBRULE(this.bodyOpening);
    this.SUBRULE(this.fieldsBody);
  });

  readonly fieldsBody: ParserMethod<[], void> = this.RULE('fieldsBody', () => {
    this.MANY(() => {
      this.SUBRULE(this.field);
      this.OPTION(() => {
        const comma = this.CONSUME(t.Comma);
        this.ACTION(() => this.needlessComma(comma, 'declared fields'));
      });
    });
    this.CONSUME(t.RBrace, { ERR_MSG: 'a field (`name: type`) or `}`' });
  });

  protected readonly field: ParserMethod<[], void> = this.RULE('field', () => {
    const marks: Name[] = [];
    this.ACTION(() => this.startItem());
    const first = this.CONSUME(t.AnyName);
    this.CONSUME(t.Colon, { ERR_MSG: '`:` and the type of the field' });
    const type = this.SUBRULE(this.type);
    this.MANY(() => {
      marks.push(this.SUBRULE(this.mark));
    });
    const defaultValue = this.OPTION(() => {
      this.CONSUME(t.Equal);
      return this.SUBRULE(this.value);
    });
    this.MANY2(() => {
      marks.push(this.SUBRULE2(this.mark));
    });
    this.ACTION(() => {
      const field: FieldDecl = {
        kind: 'field',
        name: this.nameOf(first),
        type,
        ...(defaultValue === undefined ? {} : { defaultValue }),
        marks,
        ...this.docOf(first),
        span: this.spanFrom(first),
      };
      this.draft.fields.push(field);
    });
  });

  protected readonly mark: ParserMethod<[], Name> = this.RULE('mark', () => {
    this.CONSUME(t.AtSign);
    const name = this.CONSUME(t.AnyName, { ERR_MSG: 'a mark (such as `@pii`)' });
    return this.ACTION(() => this.nameOf(name));
  });

  protected readonly type: ParserMethod<[], TypeNode> = this.RULE('type', (): TypeNode => {
    const first = this.LA(1);
    this.ACTION(() => this.enter());
    const rest = this.choose<{ members?: EnumMember[]; of?: TypeNode }>({
      ERR_MSG: 'a type',
      DEF: [
        {
          ALT: () => {
            this.CONSUME(kw('enum'));
            return { members: this.SUBRULE(this.enumMembers) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(kw('list'));
            this.CONSUME(t.Less, { ERR_MSG: '`<` and the type of the items, as in `list<string>`' });
            const of = this.SUBRULE(this.type);
            this.CONSUME(t.Greater);
            return { of };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.TypeName);
            return {};
          },
        },
      ],
    });
    const optional = this.OPTION(() => this.CONSUME(t.Question)) !== undefined;
    return this.ACTION(() => {
      this.leave();
      return { kind: 'type', base: this.nameOf(first), optional, ...rest, span: this.spanFrom(first) };
    });
  });

  protected readonly enumMembers: ParserMethod<[], EnumMember[]> = this.RULE('enumMembers', () => {
    const members: EnumMember[] = [];
    this.CONSUME(t.LBrace, { ERR_MSG: '`{` and the values of the enum' });
    this.commaList(t.RBrace, { item: 'a value of the enum' }, 'values', () => {
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(t.AnyName);
            this.ACTION(() => {
              const name = this.nameOf(token);
              members.push({ kind: 'enumMember', text: name.text, quoted: false, span: name.span });
            });
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(t.StringText);
            this.ACTION(() => {
              const text = this.textOf(token);
              members.push({ kind: 'enumMember', text: text.value, quoted: true, span: text.span });
            });
          },
        },
      ]);
    });
    return members;
  });

  readonly channel: ParserMethod<[], void> = this.RULE('channel', () => {
    this.CONSUME(kw('channel'));
    this.SUBRULE(this.declaredName, { ARGS: ['the name of the channel'] });
    this.OPTION(() => {
      this.CONSUME(t.LBrace);
      this.OPTION2(() => {
        this.CONSUME(kw('pii'));
        this.CONSUME(kw('allowed'));
        this.ACTION(() => {
          this.draft.piiAllowed = true;
        });
      });
      this.CONSUME(t.RBrace, { ERR_MSG: '`pii allowed` or `}`' });
    });
  });

  readonly purpose: ParserMethod<[], void> = this.RULE('purpose', () => {
    this.CONSUME(kw('purpose'));
    this.SUBRULE(this.declaredName, { ARGS: ['the name of the purpose'] });
  });

  readonly setting: ParserMethod<[], void> = this.RULE('setting', () => {
    this.CONSUME(t.SettingWord);
    const value = this.SUBRULE(this.value, { ARGS: [aDuration] });
    this.ACTION(() => {
      this.draft.value = value;
    });
  });

  readonly const: ParserMethod<[], void> = this.RULE('const', () => {
    this.CONSUME(kw('const'));
    this.SUBRULE(this.declaredName, { ARGS: ['the name of the constant'] });
    this.SUBRULE(this.typeAnnotation);
    this.SUBRULE(this.definition, { ARGS: ['`=` and a value'] });
  });

  readonly fn: ParserMethod<[], void> = this.RULE('fn', () => {
    this.CONSUME(kw('fn'));
    this.SUBRULE(this.declaredName, { ARGS: ['the name of the function'] });
    this.SUBRULE(this.parameters);
    this.SUBRULE(this.typeAnnotation);
    this.SUBRULE(this.definition, { ARGS: ['`=` and an expression'] });
  });

  protected readonly typeAnnotation: ParserMethod<[], void> = this.RULE('typeAnnotation', () => {
    this.OPTION(() => {
      this.CONSUME(t.Colon);
      const type = this.SUBRULE(this.type);
      this.ACTION(() => {
        this.draft.type = type;
      });
    });
  });

  protected readonly definition: ParserMethod<[what?: string], void> = this.RULE(
    'definition',
    (what?: string) => {
      this.CONSUME(t.Equal, { ERR_MSG: what ?? '`=`' });
      const value = this.SUBRULE(this.condition);
      this.ACTION(() => {
        this.draft.value = value;
      });
    },
  );

  protected readonly parameters: ParserMethod<[], void> = this.RULE('parameters', () => {
    this.CONSUME(t.LParen, { ERR_MSG: '`(` and the parameters' });
    this.commaList(t.RParen, { item: 'a parameter (`name: type`)' }, 'pairs', () => {
      const name = this.CONSUME(t.AnyName);
      this.CONSUME(t.Colon, { ERR_MSG: '`:` and the type of the parameter' });
      const type = this.SUBRULE(this.type);
      this.ACTION(() => {
        const param: Param = { kind: 'param', name: this.nameOf(name), type, span: this.spanFrom(name) };
        this.draft.params.push(param);
      });
    });
  });

  readonly template: ParserMethod<[], void> = this.RULE('template', () => {
    this.CONSUME(kw('template'));
    this.SUBRULE(this.declaredName, { ARGS: ['the name of the template'] });
    this.OPTION(() => this.SUBRULE(this.parameters));
    this.SUBRULE(this.bodyOpening, { ARGS: ['the parameters in parentheses, or `{`'] });
    this.SUBRULE(this.templateBody);
  });

  readonly templateBody: ParserMethod<[], void> = this.RULE('templateBody', () => {
    this.MANY(() => {
      this.SUBRULE(this.locale);
    });
    this.CONSUME(t.RBrace, { ERR_MSG: 'a locale (such as `en { … }`) or `}`' });
  });

  protected readonly locale: ParserMethod<[], void> = this.RULE('locale', () => {
    const pieces: IToken[] = [];
    const entries: TemplateEntry[] = [];
    this.ACTION(() => this.startItem());
    pieces.push(this.CONSUME(t.AnyName));
    this.MANY(() => {
      this.CONSUME(t.Minus);
      pieces.push(
        this.OR({
          ERR_MSG: 'the rest of the locale, as in `de-AT`',
          DEF: [{ ALT: () => this.CONSUME2(t.AnyName) }, { ALT: () => this.CONSUME(t.IntText) }],
        }),
      );
    });
    this.CONSUME(t.LBrace, { ERR_MSG: '`{` and the texts of this locale' });
    this.MANY2(() => {
      entries.push(this.SUBRULE(this.entry));
    });
    this.CONSUME(t.RBrace, { ERR_MSG: 'a text (such as `title "…"`) or `}`' });
    this.ACTION(() => {
      const first = pieces[0] as IToken;
      const text = pieces.map((p) => this.nameOf(p).text).join('-');
      const tag: Name = { kind: 'name', text, span: this.spanOf(first, pieces.at(-1)) };
      this.draft.locales.push({ kind: 'locale', tag, entries, span: this.spanFrom(first) });
    });
  });

  protected readonly entry: ParserMethod<[], TemplateEntry> = this.RULE('entry', () => {
    const key = this.CONSUME(t.AnyName);
    const text = this.CONSUME(t.StringText, { ERR_MSG: 'a text in double quotes' });
    this.OPTION(() => {
      const comma = this.CONSUME(t.Comma);
      this.ACTION(() => this.needlessComma(comma, 'the texts of a template'));
    });
    return this.ACTION((): TemplateEntry => {
      const literal = this.textOf(text);
      const { parts, problems } = cutAtHoles(literal.span.file, text);
      for (const { span, message, help } of problems) this.say('N1109', span, message, { help });
      return { kind: 'entry', key: this.nameOf(key), literal, parts, span: this.spanOf(key, text) };
    });
  });

  /** Like `dotted`, where no word is reserved. */
  protected readonly anyPath: ParserMethod<[what?: string], Path> = this.RULE(
    'anyPath',
    (what?: string): Path => {
      const parts: Name[] = [];
      const first = this.CONSUME(t.AnyName, what === undefined ? {} : { ERR_MSG: what });
      this.ACTION(() => parts.push(this.nameOf(first)));
      this.MANY(() => {
        this.CONSUME(t.Dot);
        const next = this.CONSUME2(t.AnyName, { ERR_MSG: 'a name behind the dot' });
        this.ACTION(() => parts.push(this.nameOf(next)));
      });
      return this.ACTION(() => this.pathOf(parts));
    },
  );

  protected readonly declaredName: ParserMethod<[what?: string], void> = this.RULE(
    'declaredName',
    (what?: string) => {
      const name = this.CONSUME(t.AnyName, what === undefined ? {} : { ERR_MSG: what });
      this.ACTION(() => {
        this.draft.name = this.nameOf(name);
      });
    },
  );

  protected readonly title: ParserMethod<[], void> = this.RULE('title', () => {
    this.OPTION(() => {
      const title = this.CONSUME(t.StringText);
      this.ACTION(() => {
        this.draft.title = this.textOf(title);
      });
    });
  });

  protected readonly bodyOpening: ParserMethod<[what?: string], void> = this.RULE(
    'bodyOpening',
    (what?: string) => {
      const open = this.CONSUME(t.LBrace, what === undefined ? {} : { ERR_MSG: what });
      this.ACTION(() => {
        this.draft.bodyAt = open.startOffset;
      });
    },
  );

  protected startItem(): void {
    this.draft.itemAt = this.LA(1).startOffset;
  }
}

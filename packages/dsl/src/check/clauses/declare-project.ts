import type { Span } from '../../syntax/span.ts';
import type { FileTree, SettingDecl, UserDecl } from '../../syntax/tree.ts';
import { constantDuration, constantOf, inTermsOf } from '../expressions/constant.ts';
import { constantSite } from '../expressions/site.ts';
import type { Typer } from '../expressions/typer.ts';
import type { FileScope } from '../names/entry.ts';
import { checkNameStyle } from '../names/name-style.ts';
import type { FieldSymbol, Program } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import type { Tables } from '../tables.ts';
import { readFields } from '../types/read-fields.ts';
import { withOptional } from '../types/type.ts';

export interface InFile<D> {
  readonly decl: D;
  readonly scope: FileScope;
}

/** What belongs to the project and to no module; of each, the first one counts. */
export interface ProjectDecls {
  readonly user: InFile<UserDecl> | undefined;
  readonly settings: ReadonlyMap<string, InFile<SettingDecl>>;
}

export function declareProject(
  trees: readonly FileTree[],
  scopes: readonly FileScope[],
  tables: Tables,
  reporter: Reporter,
): ProjectDecls {
  let user: InFile<UserDecl> | undefined;
  const settings = new Map<string, InFile<SettingDecl>>();
  trees.forEach((tree, i) => {
    const scope = scopes[i];
    if (scope === undefined) return;
    for (const decl of tree.declarations) {
      if (decl.kind === 'user') {
        if (user === undefined) user = { decl, scope };
        else {
          reportTwice(
            reporter,
            'the `user` block',
            keyword(decl.span, 4),
            keyword(user.decl.span, 4),
            'put all fields into one block',
          );
        }
      } else if (decl.kind === 'setting') {
        const first = settings.get(decl.name.text);
        if (first === undefined) settings.set(decl.name.text, { decl, scope });
        else reportTwice(reporter, `the setting \`${decl.name.text}\``, decl.name.span, first.decl.name.span);
      } else if (decl.kind === 'channel' || decl.kind === 'purpose') {
        const { name } = decl;
        if (name.text === '') continue;
        checkNameStyle(name, decl.kind, reporter);
        const known =
          decl.kind === 'channel' ? tables.channels.get(name.text) : tables.purposes.get(name.text);
        if (known !== undefined)
          reportTwice(reporter, `${decl.kind} \`${name.text}\``, name.span, known.name.span);
        else if (decl.kind === 'channel') tables.channels.set(name.text, decl);
        else tables.purposes.set(name.text, decl);
      }
    }
  });
  return { user, settings };
}

function keyword(span: Span, length: number): Span {
  return { ...span, end: Math.min(span.end, span.start + length) };
}

function reportTwice(reporter: Reporter, what: string, span: Span, first: Span, help?: string): void {
  reporter.report('N2008', span, `${what} is already declared`, {
    help: help ?? 'it is seen in the whole project: leave one of the two out',
    related: [{ span: first, message: 'first declared here' }],
  });
}

/** The fields of `user`, with their defaults; these may use constants, so constants come first. */
export function declareUser({ decl, scope }: InFile<UserDecl>, typer: Typer): void {
  const { tables, reporter } = typer;
  tables.user.unreadable = decl.broken === true;
  const declare = (): void => {
    for (const field of readFields(decl.fields, 'userField', reporter)) {
      tables.userFields.set(field.name, withDefault(field, scope, typer));
    }
  };
  if (decl.broken === true) reporter.muted(declare);
  else declare();
}

function withDefault(field: FieldSymbol, scope: FileScope, typer: Typer): FieldSymbol {
  const { decl, type, name } = field;
  checkLocale(field, typer.reporter);
  if (decl.defaultValue === undefined) {
    if (!type.optional && type.kind !== 'unknown') {
      const sample = type.kind === 'enum' ? type.members[0] : type.kind === 'timezone' ? '"UTC"' : undefined;
      typer.reporter.report('N4004', decl.name.span, `\`${name}\` may be missing in a new profile`, {
        help: `make it optional, \`${name}: ${decl.type.base.text === 'enum' ? 'enum { … }' : decl.type.base.text}?\`, or give it a default: \`= ${sample ?? '…'}\``,
      });
    }
    return field;
  }
  const constant = constantOf(
    typer,
    decl.defaultValue,
    constantSite(scope),
    `the default of \`${name}\``,
    type,
  );
  if (constant === undefined) return field;
  // With a default it is never missing, whatever the `?` says.
  return { ...field, type: withOptional(type, false), defaultValue: inTermsOf(constant, type) };
}

function checkLocale(field: FieldSymbol, reporter: Reporter): void {
  if (field.name !== 'locale' || field.type.kind === 'string' || field.type.kind === 'unknown') return;
  reporter.report(
    'N3002',
    field.decl.type.span,
    '`locale` chooses the language of messages, so it is a `string`',
    {
      help: 'write `locale: string = "en"`',
    },
  );
}

export function readSettings(settings: ProjectDecls['settings'], typer: Typer): Program['settings'] {
  const read = (name: string, fallbackMs: number): number => {
    const setting = settings.get(name);
    if (setting === undefined || setting.decl.broken === true) return fallbackMs;
    const site = constantSite(setting.scope);
    return constantDuration(typer, setting.decl.value, site, `\`${name}\``, true) ?? fallbackMs;
  };
  return {
    lateMs: read('late', 3_600_000),
    futureMs: read('future', 300_000),
    delayMs: read('delay', 10_000),
  };
}

import type { Literal, Path, SourceField, SourceMapping } from '../../syntax/tree.ts';
import { evaluate } from '../constants/evaluate.ts';
import { checkFit } from '../expressions/fit.ts';
import { reportUnknownField, reportUnknownUserField } from '../expressions/infer-reference.ts';
import { constantSite } from '../expressions/site.ts';
import type { Typer } from '../expressions/typer.ts';
import type { FileScope } from '../names/entry.ts';
import { pathText, resolvePath } from '../names/resolve-path.ts';
import type { SourceSymbol, Type } from '../program.ts';
import { BOOL, STRING } from '../types/type.ts';
import { choiceHelp, firstOfEach, reportLeftOut } from './fill-values.ts';

type Target = SourceSymbol['targets'][number];
type Format = SourceSymbol['format'];

/** One `on … -> …` of a source; what its records become, if that is known. */
export function checkMapping(
  mapping: SourceMapping,
  scope: FileScope,
  format: Format | undefined,
  typer: Typer,
): Target | undefined {
  const target = resolveHappening(mapping.target, scope, typer);
  const fields = firstOfEach(mapping.fields, typer.reporter);
  for (const condition of mapping.conditions) {
    for (const value of condition.values) typer.infer(value, constantSite(scope));
  }
  if (target === undefined) return undefined;
  for (const field of mapping.fields) {
    const type = target === 'user.consent' ? consentFieldType(field, typer) : fieldType(target, field, typer);
    if (type !== undefined) checkValue(field, type, target, scope, format, typer);
  }
  const required = requiredOf(target);
  const name = typeof target === 'string' ? target : target.name;
  const absent = required.filter((each) => !fields.has(each));
  if (!hasUnknown(target, fields, required)) {
    reportLeftOut(
      {
        code: 'N7004',
        span: mapping.target.span,
        subject: `this line to \`${name}\``,
        names: absent,
        help: `say where they come from, \`${absent[0]}: column\`, or make them optional in the event`,
      },
      typer.reporter,
    );
  }
  return target;
}

function requiredOf(target: Target): readonly string[] {
  if (target === 'user.consent') return consentShape;
  if (target === 'user.updated') return [];
  return target.fields.flatMap((field) => (field.type.optional ? [] : [field.name]));
}

const consentShape: readonly string[] = ['purpose', 'granted'];

/** An event, or one of the two built-in types that a source and a test may make. */
export function resolveHappening(path: Path, scope: FileScope, typer: Typer): Target | undefined {
  const text = pathText(path);
  if (text === 'user.updated' || text === 'user.consent') return text;
  if (path.parts.length === 2 && path.parts[0]?.text === 'user') {
    typer.reporter.report('N2001', path.span, `there is no \`${text}\``, {
      help: choiceHelp(text, ['user.updated', 'user.consent'], 'there are', ''),
    });
    return undefined;
  }
  const entry = resolvePath(path, 'event', scope, typer.reporter);
  return entry && typer.tables.events.get(entry.decl);
}

function fieldType(
  target: Exclude<Target, 'user.consent'>,
  field: SourceField,
  typer: Typer,
): Type | undefined {
  if (typeof target === 'string') {
    const known = typer.tables.userFields.get(field.name.text);
    if (known === undefined && !typer.tables.user.unreadable) reportUnknownUserField(typer, field.name);
    return known?.type;
  }
  const known = target.fields.find((each) => each.name === field.name.text);
  if (known === undefined) reportUnknownField(typer, target, field.name);
  return known?.type;
}

function consentFieldType(field: SourceField, typer: Typer): Type | undefined {
  const { text, span } = field.name;
  if (text === 'purpose') return STRING;
  if (text === 'granted') return BOOL;
  typer.reporter.report('N2010', span, `\`user.consent\` has no field \`${text}\``, {
    help: choiceHelp(text, consentShape, 'it has', ''),
  });
  return undefined;
}

/** A misspelt name is said once: it is probably the one that seems to be left out. */
function hasUnknown(
  target: Target,
  fields: ReadonlyMap<string, SourceField>,
  required: readonly string[],
): boolean {
  const known = new Set(typeof target === 'string' ? required : target.fields.map((field) => field.name));
  return [...fields.keys()].some((name) => !known.has(name));
}

function checkValue(
  field: SourceField,
  type: Type,
  target: Target,
  scope: FileScope,
  format: Format | undefined,
  typer: Typer,
): void {
  if (type.kind === 'list' && format === 'csv') {
    typer.reporter.report(
      'N7005',
      field.span,
      `\`${field.name.text}\` is a list, which a CSV cell cannot hold`,
      {
        help: 'leave it out and make the field optional, or read the records as `json`',
      },
    );
    return;
  }
  if (field.value.kind === 'path') return;
  const said = typer.reporter.diagnostics.length;
  const literal: Literal = field.value;
  const inferred = typer.infer(literal, constantSite(scope), type).type;
  if (typer.reporter.diagnostics.length > said) return;
  if (!checkFit(typer, literal, inferred, type, `\`${field.name.text}\``)) return;
  if (target === 'user.consent' && field.name.text === 'purpose') checkPurpose(literal, typer);
  const outcome = evaluate(literal, typer.tables);
  if (outcome.known && outcome.value !== undefined) typer.tables.constants.set(literal, outcome.value);
}

function checkPurpose(literal: Literal, typer: Typer): void {
  if (literal.kind !== 'string' || typer.tables.purposes.has(literal.value)) return;
  typer.reporter.report('N2011', literal.span, `there is no purpose \`${literal.value}\``, {
    help: choiceHelp(
      literal.value,
      [...typer.tables.purposes.keys()],
      'the purposes are',
      `declare it: \`purpose ${literal.value}\``,
    ),
  });
}

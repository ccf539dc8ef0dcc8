import type { Path, SourceAttribute, SourceDecl } from '../../syntax/tree.ts';
import { checkZone } from '../expressions/fit.ts';
import type { Typer } from '../expressions/typer.ts';
import { pathText, type Resolved } from '../names/resolve-path.ts';
import type { SourceSymbol } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import { checkMapping } from './check-mapping.ts';
import { namesOf } from './declare-values.ts';
import { choiceHelp } from './fill-values.ts';

type Format = SourceSymbol['format'];

export function checkSource(entry: Resolved<'source'>, typer: Typer): SourceSymbol | undefined {
  const { decl } = entry;
  const { reporter } = typer;
  const format = readFormat(decl, reporter);
  checkAttributes(decl, typer);
  if (format === 'csv') for (const path of pathsOf(decl)) checkColumn(path, reporter);
  const targets = decl.mappings.map((mapping) => checkMapping(mapping, entry.scope, format, typer));
  checkReachable(decl, reporter);
  if (format === undefined || targets.includes(undefined)) return undefined;
  return {
    kind: 'source',
    ...namesOf(entry),
    format,
    targets: targets.filter((target) => target !== undefined),
    decl,
  };
}

function readFormat(decl: SourceDecl, reporter: Reporter): Format | undefined {
  const { format, name } = decl;
  if (format === undefined) {
    reporter.report('N7001', name.span, `\`${name.text}\` does not say how its records are written`, {
      help: 'add `format csv` or `format json`',
    });
    return undefined;
  }
  if (format.text === 'csv' || format.text === 'json') return format.text;
  if (format.text === 'debezium') {
    reporter.report('N9001', format.span, '`format debezium` is not built yet', {
      help: 'write the rows out as `csv` or `json` and read those',
    });
  } else if (format.text !== '') {
    reporter.report('N7001', format.span, `there is no format \`${format.text}\``, {
      help: choiceHelp(format.text, ['csv', 'json'], 'the formats are', ''),
    });
  }
  return undefined;
}

const attributeNames = ['user', 'at', 'id', 'tenant', 'session', 'device'];

function checkAttributes(decl: SourceDecl, typer: Typer): void {
  const { reporter } = typer;
  const firsts = new Map<string, SourceAttribute>();
  for (const attribute of decl.attributes) {
    const { text, span } = attribute.name;
    const first = firsts.get(text);
    if (!attributeNames.includes(text)) {
      reporter.report('N7003', span, `a source has no line \`${text} = …\``, {
        help: choiceHelp(text, attributeNames, 'it says where these stand:', ''),
      });
    } else if (first !== undefined) {
      reporter.report('N4008', span, `there is a second \`${text}\``, {
        help: 'leave one of the two out',
        related: [{ span: first.name.span, message: 'the first one' }],
      });
    } else firsts.set(text, attribute);
    checkAttributeZone(attribute, typer);
  }
  const unknown = decl.attributes.some((attribute) => !attributeNames.includes(attribute.name.text));
  const absent = ['user', 'at'].filter((name) => !firsts.has(name));
  if (absent.length === 0 || unknown) return;
  const what = absent.map((name) => `\`${name}\``).join(' and ');
  reporter.report(
    'N7002',
    decl.name.span,
    `\`${decl.name.text}\` does not say where ${what} ${absent.length === 1 ? 'stands' : 'stand'}`,
    {
      help: `add ${absent.map((name) => (name === 'user' ? '`user = user_id`' : '`at = timestamp`')).join(' and ')}, with the name of the column`,
    },
  );
}

function checkAttributeZone(attribute: SourceAttribute, typer: Typer): void {
  const { zone, name } = attribute;
  if (zone === undefined) return;
  if (name.text === 'at') checkZone(typer, zone, zone.value);
  else if (attributeNames.includes(name.text)) {
    typer.reporter.report('N7007', zone.span, `\`${name.text}\` is not a time, so it has no zone`, {
      help: 'leave `in …` out here',
    });
  }
}

function* pathsOf(decl: SourceDecl): Generator<Path> {
  for (const attribute of decl.attributes) yield attribute.column;
  for (const mapping of decl.mappings) {
    for (const condition of mapping.conditions) yield condition.column;
    for (const field of mapping.fields) if (field.value.kind === 'path') yield field.value;
  }
}

function checkColumn(path: Path, reporter: Reporter): void {
  if (path.parts.length < 2) return;
  reporter.report('N7006', path.span, `\`${pathText(path)}\` is a path, but a CSV file has only columns`, {
    help: 'write the name of one column; a name with a dot in it stands in backquotes',
  });
}

/** A record becomes the first line that fits it, so nothing comes behind a line that fits all. */
function checkReachable(decl: SourceDecl, reporter: Reporter): void {
  const all = decl.mappings.findIndex((mapping) => mapping.conditions.length === 0);
  const first = decl.mappings[all];
  const next = decl.mappings[all + 1];
  if (first === undefined || next === undefined) return;
  reporter.report('N8007', next.span, 'this line is never reached', {
    help: 'put the line without a condition last',
    related: [{ span: first.span, message: 'this one fits every record' }],
  });
}

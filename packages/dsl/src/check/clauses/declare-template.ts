import { closest } from '../../diagnostics/did-you-mean.ts';
import type { Span } from '../../syntax/span.ts';
import type { TemplateDecl, TemplateEntry, TemplateLocale, TemplatePart } from '../../syntax/tree.ts';
import type { Resolved } from '../names/resolve-path.ts';
import type { ParamSymbol, TemplateSymbol } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import { namesOf, readParams } from './declare-values.ts';

export function declareTemplate(entry: Resolved<'template'>, reporter: Reporter): TemplateSymbol {
  const { decl } = entry;
  const params = readParams(decl.params, 'templateParam', reporter);
  checkLocales(decl, reporter);
  checkHoles(decl, params, reporter);
  return { kind: 'template', ...namesOf(entry), params, decl };
}

function checkLocales(decl: TemplateDecl, reporter: Reporter): void {
  const [first] = decl.locales;
  if (first === undefined) {
    reporter.report('N4018', decl.name.span, `\`${decl.name.text}\` has no text`, {
      help: 'give it a locale: `en { title "…" }`',
    });
    return;
  }
  const tags = new Map<string, Span>();
  for (const locale of decl.locales) {
    checkTag(locale, tags, reporter);
    const keys = checkKeys(locale, reporter);
    if (locale === first) {
      if (keys.size === 0) {
        reporter.report('N4018', locale.tag.span, `locale \`${locale.tag.text}\` has no text`, {
          help: `give it one: \`${locale.tag.text} { title "…" }\``,
        });
      }
    } else compareKeys(locale, keys, first, reporter);
  }
}

const tagShape = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** Tags differ by more than case: `de-AT` falls back to `de` whichever way it is written. */
function checkTag(locale: TemplateLocale, tags: Map<string, Span>, reporter: Reporter): void {
  const { text, span } = locale.tag;
  if (text === '') return;
  if (!tagShape.test(text)) {
    const dashed = text.replaceAll('_', '-');
    reporter.report('N4023', span, `\`${text}\` is not a locale`, {
      help: tagShape.test(dashed) ? `write \`${dashed}\`` : 'locales are written like `en`, `de` or `de-AT`',
    });
    return;
  }
  const first = tags.get(text.toLowerCase());
  if (first === undefined) tags.set(text.toLowerCase(), span);
  else {
    reporter.report('N4022', span, `the locale \`${text}\` stands here twice`, {
      help: 'put all its texts into one',
      related: [{ span: first, message: 'first here' }],
    });
  }
}

function checkKeys(locale: TemplateLocale, reporter: Reporter): ReadonlyMap<string, TemplateEntry> {
  const keys = new Map<string, TemplateEntry>();
  for (const entry of locale.entries) {
    const first = keys.get(entry.key.text);
    if (first === undefined) keys.set(entry.key.text, entry);
    else {
      reporter.report(
        'N4022',
        entry.key.span,
        `\`${entry.key.text}\` stands twice in \`${locale.tag.text}\``,
        {
          help: 'leave one of them out',
          related: [{ span: first.key.span, message: 'first here' }],
        },
      );
    }
  }
  return keys;
}

function compareKeys(
  locale: TemplateLocale,
  keys: ReadonlyMap<string, TemplateEntry>,
  first: TemplateLocale,
  reporter: Reporter,
): void {
  const wanted = new Map(first.entries.map((entry) => [entry.key.text, entry]));
  const absent = [...wanted.keys()].filter((key) => !keys.has(key));
  const extra = [...keys.values()].filter((entry) => !wanted.has(entry.key.text));
  for (const entry of extra) {
    const meant = closest(entry.key.text, absent);
    if (meant !== undefined) absent.splice(absent.indexOf(meant), 1);
    reporter.report(
      'N4019',
      entry.key.span,
      `\`${locale.tag.text}\` has a text \`${entry.key.text}\` that \`${first.tag.text}\` does not have`,
      {
        help:
          meant === undefined ? `add it to all locales, or leave it out here` : `did you mean \`${meant}\`?`,
        related: [{ span: first.tag.span, message: 'the first locale' }],
      },
    );
  }
  if (absent.length > 0) {
    const list = absent.map((key) => `\`${key}\``).join(', ');
    reporter.report(
      'N4019',
      locale.tag.span,
      `\`${locale.tag.text}\` lacks ${list}, which \`${first.tag.text}\` has`,
      {
        help: `add ${list} to \`${locale.tag.text}\``,
        related: absent.flatMap((key) => {
          const entry = wanted.get(key);
          return entry === undefined
            ? []
            : [{ span: entry.key.span, message: `\`${key}\` in \`${first.tag.text}\`` }];
        }),
      },
    );
  }
}

function checkHoles(decl: TemplateDecl, params: readonly ParamSymbol[], reporter: Reporter): void {
  const byName = new Map(params.map((param) => [param.name, param]));
  const printed = new Set<string>();
  for (const locale of decl.locales) {
    for (const entry of locale.entries) {
      for (const part of entry.parts) {
        if (part.kind !== 'hole') continue;
        printed.add(part.name.text);
        checkHole(part, byName, decl, reporter);
      }
    }
  }
  if (decl.locales.length === 0) return;
  for (const param of byName.values()) {
    if (printed.has(param.name) || param.name === '') continue;
    reporter.report(
      'N8005',
      param.decl.name.span,
      `no text of \`${decl.name.text}\` prints \`${param.name}\``,
      {
        help: `print it with \`{${param.name}}\`, or leave the parameter out`,
      },
    );
  }
}

type Hole = Extract<TemplatePart, { kind: 'hole' }>;

function checkHole(
  hole: Hole,
  params: ReadonlyMap<string, ParamSymbol>,
  decl: TemplateDecl,
  reporter: Reporter,
): void {
  const param = params.get(hole.name.text);
  if (param === undefined) {
    const meant = closest(hole.name.text, params.keys());
    reporter.report('N4020', hole.span, `\`${decl.name.text}\` has no parameter \`${hole.name.text}\``, {
      help:
        meant === undefined
          ? `declare it, \`template ${decl.name.text}(${hole.name.text}: string)\`; for a plain brace write \`{{\``
          : `did you mean \`{${meant}}\`?`,
    });
    return;
  }
  if (hole.digits === undefined || param.type.kind === 'unknown') return;
  if (param.type.kind !== 'decimal') {
    reporter.report(
      'N4021',
      hole.span,
      `\`${param.name}\` is not a \`decimal\`, so it has no digits to choose`,
      {
        help: `write \`{${param.name}}\``,
      },
    );
  }
}

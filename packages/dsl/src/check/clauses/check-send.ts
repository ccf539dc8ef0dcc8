import type { Expr, OtherNudgeClause } from '../../syntax/tree.ts';
import { checkFit } from '../expressions/fit.ts';
import type { Site } from '../expressions/site.ts';
import type { Typer } from '../expressions/typer.ts';
import { resolvePath } from '../names/resolve-path.ts';
import type { TemplateSymbol } from '../program.ts';
import { noteUse } from '../tables.ts';
import { choiceHelp, firstOfEach, reportLeftOut } from './fill-values.ts';

export interface Sent {
  readonly template: TemplateSymbol;
  /** One for each parameter, in its order. */
  readonly args: readonly Expr[];
}

export function checkSend(
  clause: Extract<OtherNudgeClause, { kind: 'send' }>,
  site: Site,
  typer: Typer,
): Sent | undefined {
  const { reporter, tables } = typer;
  const entry = resolvePath(clause.template, 'template', site.scope, reporter);
  const template = entry && tables.templates.get(entry.decl);
  if (entry !== undefined) noteUse(tables, site.owner, entry.decl, clause.template.span);
  const given = firstOfEach(clause.args, reporter);
  const params = new Map(template?.params.map((param) => [param.name, param]));
  for (const arg of clause.args) {
    const param = params.get(arg.name.text);
    const { type } = typer.infer(arg.value, site, param?.type);
    if (param !== undefined) {
      checkFit(typer, arg.value, type, param.type, `\`${param.name}\` of \`${template?.name}\``);
    } else if (template !== undefined) {
      reporter.report('N4025', arg.name.span, `\`${template.name}\` has no parameter \`${arg.name.text}\``, {
        help: choiceHelp(
          arg.name.text,
          [...params.keys()],
          'it takes',
          'leave it out: the template takes no values',
        ),
      });
    }
  }
  if (template === undefined) return undefined;
  // A misspelt name is said once: whoever gives `nmae` has not left `name` out.
  const unknown = [...given.keys()].some((name) => !params.has(name));
  const absent = template.params.filter((param) => !given.has(param.name)).map((param) => param.name);
  if (!unknown) {
    reportLeftOut(
      {
        code: 'N4024',
        span: clause.template.span,
        subject: `this \`send\` of \`${template.name}\``,
        names: absent,
        help: `give a value: \`${template.name} { ${absent.map((name) => `${name}: …`).join(', ')} }\``,
      },
      reporter,
    );
  }
  const args = template.params.flatMap((param) => given.get(param.name)?.value ?? []);
  return args.length === template.params.length ? { template, args } : undefined;
}

import type { Expr, FieldInit, TestStep } from '../../syntax/tree.ts';
import { resolveHappening } from '../clauses/check-mapping.ts';
import { choiceHelp, firstOfEach, reportLeftOut } from '../clauses/fill-values.ts';
import { withoutParens } from '../expressions/children.ts';
import { constantOf } from '../expressions/constant.ts';
import { reportUnknownField, reportUnknownUserField } from '../expressions/infer-reference.ts';
import type { Site } from '../expressions/site.ts';
import type { Typer } from '../expressions/typer.ts';
import type { EventSymbol, Type } from '../program.ts';
import { BOOL } from '../types/type.ts';

/** `ann Order { amount: 25.00 }`, `ann user.updated { … }`, `ann user.consent { … }`. */
export function checkHappening(step: Extract<TestStep, { kind: 'happens' }>, site: Site, typer: Typer): void {
  const target = resolveHappening(step.event, site.scope, typer);
  if (target === undefined) return;
  typer.tables.testRefs.set(step.event, target);
  if (target === 'user.updated') checkProfile(step.fields, site, typer);
  else if (target === 'user.consent') checkConsent(step, site, typer);
  else checkEvent(step, target, site, typer);
}

/** Fields of the profile, as `given` and `user.updated` have them. */
export function checkProfile(fields: readonly FieldInit[], site: Site, typer: Typer): void {
  firstOfEach(fields, typer.reporter);
  for (const field of fields) {
    const known = typer.tables.userFields.get(field.name.text);
    if (known !== undefined) checkValue(field, known.type, site, typer);
    else if (!typer.tables.user.unreadable) reportUnknownUserField(typer, field.name);
  }
}

function checkValue(field: FieldInit, type: Type, site: Site, typer: Typer): void {
  constantOf(typer, field.value, site, `\`${field.name.text}\``, type);
}

type Step = Extract<TestStep, { kind: 'happens' }>;

function checkEvent(step: Step, event: EventSymbol, site: Site, typer: Typer): void {
  const given = firstOfEach(step.fields, typer.reporter);
  const known = new Map(event.fields.map((field) => [field.name, field]));
  let unknown = false;
  for (const init of step.fields) {
    const field = known.get(init.name.text);
    if (field !== undefined) checkValue(init, field.type, site, typer);
    else {
      unknown = true;
      reportUnknownField(typer, event, init.name);
    }
  }
  if (unknown) return;
  const absent = event.fields.filter((field) => !field.type.optional && !given.has(field.name));
  reportRequired(
    step,
    event.name,
    absent.map((field) => field.name),
    typer,
  );
}

function reportRequired(step: Step, name: string, absent: readonly string[], typer: Typer): void {
  reportLeftOut(
    {
      code: 'N6005',
      span: step.event.span,
      subject: `this \`${name}\``,
      names: absent,
      help: `give each a value: \`${name} { ${absent.map((each) => `${each}: …`).join(', ')} }\``,
    },
    typer.reporter,
  );
}

const consentFields = ['purpose', 'granted'];

function checkConsent(step: Step, site: Site, typer: Typer): void {
  const given = firstOfEach(step.fields, typer.reporter);
  let unknown = false;
  for (const init of step.fields) {
    if (init.name.text === 'purpose') checkPurpose(init.value, site, typer);
    else if (init.name.text === 'granted') checkValue(init, BOOL, site, typer);
    else {
      unknown = true;
      typer.reporter.report('N2010', init.name.span, `\`user.consent\` has no field \`${init.name.text}\``, {
        help: choiceHelp(init.name.text, consentFields, 'it has', ''),
      });
    }
  }
  if (!unknown)
    reportRequired(
      step,
      'user.consent',
      consentFields.filter((name) => !given.has(name)),
      typer,
    );
}

/** A purpose is written bare or quoted, like a member of an enum of all purposes. */
function checkPurpose(value: Expr, site: Site, typer: Typer): void {
  const { tables, reporter } = typer;
  const inner = withoutParens(value);
  const name =
    inner.kind === 'string'
      ? inner.value
      : inner.kind === 'ref' && inner.path.parts.length === 1
        ? inner.path.parts[0]?.text
        : undefined;
  const members = [...tables.purposes.keys()];
  if (name !== undefined && !tables.purposes.has(name)) {
    reporter.report('N2011', value.span, `there is no purpose \`${name}\``, {
      help: choiceHelp(name, members, 'the purposes are', `declare it: \`purpose ${name}\``),
    });
    return;
  }
  constantOf(typer, value, site, '`purpose`', { kind: 'enum', members, optional: false });
}

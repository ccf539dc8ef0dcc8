import type { Name, TestDecl, TestStep } from '../../syntax/tree.ts';
import { choiceHelp } from '../clauses/fill-values.ts';
import { constantDuration, constantOf } from '../expressions/constant.ts';
import { constantSite, type Site } from '../expressions/site.ts';
import type { Typer } from '../expressions/typer.ts';
import type { FileScope } from '../names/entry.ts';
import { TIMESTAMP } from '../types/type.ts';
import { checkExpectation } from './check-expectation.ts';
import { checkHappening, checkProfile } from './check-happening.ts';
import { warnOfStrangers } from './strangers.ts';
import { TestClock } from './test-clock.ts';

/** Says what a test asks for that cannot be; tests are run elsewhere. */
export function checkTest(decl: TestDecl, scope: FileScope, typer: Typer): void {
  const site = constantSite(scope);
  const clock = new TestClock(typer.reporter);
  const given = new Map<string, Name>();
  for (const step of decl.steps) checkStep(step, site, clock, given, typer);
  warnOfStrangers(decl, typer.reporter);
}

function checkStep(
  step: TestStep,
  site: Site,
  clock: TestClock,
  given: Map<string, Name>,
  typer: Typer,
): void {
  switch (step.kind) {
    case 'given':
      checkGivenOnce(step.user, given, typer);
      checkProfile(step.fields, site, typer);
      checkConsents(step.consents, typer);
      return;
    case 'at': {
      const instant = constantOf(typer, step.instant, site, '`at`', TIMESTAMP);
      clock.set(typeof instant?.value === 'number' ? instant.value : undefined, step.instant.span);
      return;
    }
    case 'after':
      clock.require(step.span, 'after');
      clock.move(constantDuration(typer, step.duration, site, '`after`'));
      return;
    case 'happens':
      clock.require(step.span, 'an event');
      checkHappening(step, site, typer);
      return;
    case 'expect':
      clock.require(step.span, 'expect');
      checkExpectation(step.expectation, site, typer);
      return;
    default:
      step satisfies never;
  }
}

function checkGivenOnce(user: Name, given: Map<string, Name>, typer: Typer): void {
  const first = given.get(user.text);
  if (first === undefined) {
    given.set(user.text, user);
    return;
  }
  typer.reporter.report('N6008', user.span, `\`${user.text}\` is given already`, {
    help: `put both into one \`given\`; what changes later is \`${user.text} user.updated { … }\``,
    related: [{ span: first.span, message: 'first given here' }],
  });
}

function checkConsents(consents: readonly Name[], typer: Typer): void {
  const { purposes } = typer.tables;
  const seen = new Map<string, Name>();
  for (const consent of consents) {
    const first = seen.get(consent.text);
    if (!purposes.has(consent.text)) {
      typer.reporter.report('N2011', consent.span, `there is no purpose \`${consent.text}\``, {
        help: choiceHelp(
          consent.text,
          [...purposes.keys()],
          'the purposes are',
          `declare it: \`purpose ${consent.text}\``,
        ),
      });
    } else if (first !== undefined) {
      typer.reporter.report('N4026', consent.span, `\`${consent.text}\` is given twice`, {
        help: 'leave one of them out',
        related: [{ span: first.span, message: 'first given here' }],
      });
    } else seen.set(consent.text, consent);
  }
}

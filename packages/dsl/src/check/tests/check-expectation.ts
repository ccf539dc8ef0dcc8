import type { Expectation } from '../../syntax/tree.ts';
import { choiceHelp, firstOfEach } from '../clauses/fill-values.ts';
import { constantOf } from '../expressions/constant.ts';
import type { Site } from '../expressions/site.ts';
import type { Typer } from '../expressions/typer.ts';
import { resolvePath } from '../names/resolve-path.ts';
import type { NudgeSymbol, TemplateSymbol } from '../program.ts';
import { STRING, withOptional } from '../types/type.ts';

type ExpectNudge = Extract<Expectation, { kind: 'nudge' }>;
type ExpectMetric = Extract<Expectation, { kind: 'metric' }>;

export function checkExpectation(expectation: Expectation, site: Site, typer: Typer): void {
  switch (expectation.kind) {
    case 'nudge':
      checkNudge(expectation, site, typer);
      return;
    case 'noNudge':
      return;
    case 'suppressed': {
      resolveNudge(expectation.nudge, site, typer);
      checkReason(expectation.reason, typer);
      return;
    }
    case 'member': {
      const entry = resolvePath(expectation.segment, 'segment', site.scope, typer.reporter);
      const symbol = entry && typer.tables.segments.get(entry.decl);
      if (symbol !== undefined) typer.tables.testRefs.set(expectation.segment, symbol);
      return;
    }
    case 'metric':
      checkMetric(expectation, site, typer);
      return;
    case 'unbuilt':
      typer.reporter.report('N9001', expectation.span, `${expectation.what} is not built yet`, {
        help: 'leave it out for now',
      });
      return;
    default:
      expectation satisfies never;
  }
}

function resolveNudge(path: ExpectNudge['nudge'], site: Site, typer: Typer): NudgeSymbol | undefined {
  const entry = resolvePath(path, 'nudge', site.scope, typer.reporter);
  const symbol = entry && typer.tables.nudges.get(entry.decl);
  if (symbol !== undefined) typer.tables.testRefs.set(path, symbol);
  return symbol;
}

function checkNudge(expectation: ExpectNudge, site: Site, typer: Typer): void {
  const nudge = resolveNudge(expectation.nudge, site, typer);
  const { channel, content } = expectation;
  firstOfEach(content, typer.reporter);
  for (const { name, value } of content) constantOf(typer, value, site, `\`${name.text}\``, STRING);
  if (nudge === undefined) return;
  if (channel !== undefined && !nudge.channels.includes(channel.text)) {
    typer.reporter.report('N6007', channel.span, `\`${nudge.name}\` does not go out on \`${channel.text}\``, {
      help: choiceHelp(channel.text, nudge.channels, 'it goes out on', ''),
    });
  }
  const keys = keysOf(nudge.template);
  for (const { name } of content) {
    if (keys.includes(name.text)) continue;
    typer.reporter.report('N6006', name.span, `\`${nudge.template.name}\` has no text \`${name.text}\``, {
      help: choiceHelp(name.text, keys, 'its texts are', ''),
      related: [{ span: nudge.template.decl.name.span, message: `\`${nudge.name}\` sends this template` }],
    });
  }
}

function keysOf(template: TemplateSymbol): string[] {
  return [
    ...new Set(template.decl.locales.flatMap((locale) => locale.entries.map((entry) => entry.key.text))),
  ];
}

const reasons = ['consent', 'holdout', 'experiment', 'cooldown', 'cap', 'quiet', 'group', 'expired'];

function checkReason(reason: Extract<Expectation, { kind: 'suppressed' }>['reason'], typer: Typer): void {
  if (reasons.includes(reason.text) || reason.text === '') return;
  typer.reporter.report('N6003', reason.span, `no nudge is suppressed by \`${reason.text}\``, {
    help: choiceHelp(reason.text, reasons, 'the reasons are', ''),
  });
}

function checkMetric(expectation: ExpectMetric, site: Site, typer: Typer): void {
  const entry = resolvePath(expectation.metric, 'metric', site.scope, typer.reporter);
  const symbol = entry && typer.tables.metrics.get(entry.decl);
  if (symbol !== undefined) typer.tables.testRefs.set(expectation.metric, symbol);
  if (expectation.value !== undefined) {
    const expected = symbol === undefined ? undefined : withOptional(symbol.type, false);
    constantOf(typer, expectation.value, site, `\`${entry?.name ?? 'the metric'}\``, expected);
  } else if (symbol !== undefined && !symbol.type.optional && symbol.type.kind !== 'unknown') {
    typer.reporter.report('N8006', expectation.metric.span, `\`${symbol.name}\` is never missing`, {
      help: 'expect a value: `expect metric … = 0`',
    });
  }
}

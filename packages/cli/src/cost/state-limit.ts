import { compileProgram } from '@nudge/compiler';
import type { Diagnostic, Program, Related, Span } from '@nudge/dsl';
import type { CostAssumptions } from '@nudge/engine';
import { grouped } from '../session.ts';
import { sha256 } from '../sha256.ts';
import { type ProjectCost, projectCost, type RuleCost } from './project-cost.ts';
import { durationLabel, type Rate } from './rate-option.ts';

export interface StateLimit {
  readonly bytesMax: number;
  readonly rates: readonly Rate[];
  readonly assumptions: CostAssumptions;
}

export interface LimitFindings {
  readonly diagnostics: readonly Diagnostic[];
  /** Events without a rate. */
  readonly unrated: readonly string[];
}

/** How many rules are named as costly. */
const NAMED = 3;

/** Whether the state of a user is as small as it has to be; the program must be free of errors. */
export async function checkStateLimit(program: Program, limit: StateLimit): Promise<LimitFindings> {
  const compiled = compileProgram(program, { sha256 });
  const cost = await projectCost({ program, compiled }, limit.rates, limit.assumptions);
  const { expectedBytes } = cost.state.total;
  if (expectedBytes <= limit.bytesMax) return { diagnostics: [], unrated: cost.unrated };
  const [first, ...others] = cost.rules.slice(0, NAMED);
  const { name, help } = mostIn(cost, first);
  const diagnostic: Diagnostic = {
    code: 'N9102',
    severity: 'error',
    span: spanOf(program, first),
    message: `${grouped(Math.ceil(expectedBytes))} bytes per user expected, ${grouped(limit.bytesMax)} allowed; the most is kept by ${name}`,
    help,
    related: others.flatMap((rule): Related[] =>
      rule.expectedBytes < 1
        ? []
        : [{ span: spanOf(program, rule), message: `\`${rule.name}\` needs ${grouped(rule.expectedBytes)}` }],
    ),
  };
  return { diagnostics: [diagnostic], unrated: cost.unrated };
}

/** What takes the most, and what can be done about it. */
function mostIn(
  { state, manifest }: ProjectCost,
  rule: RuleCost | undefined,
): { readonly name: string; readonly help: string } {
  const withBytes = (name: string, bytes: number): string => `${name} (${grouped(bytes)})`;
  const { user, profile, seenIds } = state;
  const rest = Math.max(user.expectedBytes, profile.expectedBytes, seenIds.expectedBytes);
  if (rule !== undefined && rule.expectedBytes >= rest) {
    return {
      name: withBytes(`\`${rule.name}\``, rule.expectedBytes),
      help: 'shorten its windows, or let it count rather than keep values; `nudgec cost` shows each part',
    };
  }
  if (seenIds.expectedBytes === rest) {
    const late = durationLabel(manifest.settings.lateMs);
    return {
      name: withBytes(`the ids of the events of the last ${late}`, rest),
      help: 'they are kept for as long as an event may be late: shorten `late`',
    };
  }
  const what =
    profile.expectedBytes === rest ? 'the profile and the consents' : 'what is there for every user';
  return {
    name: withBytes(what, rest),
    help:
      rule === undefined
        ? 'allow more'
        : `no rule changes that; of the rules, \`${rule.name}\` needs the most`,
  };
}

/** The name of a rule; the beginning of the project where there is none. */
function spanOf({ segments, metrics, nudges, files }: Program, rule: RuleCost | undefined): Span {
  const symbols = rule === undefined ? [] : { segment: segments, metric: metrics, nudge: nudges }[rule.kind];
  const symbol = symbols.find(({ qualified }) => qualified === rule?.name);
  return symbol?.decl.name.span ?? { file: files[0]?.path ?? '', start: 0, end: 0 };
}

import { SQL_DIALECTS, type SqlDialect } from '@nudge/engine';
import { InvalidArgumentError } from 'commander';

/** What a project can be compiled to. The module `rules.js` is part of every bundle, whether `js` is named or not. */
export type Target = 'js' | `sql:${SqlDialect}`;

export const TARGETS: readonly Target[] = ['js', ...SQL_DIALECTS.map((dialect) => `sql:${dialect}` as const)];

/** The value of `--target`, which may also be given several times. */
export function targetsOption(text: string, before: readonly Target[] = []): readonly Target[] {
  const named = text.split(',').map((name) => {
    if (isTarget(name)) return name;
    const choices = name === 'sql' ? TARGETS.filter((target) => target !== 'js') : TARGETS;
    const what = name === 'sql' ? '`sql` does not say for which database: there are' : 'The targets are';
    throw new InvalidArgumentError(`${what} ${choices.join(', ')}.`);
  });
  return [...before, ...named];
}

/** The dialects that are asked for, each once. */
export function dialectsOf(targets: readonly Target[]): readonly SqlDialect[] {
  return SQL_DIALECTS.filter((dialect) => targets.includes(`sql:${dialect}`));
}

function isTarget(name: string): name is Target {
  return (TARGETS as readonly string[]).includes(name);
}

import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { asFileProblem, FileProblem } from '../files/file-problem.ts';
import type { ConfigProblem } from './config-problem.ts';
import { crossChecks } from './cross-checks.ts';
import type { Section } from './field.ts';
import { didYouMean } from './found-words.ts';
import { Reading } from './reading.ts';
import type { RuntimeConfig } from './runtime-config.ts';
import { SCHEMA } from './schema.ts';
import { isOtherVariable, variablesOf } from './variable-name.ts';
import { readYaml, type YamlText } from './yaml-text.ts';

/** Larger than any password, key or chain of certificates. */
const NAMED_FILE_BYTES_MAX = 1024 * 1024;

export interface LoadedConfig {
  /** `null`: there are problems. */
  readonly config: RuntimeConfig | null;
  readonly problems: readonly ConfigProblem[];
  /** What does no harm, and was hardly meant. */
  readonly warnings: readonly ConfigProblem[];
}

export interface ConfigPlaces {
  /** `null`: variables say everything. */
  readonly file: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** The configuration that a file and variables say together, or all that is wrong with it. */
export function loadConfig({ file, env, cwd }: ConfigPlaces): LoadedConfig {
  const variables = new Map(
    Object.entries(env).filter((entry): entry is [string, string] => /^NUDGE_./.test(entry[0]) && !!entry[1]),
  );
  const yaml = readFile(file);
  const reading = new Reading({
    variables,
    lineOf: yaml.lineOf,
    fileBase: file === null ? cwd : dirname(file),
    variableBase: cwd,
    readFile: readNamedFile,
  });
  const warnings = unknownVariables(variables);
  // What a file that cannot be read leaves out would only be told as missing.
  if (yaml.problems.length > 0) return { config: null, problems: yaml.problems, warnings };
  const config = reading.read(SCHEMA, yaml.content, [], '') as RuntimeConfig;
  const problems = reading.problems.length > 0 ? reading.problems : crossChecks(config, yaml.lineOf);
  return { config: problems.length > 0 ? null : config, problems, warnings };
}

function readFile(file: string | null): YamlText {
  if (file === null) return readYaml('');
  try {
    return readYaml(readNamedFile(file));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const problem = { code: 'C0001', path: '', where: { line: null }, message, help: null } as const;
    return { content: undefined, problems: [problem], lineOf: () => null };
  }
}

/** Throws an `Error` whose message says in words why not. */
function readNamedFile(path: string): string {
  try {
    if (statSync(path).size > NAMED_FILE_BYTES_MAX) throw new Error('is larger than 1 MiB');
    return readFileSync(path, 'utf8');
  } catch (error) {
    const problem = asFileProblem(path, error);
    throw problem instanceof FileProblem ? new Error(problem.what) : problem;
  }
}

function unknownVariables(variables: ReadonlyMap<string, string>): ConfigProblem[] {
  const known = variablesOf((SCHEMA as Section).fields, []);
  return [...variables.keys()]
    .filter((name) => !known.includes(name) && !isOtherVariable(name))
    .map((variable) => ({
      code: 'C0010' as const,
      path: '',
      where: { variable },
      message: `no setting has this variable${didYouMean(variable, known)}`,
      help: null,
    }));
}

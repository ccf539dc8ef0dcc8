/** What can be wrong with a configuration: the headings of the same codes in docs/runtime.md. */
export const CONFIG_CODES = {
  C0001: 'the file cannot be read',
  C0002: 'not YAML',
  C0003: 'an unknown key',
  C0004: 'a setting is missing',
  C0005: 'a value that is not allowed',
  C0006: 'a secret in the file',
  C0007: 'a file that is named cannot be read',
  C0008: 'a key of another kind',
  C0009: 'settings that do not go together',
  C0010: 'an unknown environment variable',
} as const;

type ConfigCode = keyof typeof CONFIG_CODES;

/** One mistake. No text of it ever holds the value of a secret. */
export interface ConfigProblem {
  readonly code: ConfigCode;
  /** `kafka.brokers`; empty where it is about the whole. */
  readonly path: string;
  /** Where it was found: a line of the file, or a variable. */
  readonly where: { readonly line: number | null } | { readonly variable: string };
  readonly message: string;
  readonly help: string | null;
}

/** One problem as people read it: place, code, path, what, and what to do. */
export function problemText(problem: ConfigProblem, file: string | null): string {
  const { code, path, where, message, help } = problem;
  const place = 'variable' in where ? where.variable : linePlace(file, where.line);
  const head = [place, code].filter((part) => part !== '').join(' ');
  const subject = path === '' ? '' : ` ${path}`;
  return `${head}${subject}: ${message}${help === null ? '' : `\n    ${help}`}`;
}

function linePlace(file: string | null, line: number | null): string {
  if (file === null) return '';
  return line === null ? file : `${file}:${line}`;
}

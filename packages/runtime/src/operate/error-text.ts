import { maskUrl } from '../config/secret.ts';

const LENGTH_MAX = 300;

/** What evaluation says may quote what was evaluated, so only the places in the code are told. */
function placesOf({ name, cause }: Error): string {
  const frames = cause instanceof Error ? (cause.stack ?? '').split('\n') : [];
  const places = frames.filter((line) => /^ +at /.test(line)).slice(0, 3);
  return [
    `${name}: ${cause instanceof Error ? cause.name : 'unknown'}`,
    ...places.map((line) => line.trim()),
  ].join(' ');
}

/** The code of an error and the first line of its message: never its other properties, in which clients keep commands. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'EvaluationError') return placesOf(error);
  const code = (error as NodeJS.ErrnoException).code;
  const [line = ''] = error.message.split('\n', 1);
  const text = maskUrl(line).slice(0, LENGTH_MAX);
  return `${error.name}${typeof code === 'string' && !text.includes(code) ? ` ${code}` : ''}: ${text}`;
}

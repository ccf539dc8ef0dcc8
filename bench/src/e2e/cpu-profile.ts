import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: Frame;
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** What a function or a part of the program took itself, without what it called. */
export interface ProfileRow {
  readonly rules: number;
  readonly kind: 'part' | 'function';
  readonly name: string;
  /** Of all time; what waited for others on its core counts as work. */
  readonly share: number;
}

const FUNCTIONS = 30;

/** The profile that a worker has left in a folder. */
export function readProfile(folder: string, rules: number): readonly ProfileRow[] {
  const file = readdirSync(folder).findLast((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error(`there is no profile in ${folder}`);
  return profileRows(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile, rules);
}

function profileRows({ nodes, samples, timeDeltas }: Profile, rules: number): readonly ProfileRow[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parts = new Map<string, number>();
  const functions = new Map<string, number>();
  let all = 0;
  samples.forEach((id, i) => {
    const frame = frames.get(id);
    const took = timeDeltas[i] ?? 0;
    if (frame === undefined) return;
    all += took;
    const part = partOf(frame);
    parts.set(part, (parts.get(part) ?? 0) + took);
    const name = nameOf(frame);
    functions.set(name, (functions.get(name) ?? 0) + took);
  });
  const most = (from: ReadonlyMap<string, number>, kind: ProfileRow['kind'], count: number): ProfileRow[] =>
    [...from]
      .sort((a, b) => b[1] - a[1])
      .slice(0, count)
      .map(([name, took]) => ({ rules, kind, name, share: took / all }));
  return [...most(parts, 'part', Infinity), ...most(functions, 'function', FUNCTIONS)];
}

function nameOf({ functionName, url, lineNumber }: Frame): string {
  if (url === '') return functionName;
  const file = isRules(url) ? 'rules.js' : url.split('/').slice(-2).join('/');
  return `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`;
}

/** A folder of ours, a library, or what V8 and Node do themselves. */
function partOf({ functionName, url }: Frame): string {
  const ours = /packages\/(\w+)\/dist\/([\w-]+)\//.exec(url);
  if (ours !== null) return `${ours[1]}/${ours[2]}`;
  const library = /node_modules\/((?:@[\w-]+\/)?[\w.-]+)\/(?!.*node_modules)/.exec(url);
  if (library !== null) return library[1] ?? url;
  if (url.startsWith('node:')) return 'node';
  if (isRules(url)) return 'compiled rules';
  return /^\((?:idle|garbage collector|program)\)$/.test(functionName) ? functionName : 'native';
}

function isRules(url: string): boolean {
  return url.startsWith('data:') || url.endsWith('/rules.js');
}

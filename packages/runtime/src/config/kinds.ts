import { resolve } from 'node:path';
import type { Kind } from './field.ts';

const plain = (value: unknown): unknown => value;

export const text: Kind<string> = {
  what: 'a text',
  read: (found) => (typeof found === 'string' && found !== '' ? found : undefined),
  print: plain,
};

/** Relative to the file that it stands in; in a variable to where the process was started. */
export const path: Kind<string> = {
  what: 'a path',
  read: (found, { base }) => (typeof found === 'string' && found !== '' ? resolve(base, found) : undefined),
  print: plain,
};

export const boolean: Kind<boolean> = {
  what: 'true or false',
  read: (found) => {
    if (typeof found === 'boolean') return found;
    return found === 'true' ? true : found === 'false' ? false : undefined;
  },
  print: plain,
};

export function oneOf<T extends string>(allowed: readonly T[]): Kind<T> {
  return {
    what: `one of ${allowed.join(', ')}`,
    among: allowed,
    read: (found) => allowed.find((one) => one === found),
    print: plain,
  };
}

export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Kind<number> {
  const what =
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${min}`
      : `a whole number from ${min} to ${max}`;
  return { what, read: (found) => between(wholeNumber(found), min, max), print: plain };
}

export const ratio: Kind<number> = {
  what: 'a number from 0 to 1',
  read: (found) => between(typeof found === 'string' ? decimalOf(found) : found, 0, 1),
  print: plain,
};

/** Units of one kind of quantity, the largest last. */
type Units = readonly (readonly [unit: string, factor: number])[];

const BYTES: Units = [
  ['B', 1],
  ['kB', 1000],
  ['KiB', 1024],
  ['MB', 1000 ** 2],
  ['MiB', 1024 ** 2],
  ['GB', 1000 ** 3],
  ['GiB', 1024 ** 3],
];

const MILLISECONDS: Units = [
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
];

export function bytes(min: number): Kind<number> {
  return quantity(`a size such as 512KiB or 32MiB, at least ${inUnits(min, BYTES)}`, BYTES, min);
}

export function duration(min: number): Kind<number> {
  const atLeast = min > 0 ? `, at least ${inUnits(min, MILLISECONDS)}` : '';
  return quantity(`a duration such as 500ms, 2s or 5m${atLeast}`, MILLISECONDS, min);
}

function quantity(what: string, units: Units, min: number): Kind<number> {
  return {
    what,
    read: (found) => between(inSmallest(found, units), min, Number.MAX_SAFE_INTEGER),
    print: (value) => inUnits(value, units),
  };
}

function inSmallest(found: unknown, units: Units): number | undefined {
  if (typeof found !== 'string') return undefined;
  const [, digits = '', unit = ''] = /^(\d{1,15}) ?([A-Za-z]+)$/.exec(found) ?? [];
  const factor = units.find(([name]) => name === unit)?.[1];
  return factor === undefined ? undefined : Number(digits) * factor;
}

function inUnits(value: number, units: Units): string {
  const [unit, factor] = units.findLast(([, one]) => value !== 0 && value % one === 0) ?? units[0] ?? ['', 1];
  return `${value / factor}${unit}`;
}

function wholeNumber(found: unknown): number | undefined {
  if (typeof found === 'string') return /^-?\d{1,15}$/.test(found) ? Number(found) : undefined;
  return Number.isSafeInteger(found) ? (found as number) : undefined;
}

function decimalOf(found: string): number | undefined {
  return /^\d{1,9}(\.\d{1,15})?$/.test(found) ? Number(found) : undefined;
}

function between(found: unknown, min: number, max: number): number | undefined {
  return typeof found === 'number' && found >= min && found <= max ? found : undefined;
}

export const brokers: Kind<readonly string[]> = {
  what: 'a list of host:port (in a variable with commas between them)',
  read: (found) => {
    const list: unknown = typeof found === 'string' ? found.split(',').map((one) => one.trim()) : found;
    if (!Array.isArray(list) || list.length === 0) return undefined;
    return list.every((one) => typeof one === 'string' && isAddress(one)) ? (list as string[]) : undefined;
  },
  print: plain,
};

function isAddress(text: string): boolean {
  const port = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/.exec(text)?.[1];
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}

export function url(schemes: readonly string[]): Kind<string> {
  return {
    what: `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    read: (found) =>
      typeof found === 'string' &&
      URL.canParse(found) &&
      schemes.includes(new URL(found).protocol.slice(0, -1))
        ? found
        : undefined,
    print: plain,
    delicate: true,
  };
}

/** What Kafka takes as the name of a topic. */
export const topic: Kind<string> = {
  what: 'a name of letters, digits, dots, hyphens and underscores, at most 249 of them',
  read: (found) =>
    typeof found === 'string' && /^[A-Za-z0-9._-]{1,249}$/.test(found) && found !== '.' && found !== '..'
      ? found
      : undefined,
  print: plain,
};

import type { ConstValue, Type } from '@nudge/dsl';
import type { Value } from '@nudge/engine';
import type { NumberKind } from './numbers.ts';

/** A number knows what it is a number of, so that no operation has to be told. A decimal counts ten-thousandths. */
export interface NumberDatum {
  readonly kind: NumberKind;
  readonly value: bigint;
}

export type Known =
  | NumberDatum
  | { readonly kind: 'bool'; readonly value: boolean }
  /** A string, a name of an enum, a time zone: `=` between them is one and the same question. */
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'list'; readonly items: readonly Known[] };

/** `null`: missing. */
export type Datum = Known | null;

export function bool(value: boolean): Known {
  return { kind: 'bool', value };
}

export function text(value: string): Known {
  return { kind: 'text', value };
}

export function number(kind: NumberKind, value: bigint | number): NumberDatum {
  return { kind, value: BigInt(value) };
}

export function isNumber(value: Known): value is NumberDatum {
  return value.kind !== 'bool' && value.kind !== 'text' && value.kind !== 'list';
}

/** For where the types say that there is a number. */
export function numberOf(value: Known | undefined): NumberDatum {
  if (value === undefined || !isNumber(value)) throw new Error('not a number');
  return value;
}

/** For where the types say that there is a text. */
export function textOf(value: Known | undefined): string {
  if (value?.kind !== 'text') throw new Error('not a text');
  return value.value;
}

/** From the representation that events, constants and the contract share. */
export function fromValue(value: Value | ConstValue, type: Type): Datum {
  if (value === null) return null;
  switch (type.kind) {
    case 'bool':
      return bool(value as boolean);
    case 'int':
    case 'decimal':
    case 'timestamp':
    case 'duration':
      return number(type.kind, value as number);
    case 'string':
    case 'timezone':
    case 'enum':
      return text(value as string);
    case 'list': {
      const { of } = type;
      return {
        kind: 'list',
        items: (value as readonly Value[]).flatMap((item) => fromValue(item, of) ?? []),
      };
    }
    case 'unknown':
      throw new Error('a program without errors has no unknown type');
    default: {
      const never: never = type;
      return never;
    }
  }
}

export function toValue(datum: Datum): Value {
  if (datum === null) return null;
  if (datum.kind === 'list') return datum.items.map(toValue);
  return typeof datum.value === 'bigint' ? Number(datum.value) : datum.value;
}

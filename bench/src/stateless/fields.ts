/**
 * The fields of every event type of the workload. All types have the same ones, so that whoever reads plain objects meets
 * one shape only: the best case for the peers.
 */
export interface Fields {
  readonly country: string;
  readonly page: string;
  readonly plan: string;
  readonly price: number;
  readonly score: number;
  readonly member: boolean;
}

export type TextField = 'country' | 'page' | 'plan';
export type NumberField = 'price' | 'score';

export const TYPES = 20;

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export const TEXTS: Readonly<Record<TextField, readonly string[]>> = {
  country: Array.from({ length: 20 }, (_, i) => `${letters[i]}${letters[(i * 7 + 3) % 26]}`),
  page: Array.from({ length: 50 }, (_, i) => `/shop/department-${i % 7}/page-${i}`),
  plan: ['free', 'basic', 'plus', 'pro', 'team', 'school', 'agency', 'staff'],
};

/** Both run from 0 to below 1,000; `price` has two digits behind the point, `score` is whole. */
export const NUMBER_END = 1000;

export const NUMBER_STEP: Readonly<Record<NumberField, number>> = { price: 0.01, score: 1 };

export function typeName(type: number): string {
  return `Event${type}`;
}

import type { ColumnPath } from '../contract/manifest.ts';
import { readJsonValue } from './field-value.ts';
import type { FieldInput } from './fields.ts';

export type JsonObject = { readonly [name: string]: unknown };

/** JSON text as an object; anything else, also valid JSON of another kind, gives `null`. */
export function parseJsonObject(text: string): JsonObject | null {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}

export function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** An own member: what an object inherits (`toString`, …) is no data. */
export function memberOf(json: JsonObject, name: string): unknown {
  return Object.hasOwn(json, name) ? json[name] : undefined;
}

export function valueAtPath(json: JsonObject, path: ColumnPath): unknown {
  let value: unknown = json;
  for (const name of path) {
    if (!isObject(value)) return undefined;
    value = memberOf(value, name);
  }
  return value;
}

/** The members of a JSON object as the fields of an event or a profile; `skip` are names that mean something else. */
export function jsonFields(data: JsonObject, skip: readonly string[] = []): FieldInput {
  return {
    read: (name, type) => {
      const json = memberOf(data, name);
      return json === undefined || json === null ? null : readJsonValue(json, type, 'UTC');
    },
    isNull: (name) => memberOf(data, name) === null,
    names: () =>
      skip.length === 0 ? Object.keys(data) : Object.keys(data).filter((name) => !skip.includes(name)),
  };
}

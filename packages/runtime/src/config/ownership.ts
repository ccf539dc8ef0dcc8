import { type Choice, keyOf, type Node } from './field.ts';
import { variablesUnder } from './variable-name.ts';

/** The kinds of a choice that have this key. */
export function ownersOf(choice: Choice, key: string): readonly string[] {
  return [...choice.variants]
    .filter(([, fields]) => [...fields].some(([name, node]) => keyOf(name, node) === key))
    .map(([kind]) => kind);
}

/** Whether a secret would have this key if it could stand in the file. */
export function isSecretKey(
  key: string,
  fields: ReadonlyMap<string, Node>,
  choice: Choice | undefined,
): boolean {
  return [fields, ...(choice?.variants.values() ?? [])].some((one) => isSecret(one.get(key)));
}

export function isSecret(node: Node | undefined): boolean {
  return node?.node === 'file' && node.secret;
}

export interface OwnedVariable {
  readonly kind: string;
  readonly variable: string;
  readonly key: string;
}

/** The variables of a choice that mean nothing to this kind. */
export function foreignVariables(
  choice: Choice,
  kind: string,
  keys: readonly string[],
): readonly OwnedVariable[] {
  const all = [...choice.variants].flatMap(([owner, fields]) =>
    [...fields].flatMap(([name, node]) =>
      variablesUnder(node, keys, name).map((variable) => ({
        kind: owner,
        variable,
        key: keyOf(name, node),
      })),
    ),
  );
  const own = new Set(all.filter((one) => one.kind === kind).map(({ variable }) => variable));
  const first = new Map(all.filter(({ variable }) => !own.has(variable)).map((one) => [one.variable, one]));
  return [...first.values()];
}

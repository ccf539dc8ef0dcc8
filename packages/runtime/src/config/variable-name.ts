import { keyOf, type Node } from './field.ts';

/** `kafka`, `sasl`, `passwordFile` is `NUDGE_KAFKA_SASL_PASSWORD_FILE`. */
export function variableName(keys: readonly string[]): string {
  const words = keys.map((key) => key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replaceAll('-', '_'));
  return ['NUDGE', ...words].join('_').toUpperCase();
}

/** Of this product, but no settings. */
const OTHER_VARIABLES = ['NUDGE_CONFIG', 'NUDGE_FAULTS', 'NUDGE_CRASH_AT', 'NUDGE_SERVICES'];

export function isOtherVariable(name: string): boolean {
  return OTHER_VARIABLES.includes(name) || name.startsWith('NUDGE_TEST_');
}

/** The variables of a node and of all below it. */
export function variablesUnder(node: Node, keys: readonly string[], name: string): readonly string[] {
  const own = [...keys, keyOf(name, node)];
  switch (node.node) {
    case 'leaf':
      return [variableName(own)];
    case 'file':
      return [variableName([...keys, name]), variableName(own)];
    case 'section':
      return [...(node.switchable ? [variableName(own)] : []), ...variablesOf(node.fields, own)];
    case 'choice':
      return [
        ...new Set([
          variableName([...own, 'kind']),
          ...[...node.variants.values()].flatMap((fields) => variablesOf(fields, own)),
        ]),
      ];
    default:
      return node satisfies never;
  }
}

export function variablesOf(fields: ReadonlyMap<string, Node>, keys: readonly string[]): readonly string[] {
  return [...fields].flatMap(([name, node]) => variablesUnder(node, keys, name));
}

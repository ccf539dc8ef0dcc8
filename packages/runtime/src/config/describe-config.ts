import { type Kind, keyOf, type Leaf, type Node, type Section } from './field.ts';
import { SCHEMA } from './schema.ts';
import { variableName } from './variable-name.ts';

/** The reference of all settings, as docs/runtime.md has it. */
export function describeConfig(): string {
  const rows = [...(SCHEMA as Section).fields].flatMap(([name, node]) => rowsOf(node, [], name, null));
  return ['| setting | default | what | variable |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function rowsOf(node: Node, above: readonly string[], name: string, kind: string | null): readonly string[] {
  const keys = [...above, keyOf(name, node)];
  const path = `\`${keys.join('.')}\``;
  const only = kind === null ? '' : `*${kind}:* `;
  switch (node.node) {
    case 'leaf':
      return [row(path, fallbackOf(node), `${only}${node.doc}; ${node.kind.what}`, variableName(keys))];
    case 'file': {
      const variables = `${variableName(keys)}\` or \`${variableName([...above, name])}`;
      return [row(path, node.required ? 'must be given' : '', `${only}a file: ${node.doc}`, variables)];
    }
    case 'section': {
      const own = node.switchable ? variableName(keys) : '';
      return [
        row(path, node.absent === 'null' ? '`false`' : '', `${only}${node.doc}`, own),
        ...fieldRows(node.fields, keys, null),
      ];
    }
    case 'choice': {
      const kindKeys = [...keys, 'kind'];
      const what = `${node.doc} One of ${[...node.variants.keys()].join(', ')}`;
      return [
        row(
          `\`${kindKeys.join('.')}\``,
          node.fallback === null ? 'must be given' : `\`${node.fallback}\``,
          what,
          variableName(kindKeys),
        ),
        ...[...node.variants].flatMap(([one, fields]) => fieldRows(fields, keys, one)),
      ];
    }
    default:
      return node satisfies never;
  }
}

function fieldRows(
  fields: ReadonlyMap<string, Node>,
  keys: readonly string[],
  kind: string | null,
): readonly string[] {
  return [...fields].flatMap(([name, node]) => rowsOf(node, keys, name, kind));
}

function row(path: string, fallback: string, what: string, variables: string): string {
  return `| ${path} | ${fallback} | ${what.replaceAll('|', '\\|')} | ${variables === '' ? '' : `\`${variables}\``} |`;
}

function fallbackOf({ required, fallback, kind }: Leaf): string {
  if (required) return 'must be given';
  return fallback === null ? '' : `\`${String((kind as Kind<unknown>).print(fallback))}\``;
}

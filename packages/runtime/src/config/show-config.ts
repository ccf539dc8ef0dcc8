import { stringify } from 'yaml';
import { type FileLeaf, keyOf, type Leaf, type Node } from './field.ts';
import type { RuntimeConfig } from './runtime-config.ts';
import { SCHEMA } from './schema.ts';
import { MASK, maskUrl } from './secret.ts';

/** The configuration that holds, as YAML with every default in it and secrets masked. */
export function showConfig(config: RuntimeConfig): string {
  return stringify(shown(SCHEMA, config), { lineWidth: 0 });
}

function shown(node: Node, value: unknown): unknown {
  switch (node.node) {
    case 'leaf':
      return shownLeaf(node, value);
    case 'file':
      return shownFile(node, value);
    case 'section':
      return value === null ? (node.absent === 'null' ? null : false) : shownFields(node.fields, value);
    case 'choice': {
      const { kind } = value as { readonly kind: string };
      return { kind, ...shownFields(node.variants.get(kind) ?? new Map(), value) };
    }
    default:
      return node satisfies never;
  }
}

function shownFields(fields: ReadonlyMap<string, Node>, value: unknown): object {
  const values = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    // The content of a file stands under its own key: the path of the file is not kept.
    [...fields].map(([name, node]) => [
      node.node === 'file' ? name : keyOf(name, node),
      shown(node, values[name]),
    ]),
  );
}

function shownLeaf(leaf: Leaf, value: unknown): unknown {
  if (value === null) return null;
  return leaf.kind.delicate === true ? maskUrl(String(value)) : leaf.kind.print(value);
}

function shownFile(leaf: FileLeaf, value: unknown): unknown {
  if (value === null) return null;
  return leaf.secret ? MASK : `(${String(value).length} characters)`;
}

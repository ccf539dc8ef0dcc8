/** How the shape of a configuration is said: one table for reading, names of variables, masking and documentation. */

/** How the text or value of one setting is read. */
export interface Kind<T> {
  /** What is allowed, in words: "a duration such as 500ms, 2s or 5m". */
  readonly what: string;
  /** From YAML a value of any type, from a variable always text. `undefined`: not allowed. */
  read(found: unknown, context: KindContext): T | undefined;
  /** As it is written. */
  print(value: T): unknown;
  /** All that is allowed, where that is a short list of words. */
  readonly among?: readonly string[];
  /** The value may hold a secret in itself (a URL with a password): never shown when it is wrong. */
  readonly delicate?: true;
}

interface KindContext {
  /** What relative paths stand under. */
  readonly base: string;
}

export interface Leaf {
  readonly node: 'leaf';
  readonly kind: Kind<unknown>;
  readonly doc: string;
  readonly required: boolean;
  readonly fallback: unknown;
  /** The key in YAML where it is another than in the configuration. */
  readonly as: string | null;
}

/** The content of a file: the key ends in `File`, and a variable may hold the content itself. */
export interface FileLeaf {
  readonly node: 'file';
  readonly doc: string;
  readonly secret: boolean;
  readonly required: boolean;
}

export interface Section {
  readonly node: 'section';
  readonly doc: string;
  readonly fields: ReadonlyMap<string, Node>;
  /** What it is when nothing is said about it: made of its defaults, or `null`. */
  readonly absent: 'defaults' | 'null';
  /** Whether `true` and `false` may stand for it. */
  readonly switchable: boolean;
}

/** A section whose keys depend on its `kind`. */
export interface Choice {
  readonly node: 'choice';
  readonly doc: string;
  readonly fallback: string | null;
  readonly variants: ReadonlyMap<string, ReadonlyMap<string, Node>>;
}

export type Node = Leaf | FileLeaf | Section | Choice;

/** A node that reads a `T`. The type is only for the compiler. */
export type Field<T> = Node & { readonly reads?: T };

type Fields<T> = { readonly [K in keyof T]-?: Field<T[K]> };

interface LeafOptions {
  readonly as?: string;
}

export function required<T>(kind: Kind<T>, doc: string): Field<T> {
  return leaf(kind, doc, true, undefined, {});
}

export function withDefault<T>(kind: Kind<T>, fallback: T, doc: string, options: LeafOptions = {}): Field<T> {
  return leaf(kind, doc, false, fallback, options);
}

export function optional<T>(kind: Kind<T>, doc: string): Field<T | null> {
  return leaf(kind, doc, false, null, {});
}

function leaf<T>(
  kind: Kind<T>,
  doc: string,
  isRequired: boolean,
  fallback: unknown,
  { as }: LeafOptions,
): Leaf {
  return {
    node: 'leaf',
    kind: kind as Kind<unknown>,
    doc,
    required: isRequired,
    fallback,
    as: as ?? null,
  };
}

export function fileContent(doc: string): Field<string | null> {
  return { node: 'file', doc, secret: false, required: false };
}

export function secretFile<T>(doc: string, isRequired: boolean): Field<T> {
  return { node: 'file', doc, secret: true, required: isRequired };
}

/** Made of its defaults when nothing is said about it. */
export function section<T extends object>(doc: string, fields: Fields<T>): Field<T> {
  return { node: 'section', doc, fields: mapOf(fields), absent: 'defaults', switchable: false };
}

/** `null` when nothing is said about it, or `false`. */
export function offUnlessSaid<T extends object>(doc: string, fields: Fields<T>): Field<T | null> {
  return { node: 'section', doc, fields: mapOf(fields), absent: 'null', switchable: true };
}

/** Made of its defaults when nothing is said about it; `null` when it is `false`. */
export function onUnlessSaid<T extends object>(doc: string, fields: Fields<T>): Field<T | null> {
  return { node: 'section', doc, fields: mapOf(fields), absent: 'defaults', switchable: true };
}

export function choice<T extends { readonly kind: string }>(
  doc: string,
  fallback: T['kind'] | null,
  variants: { readonly [K in T['kind']]: Fields<Omit<Extract<T, { readonly kind: K }>, 'kind'>> },
): Field<T> {
  const entries = Object.entries(variants as Record<string, Record<string, Node>>);
  return {
    node: 'choice',
    doc,
    fallback,
    variants: new Map(entries.map(([kind, fields]) => [kind, mapOf(fields)])),
  };
}

function mapOf(fields: object): ReadonlyMap<string, Node> {
  return new Map(Object.entries(fields) as [string, Node][]);
}

/** The key in YAML of a field. */
export function keyOf(name: string, node: Node): string {
  if (node.node === 'file') return `${name}File`;
  return node.node === 'leaf' && node.as !== null ? node.as : name;
}

import type { ConfigProblem } from './config-problem.ts';
import { type Choice, type FileLeaf, keyOf, type Leaf, type Node, type Section } from './field.ts';
import { didYouMean, display, kindOf } from './found-words.ts';
import { path as pathKind } from './kinds.ts';
import { foreignVariables, isSecret, isSecretKey, ownersOf } from './ownership.ts';
import { maskUrl, Secret } from './secret.ts';
import { variableName, variablesUnder } from './variable-name.ts';

/** What a configuration is read from. */
export interface Given {
  /** The variables that are set, and not to nothing. */
  readonly variables: ReadonlyMap<string, string>;
  readonly lineOf: (keys: readonly string[]) => number | null;
  /** What relative paths stand under: those of the file, and those of variables. */
  readonly fileBase: string;
  readonly variableBase: string;
  /** Throws an `Error` whose message says why not. */
  readonly readFile: (path: string) => string;
}

type Where = ConfigProblem['where'];

interface Found {
  readonly value: unknown;
  readonly where: Where;
  readonly base: string;
}

/** Stands for what could not be read; a problem tells why. */
const BAD = Symbol('bad');

/** Reads by a schema all that is given, and gathers all that is wrong with it. */
export class Reading {
  readonly problems: ConfigProblem[] = [];
  readonly #given: Given;

  constructor(given: Given) {
    this.#given = given;
  }

  read(node: Node, yaml: unknown, keys: readonly string[], name: string): unknown {
    switch (node.node) {
      case 'leaf':
        return this.#leaf(node, yaml, keys);
      case 'file':
        return this.#file(node, yaml, keys.slice(0, -1), name);
      case 'section':
        return this.#section(node, yaml, keys);
      case 'choice':
        return this.#choice(node, yaml, keys);
      default:
        return node satisfies never;
    }
  }

  #leaf(leaf: Leaf, yaml: unknown, keys: readonly string[]): unknown {
    const found = this.#found(yaml, keys);
    if (found === null) {
      if (!leaf.required) return this.#fallback(leaf);
      this.#add(
        'C0004',
        keys,
        this.#fileWhere(keys.slice(0, -1)),
        `must be given: ${leaf.doc}`,
        allowed(leaf),
      );
      return BAD;
    }
    const value = leaf.kind.read(found.value, { base: found.base });
    if (value !== undefined) {
      if (leaf.kind.delicate === true && !('variable' in found.where) && maskUrl(String(value)) !== value) {
        this.#inline(keys, found.where, 'a password in a URL', [...keys.slice(0, -1), 'passwordFile']);
        return BAD;
      }
      return value;
    }
    const shown = leaf.kind.delicate === true ? kindOf(found.value) : display(found.value);
    this.#add('C0005', keys, found.where, `${shown} is not allowed`, allowed(leaf, found.value));
    return BAD;
  }

  /** Read as if it had been written: a default folder, too, stands somewhere. */
  #fallback({ kind, fallback }: Leaf): unknown {
    return fallback === null ? null : kind.read(kind.print(fallback), { base: this.#given.variableBase });
  }

  /** The content of a named file, or of a variable. */
  #file(leaf: FileLeaf, yaml: unknown, section: readonly string[], name: string): unknown {
    const fileKeys = [...section, `${name}File`];
    const direct = variableName([...section, name]);
    const content = this.#given.variables.get(direct);
    const found = this.#found(yaml, fileKeys);
    if (content !== undefined && found !== null && 'variable' in found.where) {
      const both = `${direct} and ${found.where.variable} are both set`;
      this.#add('C0009', fileKeys, found.where, both, 'leave one of them out');
      return BAD;
    }
    if (content !== undefined) return leaf.secret ? new Secret(content) : content;
    if (found === null) {
      if (!leaf.required) return null;
      const help = `name a file that holds it, or set ${direct}`;
      this.#add('C0004', fileKeys, this.#fileWhere(section), `must be given: ${leaf.doc}`, help);
      return BAD;
    }
    return this.#content(leaf, found, fileKeys);
  }

  #content(leaf: FileLeaf, found: Found, keys: readonly string[]): unknown {
    const path = pathKind.read(found.value, { base: found.base });
    if (path === undefined) {
      // Whoever writes the secret itself here must not see it in a log.
      const shown = leaf.secret ? kindOf(found.value) : display(found.value);
      this.#add('C0005', keys, found.where, `${shown} is not allowed`, 'allowed is the path of a file');
      return BAD;
    }
    try {
      const text = this.#given.readFile(path).replace(/\r?\n$/, '');
      if (text === '') throw new Error('is empty');
      return leaf.secret ? new Secret(text) : text;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#add('C0007', keys, found.where, `the file that it names cannot be used: ${why}`, null);
      return BAD;
    }
  }

  #section(section: Section, yaml: unknown, keys: readonly string[]): unknown {
    const { fields } = section;
    const state = keys.length === 0 ? 'on' : this.#switched(section, yaml, keys);
    if (state === 'off') return null;
    if (state === 'bad') return BAD;
    const content = this.#mapping(yaml === true || yaml === false ? undefined : yaml, keys);
    if (content === BAD) return BAD;
    this.#unknownKeys(content, fields, keys, null);
    return this.#fields(fields, content, keys);
  }

  #switched(section: Section, yaml: unknown, keys: readonly string[]): 'on' | 'off' | 'bad' {
    const variable = section.switchable ? this.#given.variables.get(variableName(keys)) : undefined;
    if (variable === 'true') return 'on';
    if (variable === 'false') return 'off';
    if (variable !== undefined) {
      const where = { variable: variableName(keys) };
      this.#add('C0005', keys, where, `${display(variable)} is not allowed`, 'allowed is true or false');
      return 'bad';
    }
    if (section.switchable && yaml === false) return 'off';
    if (section.switchable && yaml === true) return 'on';
    if (section.absent === 'defaults' || yaml instanceof Map) return 'on';
    if (yaml !== undefined && yaml !== null) return 'on';
    const below = variablesUnder(section, keys.slice(0, -1), keys.at(-1) ?? '');
    return below.some((name) => this.#given.variables.has(name)) ? 'on' : 'off';
  }

  #choice(choice: Choice, yaml: unknown, keys: readonly string[]): unknown {
    const content = this.#mapping(yaml, keys);
    if (content === BAD) return BAD;
    const kindKeys = [...keys, 'kind'];
    const found = this.#found(content.get('kind'), kindKeys);
    const kind = found?.value ?? choice.fallback;
    const fields = typeof kind === 'string' ? choice.variants.get(kind) : undefined;
    const kinds = [...choice.variants.keys()];
    if (fields === undefined) {
      const where = found?.where ?? this.#fileWhere(keys);
      const help = `allowed is one of ${kinds.join(', ')}${didYouMean(String(kind), kinds)}`;
      this.#add('C0005', kindKeys, where, `${display(kind)} is not allowed`, help);
      return BAD;
    }
    const isOverridden =
      found !== null && 'variable' in found.where && (content.get('kind') ?? kind) !== kind;
    // The keys in the file belong to the kind that the file says; whoever chooses another by a variable gives its own.
    if (!isOverridden) this.#unknownKeys(content, fields, keys, { choice, kind: String(kind) });
    for (const foreign of foreignVariables(choice, String(kind), keys)) {
      if (!this.#given.variables.has(foreign.variable)) continue;
      const message = belongs(foreign.kind, keys, String(kind));
      this.#add('C0008', [...keys, foreign.key], { variable: foreign.variable }, message, null);
    }
    const read = this.#fields(fields, isOverridden ? new Map() : content, keys);
    return read === BAD ? BAD : { kind, ...(read as object) };
  }

  #fields(
    fields: ReadonlyMap<string, Node>,
    content: Map<unknown, unknown>,
    keys: readonly string[],
  ): unknown {
    const read = [...fields].map(([name, node]) => {
      const key = keyOf(name, node);
      // A secret that stands here was told of already.
      if (isSecret(node) && content.has(name)) return [name, BAD] as const;
      return [name, this.read(node, content.get(key), [...keys, key], name)] as const;
    });
    return read.some(([, value]) => value === BAD) ? BAD : Object.fromEntries(read);
  }

  #mapping(yaml: unknown, keys: readonly string[]): Map<unknown, unknown> | typeof BAD {
    if (yaml === undefined || yaml === null) return new Map();
    if (yaml instanceof Map) return yaml;
    this.#add(
      'C0005',
      keys,
      this.#fileWhere(keys),
      `${kindOf(yaml)} is not allowed`,
      'allowed is a mapping of keys',
    );
    return BAD;
  }

  #unknownKeys(
    content: Map<unknown, unknown>,
    fields: ReadonlyMap<string, Node>,
    keys: readonly string[],
    of: { readonly choice: Choice; readonly kind: string } | null,
  ): void {
    const known = [...(of === null ? [] : ['kind']), ...[...fields].map(([name, node]) => keyOf(name, node))];
    for (const key of [...content.keys()].map(String)) {
      if (known.includes(key)) continue;
      const here = [...keys, key];
      const where = this.#fileWhere(here);
      const owners = of === null ? [] : ownersOf(of.choice, key);
      if (isSecretKey(key, fields, of?.choice)) {
        this.#inline(here, where, 'a secret', [...keys, `${key}File`]);
      } else if (owners.length > 0) {
        this.#add('C0008', here, where, belongs(owners.join(' and '), keys, of?.kind ?? ''), null);
      } else {
        const help = `keys here: ${known.join(', ')}${didYouMean(key, known)}`;
        this.#add('C0003', here, where, 'there is no such key', help);
      }
    }
  }

  #inline(keys: readonly string[], where: Where, what: string, fileKeys: readonly string[]): void {
    const help = `put it into a file and name that in \`${fileKeys.join('.')}\`, or set ${variableName(
      fileKeys.map((key) => key.replace(/File$/, '')),
    )}`;
    this.#add('C0006', keys, where, `${what} does not belong into this file`, help);
  }

  #found(yaml: unknown, keys: readonly string[]): Found | null {
    const variable = variableName(keys);
    const value = this.#given.variables.get(variable);
    if (value !== undefined) return { value, where: { variable }, base: this.#given.variableBase };
    if (yaml === undefined || yaml === null) return null;
    return { value: yaml, where: this.#fileWhere(keys), base: this.#given.fileBase };
  }

  #fileWhere(keys: readonly string[]): Where {
    return { line: this.#given.lineOf(keys) };
  }

  #add(
    code: ConfigProblem['code'],
    keys: readonly string[],
    where: Where,
    message: string,
    help: string | null,
  ): void {
    this.problems.push({ code, path: keys.join('.'), where, message, help });
  }
}

function belongs(owner: string, keys: readonly string[], kind: string): string {
  return `belongs to kind ${owner}, and ${[...keys, 'kind'].join('.')} is ${kind}`;
}

function allowed(leaf: Leaf, found?: unknown): string {
  const { what, among } = leaf.kind;
  const hint = among === undefined || typeof found !== 'string' ? '' : didYouMean(found, among);
  return `allowed is ${what}${hint}`;
}

import { closest } from '../../diagnostics/did-you-mean.ts';
import type { TypeNode } from '../../syntax/tree.ts';
import type { Type } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import { UNKNOWN } from './type.ts';

/** Where a type is written: not every type can stand in every place. */
export type TypePlace = 'eventField' | 'userField' | 'const' | 'fnParam' | 'fnResult' | 'templateParam';

type Word = 'bool' | 'int' | 'decimal' | 'string' | 'timestamp' | 'duration' | 'timezone' | 'enum' | 'list';

const places: Record<Word, readonly TypePlace[]> = {
  bool: ['eventField', 'userField', 'const', 'fnParam', 'fnResult', 'templateParam'],
  int: ['eventField', 'userField', 'const', 'fnParam', 'fnResult', 'templateParam'],
  decimal: ['eventField', 'userField', 'const', 'fnParam', 'fnResult', 'templateParam'],
  string: ['eventField', 'userField', 'const', 'fnParam', 'fnResult', 'templateParam'],
  timestamp: ['eventField', 'userField', 'const', 'fnParam', 'fnResult', 'templateParam'],
  duration: ['const', 'fnParam', 'fnResult'],
  timezone: ['userField', 'fnParam'],
  enum: ['eventField', 'userField', 'const', 'fnParam', 'fnResult', 'templateParam'],
  list: ['eventField', 'userField', 'const', 'fnParam', 'fnResult'],
};

const elementWords: readonly string[] = ['bool', 'int', 'decimal', 'string', 'enum'];

/** What people write who come from elsewhere. */
const foreignWords: ReadonlyMap<string, Word> = new Map([
  ['integer', 'int'],
  ['number', 'decimal'],
  ['float', 'decimal'],
  ['double', 'decimal'],
  ['money', 'decimal'],
  ['text', 'string'],
  ['str', 'string'],
  ['boolean', 'bool'],
  ['date', 'timestamp'],
  ['datetime', 'timestamp'],
  ['time', 'timestamp'],
  ['instant', 'timestamp'],
  ['array', 'list'],
  ['zone', 'timezone'],
]);

export function readType(node: TypeNode, place: TypePlace, reporter: Reporter): Type {
  const word = node.base.text;
  if (!isWord(word)) {
    if (word !== '') reportUnknownType(node, word, place, reporter);
    return { kind: 'unknown', optional: node.optional };
  }
  if (!places[word].includes(place)) {
    reportMisplaced(node, word, place, reporter);
    return { kind: 'unknown', optional: node.optional };
  }
  if (node.optional && (place === 'templateParam' || place === 'const')) {
    const what = place === 'const' ? 'a constant always has a value' : 'a template always prints a value';
    reporter.report('N3002', node.span, `${what}, so its type cannot be \`${word}?\``, {
      help:
        place === 'const'
          ? 'leave the `?` out'
          : 'leave the `?` out, and give a default where the nudge sends it: `name: user.first_name ?? "friend"`',
    });
  }
  return { ...readBase(node, word, reporter), optional: node.optional };
}

function readBase(node: TypeNode, word: Word, reporter: Reporter): Type {
  switch (word) {
    case 'enum':
      return readEnum(node, reporter);
    case 'list':
      return { kind: 'list', of: readElement(node, reporter), optional: false };
    case 'bool':
    case 'int':
    case 'decimal':
    case 'string':
    case 'timestamp':
    case 'duration':
    case 'timezone':
      return { kind: word, optional: false };
    default: {
      const never: never = word;
      return never;
    }
  }
}

function readEnum(node: TypeNode, reporter: Reporter): Type {
  const members = new Map<string, NonNullable<TypeNode['members']>[number]>();
  for (const member of node.members ?? []) {
    const text = member.text.normalize('NFC');
    const first = members.get(text);
    if (first === undefined) members.set(text, member);
    else {
      reporter.report('N3013', member.span, `\`${member.text}\` is listed twice`, {
        help: 'leave one of them out',
        related: [{ span: first.span, message: 'first listed here' }],
      });
    }
  }
  if (members.size === 0) {
    reporter.report('N3013', node.span, 'this enum has no values', {
      help: 'list them: `enum { free, plus, pro }`',
    });
    return UNKNOWN;
  }
  return { kind: 'enum', members: [...members.keys()], optional: false };
}

function readElement(node: TypeNode, reporter: Reporter): Type {
  const { of } = node;
  if (of === undefined) {
    reporter.report('N3002', node.span, 'this list does not say of what', { help: 'write `list<string>`' });
    return UNKNOWN;
  }
  const word = of.base.text;
  if (!isWord(word)) return readType(of, 'const', reporter);
  if (!elementWords.includes(word) || of.optional) {
    reporter.report('N3002', of.span, `a list cannot hold \`${word}${of.optional ? '?' : ''}\``, {
      help: of.optional
        ? `what is in a list is never missing: write \`list<${word}>\``
        : 'a list holds `bool`, `int`, `decimal`, `string` or `enum { … }`',
    });
    return UNKNOWN;
  }
  return readBase(of, word, reporter);
}

function reportUnknownType(node: TypeNode, word: string, place: TypePlace, reporter: Reporter): void {
  const usable = Object.entries(places).flatMap(([each, where]) => (where.includes(place) ? [each] : []));
  const meant = foreignWords.get(word.toLowerCase()) ?? closest(word, usable);
  reporter.report('N3001', node.base.span, `there is no type \`${word}\``, {
    help:
      meant === undefined
        ? `the types are ${usable.map((each) => `\`${each}\``).join(', ')}`
        : `did you mean \`${meant}\`?`,
  });
}

function reportMisplaced(node: TypeNode, word: Word, place: TypePlace, reporter: Reporter): void {
  const help: Partial<Record<Word, string>> = {
    duration:
      place === 'templateParam'
        ? 'a template prints numbers, text, true/false, enums and timestamps'
        : 'keep two timestamps and take their difference, or a whole number of seconds as an `int`',
    timezone: 'only fields of `user` have this type; elsewhere use `string`',
    list: 'a template prints single values',
  };
  reporter.report('N3002', node.span, `${placeText[place]} cannot be a \`${word}\``, { help: help[word] });
}

const placeText: Record<TypePlace, string> = {
  eventField: 'a field of an event',
  userField: 'a field of `user`',
  const: 'a constant',
  fnParam: 'a parameter',
  fnResult: 'the result of a function',
  templateParam: 'a parameter of a template',
};

function isWord(word: string): word is Word {
  return Object.hasOwn(places, word);
}

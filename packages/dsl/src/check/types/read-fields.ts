import { closest } from '../../diagnostics/did-you-mean.ts';
import type { FieldDecl } from '../../syntax/tree.ts';
import { checkNameStyle } from '../names/name-style.ts';
import type { FieldSymbol } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import { readType, type TypePlace } from './read-type.ts';

/** The fields of an event or of `user`, each name once, without their defaults. */
export function readFields(
  fields: readonly FieldDecl[],
  place: Extract<TypePlace, 'eventField' | 'userField'>,
  reporter: Reporter,
): FieldSymbol[] {
  const byName = new Map<string, FieldSymbol>();
  for (const decl of fields) {
    const name = decl.name.text;
    if (name === '') continue;
    checkNameStyle(decl.name, 'field', reporter);
    const type = readType(decl.type, place, reporter);
    const pii = readMarks(decl, reporter);
    const first = byName.get(name);
    if (first === undefined) byName.set(name, { kind: 'field', name, type, pii, decl });
    else {
      reporter.report('N4001', decl.name.span, `there are two fields \`${name}\``, {
        help: 'leave one of them out, or rename it',
        related: [{ span: first.decl.name.span, message: 'first declared here' }],
      });
    }
  }
  return [...byName.values()];
}

function readMarks(decl: FieldDecl, reporter: Reporter): boolean {
  for (const mark of decl.marks) {
    if (mark.text === 'pii' || mark.text === '') continue;
    const near = closest(mark.text, ['pii']) !== undefined || mark.text.toLowerCase() === 'personal';
    reporter.report('N4005', mark.span, `there is no mark \`@${mark.text}\``, {
      help: near ? 'did you mean `@pii`?' : 'the only mark is `@pii`: the field is personal',
    });
  }
  return decl.marks.some((mark) => mark.text === 'pii');
}

import { type Doc, isList } from './doc.ts';

interface Task {
  readonly doc: Doc;
  readonly indent: number;
  readonly flat: boolean;
}

/** Lays a document out in lines of at most `width` characters where it can. No line ends in white space. */
export function layoutDoc(doc: Doc, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  let comment = '';
  const tasks: Task[] = [{ doc, indent: 0, flat: false }];
  const endLine = (indent: number): void => {
    lines.push((current + comment).trimEnd());
    current = ' '.repeat(indent);
    comment = '';
  };
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { doc: part, indent, flat } = task;
    if (typeof part === 'string') current += part;
    else if (isList(part)) pushAll(tasks, part, task);
    else {
      switch (part.kind) {
        case 'line':
          if (flat) current += part.flat;
          else endLine(indent);
          break;
        case 'hardline':
          endLine(indent);
          break;
        case 'indent':
          tasks.push({ doc: part.content, indent: indent + 2, flat });
          break;
        case 'group': {
          const next = { doc: part.content, indent, flat: true };
          const whole = flat || (!part.broken && fits(next, tasks, width - current.length));
          tasks.push(whole ? next : { ...next, flat: false });
          break;
        }
        case 'ifBroken':
          if (!flat) tasks.push({ ...task, doc: part.content });
          break;
        case 'suffix':
          comment += ` ${part.text}`;
          break;
      }
    }
  }
  endLine(0);
  return lines;
}

function pushAll(tasks: Task[], parts: readonly Doc[], task: Task): void {
  for (let i = parts.length - 1; i >= 0; i--) tasks.push({ ...task, doc: parts[i] ?? '' });
}

/** Whether what comes next, up to the first possible line end behind it, fits into the rest of the line. */
function fits(next: Task, rest: readonly Task[], room: number): boolean {
  const tasks = [next];
  let left = room;
  let behind = rest.length;
  while (left >= 0) {
    const task = tasks.pop() ?? rest[--behind];
    if (task === undefined) return true;
    const { doc, flat } = task;
    if (typeof doc === 'string') left -= doc.length;
    else if (isList(doc)) pushAll(tasks, doc, task);
    else {
      switch (doc.kind) {
        case 'line':
          if (!flat) return true;
          left -= doc.flat.length;
          break;
        case 'hardline':
          return true;
        case 'indent':
          tasks.push({ ...task, doc: doc.content });
          break;
        case 'group':
          tasks.push({ ...task, doc: doc.content, flat: flat && !doc.broken });
          break;
        case 'ifBroken':
          if (!flat) tasks.push({ ...task, doc: doc.content });
          break;
        case 'suffix':
          break;
      }
    }
  }
  return false;
}

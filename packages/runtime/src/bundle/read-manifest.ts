import { MANIFEST_FORMAT, type Manifest } from '@nudge/engine';
import { FileProblem } from '../files/file-problem.ts';

/** `name`: for messages. Throws `FileProblem`. */
export function readManifest(name: string, text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new FileProblem(name, 'is not JSON');
  }
  const format = typeof json === 'object' && json !== null && 'format' in json ? json.format : undefined;
  if (typeof format !== 'number') throw new FileProblem(name, 'is not the manifest of a bundle');
  if (format !== MANIFEST_FORMAT) {
    throw new FileProblem(
      name,
      `the bundle has format ${format}, and this version reads ${MANIFEST_FORMAT}: compile it again`,
    );
  }
  return json as Manifest;
}

import { realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CommandError } from './command.ts';

/** Throws where an output, by the option that names it, would take the place of a file that is read, or of another output. Undefined paths are none. */
export function expectOtherFiles(
  inputs: readonly (string | undefined)[],
  outputs: Readonly<Record<string, string | undefined>>,
): void {
  const read = new Set(inputs.flatMap((path) => (path === undefined ? [] : [realPathOf(path)])));
  const written = new Map<string, string>();
  for (const [option, path] of Object.entries(outputs)) {
    if (path === undefined) continue;
    const real = realPathOf(path);
    if (read.has(real)) throw new CommandError(`${option} : ${path} est un fichier d’entrée, donnez un autre nom`);
    const other = written.get(real);
    if (other !== undefined) throw new CommandError(`${option} : ${path} est déjà le fichier de ${other}`);
    written.set(real, option);
  }
}

/** Where a path leads; a file that is not there yet, in the folder where it would be. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const whole = resolve(path);
    try {
      return join(realpathSync(dirname(whole)), whole.slice(dirname(whole).length));
    } catch {
      return whole;
    }
  }
}

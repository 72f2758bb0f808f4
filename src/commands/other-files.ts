import { realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CommandError } from './command.ts';

/**
 * Throws when an output, given by option name, would replace an input file or another output. Undefined paths are
 * ignored.
 */
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

/** The real path of a file, or of its folder when the file does not exist yet. */
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

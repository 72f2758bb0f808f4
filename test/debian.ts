import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Debian's programs that check our files: GDAL (package gdal-bin), PROJ (proj-bin) and Poppler (poppler-utils). */
export type Program = 'ogrinfo' | 'ogr2ogr' | 'cs2cs' | 'projinfo' | 'pdfinfo' | 'pdffonts';

/** Whether the tests that need the programs run: where they are installed, and always in CI. */
export function hasPrograms(...programs: Program[]): boolean {
  return process.env.CI !== undefined || programs.every(isInstalled);
}

/** Returns a suite title that explains why the suite is skipped. */
export function withPrograms(title: string, ...programs: Program[]): string {
  const absent = programs.filter((program) => !isInstalled(program));
  return absent.length === 0
    ? title
    : `${title} (needs ${absent.join(', ')}: apt-get install gdal-bin proj-bin poppler-utils)`;
}

/** Returns the output of a program. It connects to this machine without any proxy. */
export async function run(program: Program, args: readonly string[], input = ''): Promise<string> {
  const env = { ...process.env, no_proxy: '127.0.0.1', NO_PROXY: '127.0.0.1', CPL_DEBUG: 'OFF' };
  const running = promisify(execFile)(program, args, { env, maxBuffer: 100_000_000 });
  // A program that reads no input may be gone before it is closed.
  running.child.stdin!.on('error', () => {}).end(input);
  return (await running).stdout;
}

/** Whether a program is on the path. */
export function isInstalled(program: Program): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { vi } from 'vitest';
import { commandLine } from '../../src/commands/command-line.ts';
import { giveIndexes } from '../world.ts';

export const cli = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Output of a command line run in this process, one at a time. */
export async function perimetre(args: readonly string[], database: string): Promise<Outcome> {
  const written = { stdout: '', stderr: '' };
  giveIndexes(database);
  vi.stubEnv('PERIMETRE_DB', database);
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      written[stream] += chunk;
      return true;
    }),
  );
  try {
    return { code: await commandLine(args), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}

/** The same in a separate process. */
export function spawned(
  args: readonly string[],
  database: string,
  { input = '', ...account }: { readonly uid?: number; readonly input?: string } = {},
): Promise<Outcome> {
  giveIndexes(database);
  return new Promise((resolve) => {
    const options = { ...account, env: { PATH: process.env.PATH, PERIMETRE_DB: database }, maxBuffer: 1e8 };
    const child = execFile(process.execPath, [cli, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    // A command that reads nothing may end before.
    child.stdin!.on('error', () => {}).end(input);
  });
}

import type { Layer } from '../files/feature.ts';

/** Writes on standard error what had to be decided to read a file, one sentence a line. */
export function printNotices(path: string, { notices = [] }: Pick<Layer, 'notices'>): void {
  for (const notice of notices) process.stderr.write(`attention : ${path} : ${notice}\n`);
}

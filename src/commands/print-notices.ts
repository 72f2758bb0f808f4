import type { Layer } from '../files/feature.ts';

/** Prints the notices of a file on standard error, one per line. */
export function printNotices(path: string, { notices = [] }: Pick<Layer, 'notices'>): void {
  for (const notice of notices) process.stderr.write(`attention : ${path} : ${notice}\n`);
}

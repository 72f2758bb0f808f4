import { expect } from 'vitest';
import { type CheckoutCopy, copyCheckout } from './checkout-copy.ts';
import { type PageCommand, pageCommands } from './page-commands.ts';
import { type CommandRun, runCommands } from './run-page.ts';

/**
 * Runs the commands of a page in a copy of the checkout, and expects each to succeed, with the output that the page
 * prints beneath. `isRun` leaves out commands.
 */
export async function expectPageRuns(page: string, isRun: (command: PageCommand) => boolean = () => true) {
  const commands = pageCommands(page).filter((command) => command.needs === null && isRun(command));
  const copy: CheckoutCopy = await copyCheckout();
  try {
    const runs = await runCommands(copy, commands);
    expect(runs.filter(({ code }) => code !== 0)).toEqual([]);
    for (const [i, { output }] of commands.entries()) if (output !== null) expectOutput(runs[i]!, output);
  } finally {
    copy.remove();
  }
}

/** A JSON output may be a part of the answer, such as one of its members. */
function expectOutput({ stdout }: CommandRun, printed: string): void {
  const [actual, expected] = [withoutWhatVaries(stdout), withoutWhatVaries(printed)];
  if (!/^[{"]/.test(expected)) expect(actual).toBe(expected);
  else expect(JSON.parse(actual)).toMatchObject(JSON.parse(expected.startsWith('{') ? expected : `{${expected}}`));
}

/** Versions, days, references, secrets and keys are others in each run. */
function withoutWhatVaries(text: string): string {
  return text
    .trim()
    .replace(/\b20\d\d-\d\d-\d\d(?:\.\w+)?/g, 'DAY')
    .replace(/\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}-[0-9A-Z]{6}\b/g, 'REFERENCE')
    .replace(/(clé |"secret": ?")[\w-]+/g, '$1KEY');
}

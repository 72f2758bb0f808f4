import type { Command } from '../../src/commands/command.ts';
import { NOTICE } from './notice.ts';

/** docs/cli.md: the help of every command, as `perimetre COMMAND --help` prints it. */
export function commandsPage(commands: readonly Command[]): string {
  return [
    NOTICE,
    '# The command line',
    '',
    INTRODUCTION,
    '',
    '| command | |',
    '|---|---|',
    ...commands.map(({ name, summary }) => `| [${name}](#${name.replaceAll(' ', '-')}) | ${summary} |`),
    ...commands.flatMap(section),
    '',
  ].join('\n');
}

const INTRODUCTION = `Each command prints this help with \`--help\`. In a clone, write \`npx perimetre\`; in the container, \`perimetre\`. The text is in
French, as everything that the commands print.

The exit code is 0 when all went well and 1 when nothing could be done; one line on standard error then gives the reason. \`batch\` and
\`rules check\` also end with 2: some rows are invalid, or some rules need another look.`;

function section({ name, usage, help }: Command): string[] {
  return ['', `## ${name}`, '', '```text', `perimetre ${usage}`, '', help, '```'];
}

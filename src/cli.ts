#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { batch } from './commands/batch.ts';
import { type Command, CommandError } from './commands/command.ts';
import { dataUpdate } from './commands/data-update.ts';
import { lookup } from './commands/lookup.ts';
import { rulesCheck } from './commands/rules-check.ts';
import { zonesImport } from './commands/zones-import.ts';
import { zonesUse } from './commands/zones-use.ts';
import { zonesVersions } from './commands/zones-versions.ts';

const commands: readonly Command[] = [lookup, batch, zonesImport, zonesVersions, zonesUse, dataUpdate, rulesCheck];

process.exitCode = await main(process.argv.slice(2));

/** Runs the command that the arguments name; the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const command = commands.find(({ name }) => name.split(' ').every((word, i) => argv[i] === word));
  if (!command) {
    const isQuestion = argv.length === 0 || argv[0] === 'help' || argv.includes('--help') || argv.includes('-h');
    (isQuestion ? process.stdout : process.stderr).write(
      isQuestion ? usage() : `commande inconnue : ${argv[0]}\n${usage()}`,
    );
    return isQuestion ? 0 : 1;
  }
  const rest = argv.slice(command.name.split(' ').length);
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`perimetre ${command.usage}\n\n${command.help}\n`);
    return 0;
  }
  try {
    const { values, positionals } = parseArgs({
      args: withNegativeNumbers(rest),
      options: command.options,
      allowPositionals: true,
      strict: true,
    });
    return await command.run(values, positionals);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`perimetre : ${message.replaceAll('\n', ' ')}\n`);
    if (isUsageError(error)) process.stderr.write(`usage : perimetre ${command.usage}\n`);
    return 1;
  }
}

function isUsageError(error: unknown): boolean {
  return error instanceof CommandError || String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}

/** A longitude of -61.5 is a value, not an option: what follows is then taken as it stands. */
function withNegativeNumbers(args: readonly string[]): string[] {
  const isNegative = (arg: string) => /^-[\d.]/.test(arg);
  if (!args.some(isNegative)) return [...args];
  const first = args.findIndex((arg, i) => isNegative(arg) || (/^[\d.]/.test(arg) && isNegative(args[i + 1] ?? '')));
  const pair = args.slice(first, first + 2);
  return [...args.slice(0, first), ...args.slice(first + 2), '--', ...pair];
}

function usage(): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
  return `usage : perimetre COMMANDE [options]\n\n${lines.join('\n')}\n\nperimetre COMMANDE --help en dit plus.\n`;
}

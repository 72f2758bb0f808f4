import { parsedArguments } from './arguments.ts';
import { batch } from './batch.ts';
import { type Command, CommandError } from './command.ts';
import { compare } from './compare.ts';
import { dataUpdate } from './data-update.ts';
import { keysList, keysRotate } from './keys.ts';
import { lookup } from './lookup.ts';
import { replay } from './replay.ts';
import { rulesCheck } from './rules-check.ts';
import { share } from './share.ts';
import { streets } from './streets.ts';
import { verify } from './verify.ts';
import { zonesExport } from './zones-export.ts';
import { zonesImport } from './zones-import.ts';
import { zonesUse } from './zones-use.ts';
import { zonesVersions } from './zones-versions.ts';

const commands: readonly Command[] = [
  lookup,
  batch,
  share,
  compare,
  streets,
  zonesImport,
  zonesVersions,
  zonesUse,
  zonesExport,
  dataUpdate,
  rulesCheck,
  verify,
  replay,
  keysList,
  keysRotate,
];

/** Runs the command that the arguments name; the exit code. What goes wrong is told on standard error, never thrown. */
export async function commandLine(argv: readonly string[]): Promise<number> {
  const asksHelp = argv.includes('--help') || argv.includes('-h');
  const command = commands.find(({ name }) => name.split(' ').every((word, i) => argv[i] === word));
  if (!command) {
    // « perimetre strets --help » asks about something that is not there.
    const isFamily = commands.some(({ name }) => name.startsWith(`${argv[0]} `));
    if (argv.length === 0 || argv[0] === 'help' || (asksHelp && (isFamily || argv[0]!.startsWith('-')))) {
      process.stdout.write(usage());
      return 0;
    }
    process.stderr.write(`perimetre : ${unknown(argv[0]!, argv[1])} : « perimetre --help » liste les commandes\n`);
    return 1;
  }
  if (asksHelp) {
    process.stdout.write(`perimetre ${command.usage}\n\n${command.help}\n`);
    return 0;
  }
  try {
    const { values, positionals } = parsedArguments(argv.slice(command.name.split(' ').length), command.options);
    return await command.run(values, positionals);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`perimetre : ${message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
    if (error instanceof CommandError) process.stderr.write(`usage : perimetre ${command.usage}\n`);
    return 1;
  }
}

function unknown(first: string, second: string | undefined): string {
  const family = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name.split(' ')[1]);
  if (family.length === 0) return `commande inconnue, ${first}`;
  return `${first} ${family.join(' ou ')} était attendu${second === undefined ? '' : `, pas ${first} ${second}`}`;
}

function usage(): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
  return `usage : perimetre COMMANDE [options]\n\n${lines.join('\n')}\n\nperimetre COMMANDE --help en dit plus.\n`;
}

import { asksDemo } from '../config.ts';
import { lastLine } from '../files/system-error.ts';
import { DEMO } from '../french/demo-banner.ts';
import { parsedArguments } from './arguments.ts';
import { type Command, CommandError } from './command.ts';

/** The commands by name, in the order of the list. Only the requested one is imported, so that the start is faster. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  lookup: async () => (await import('./lookup-command.ts')).lookup,
  batch: async () => (await import('./batch/batch.ts')).batch,
  share: async () => (await import('./share/share-command.ts')).share,
  compare: async () => (await import('./share/compare-command.ts')).compare,
  streets: async () => (await import('./streets/streets-command.ts')).streets,
  'zones import': async () => (await import('./zones/zones-import.ts')).zonesImport,
  'zones versions': async () => (await import('./zones/zones-versions.ts')).zonesVersions,
  'zones use': async () => (await import('./zones/zones-use.ts')).zonesUse,
  'zones export': async () => (await import('./zones/zones-export.ts')).zonesExport,
  'data update': async () => (await import('./data-update.ts')).dataUpdate,
  check: async () => (await import('./check-command.ts')).check,
  'rules check': async () => (await import('./rules-check.ts')).rulesCheck,
  'rules cases': async () => (await import('./rules-cases.ts')).rulesCases,
  'rules coverage': async () => (await import('./rules-cases.ts')).rulesCoverage,
  verify: async () => (await import('./proof/verify-command.ts')).verify,
  replay: async () => (await import('./proof/replay-command.ts')).replay,
  'keys list': async () => (await import('./proof/keys-command.ts')).keysList,
  'keys rotate': async () => (await import('./proof/keys-command.ts')).keysRotate,
};

const names = Object.keys(commands);

/** Runs the command of the arguments and returns the exit code. Errors are printed on standard error, never thrown. */
export async function commandLine(argv: readonly string[]): Promise<number> {
  const asksHelp = argv.includes('--help') || argv.includes('-h');
  const name = names.find((known) => known.split(' ').every((word, i) => argv[i] === word));
  if (name === undefined) {
    // `perimetre strets --help` names an unknown command.
    const isFamily = names.some((known) => known.startsWith(`${argv[0]} `));
    if (argv.length === 0 || argv[0] === 'help' || (asksHelp && (isFamily || argv[0]!.startsWith('-')))) {
      process.stdout.write(await usage());
      return 0;
    }
    process.stderr.write(`perimetre : ${unknown(argv[0]!, argv[1])} : « perimetre --help » liste les commandes\n`);
    return 1;
  }
  const command = await commands[name]!();
  if (asksHelp) {
    process.stdout.write(`perimetre ${command.usage}\n\n${command.help}\n`);
    return 0;
  }
  try {
    if (asksDemo()) process.stderr.write(`${DEMO}\n`);
    const { values, positionals } = parsedArguments(argv.slice(name.split(' ').length), command.options);
    return await command.run(values, positionals);
  } catch (error) {
    process.stderr.write(`perimetre : ${lastLine(error)}\n`);
    if (error instanceof CommandError) process.stderr.write(`usage : perimetre ${command.usage}\n`);
    return 1;
  }
}

function unknown(first: string, second: string | undefined): string {
  const family = names.filter((name) => name.startsWith(`${first} `)).map((name) => name.split(' ')[1]);
  if (family.length === 0) return `commande inconnue, ${first}`;
  return `${first} ${family.join(' ou ')} était attendu${second === undefined ? '' : `, pas ${first} ${second}`}`;
}

async function usage(): Promise<string> {
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const all = await Promise.all(Object.values(commands).map((read) => read()));
  const lines = all.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
  return `usage : perimetre COMMANDE [options]\n\n${lines.join('\n')}\n\nperimetre COMMANDE --help en dit plus.\n`;
}

import { readConfig } from '../../config.ts';
import { load } from '../../load.ts';
import type { PublicKey } from '../../proof/public-key.ts';
import { type Command, expectNone } from '../command.ts';
import { servedInWords } from './proof-file.ts';

export const keysList: Command = {
  name: 'keys list',
  summary: 'liste les clés publiques qui attestent les preuves',
  usage: 'keys list [--json]',
  help: `La clé qui signe d’abord, puis celles d’avant : une preuve ancienne se vérifie toujours.

  --json               comme /.well-known/perimetre-keys.json, pour « perimetre verify --keys »`,
  options: { json: { type: 'boolean' } },
  async run(values, positionals) {
    expectNone(positionals);
    const loaded = load(readConfig());
    try {
      const keys = loaded.keys.list();
      if (values.json === true) process.stdout.write(`${JSON.stringify({ keys }, null, 2)}\n`);
      else for (const key of keys) process.stdout.write(`${keyLine(key)}\n`);
      return 0;
    } finally {
      loaded.close();
    }
  },
};

export const keysRotate: Command = {
  name: 'keys rotate',
  summary: 'fait une nouvelle clé pour signer les preuves',
  usage: 'keys rotate',
  help: `La clé privée d’avant est effacée ; la clé publique reste, et ce qu’elle atteste avec elle. Un service en marche suit
sans s’arrêter. Redonnez /.well-known/perimetre-keys.json à qui vérifie hors ligne.`,
  options: {},
  async run(_values, positionals) {
    expectNone(positionals);
    const config = readConfig();
    if (config.database === ':memory:') throw new Error('une base en mémoire n’a pas de clés à garder');
    const loaded = load(config);
    try {
      process.stdout.write(`${keyLine(loaded.keys.rotate())}\n`);
      return 0;
    } finally {
      loaded.close();
    }
  },
};

function keyLine(key: PublicKey): string {
  return `${key.to === null ? '*' : ' '} ${key.kid}  ${servedInWords(key)}`;
}

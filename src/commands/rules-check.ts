import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { longDate } from '../french/dates.ts';
import { todayInParis } from '../french/day.ts';
import { counted } from '../french/numbers.ts';
import { checkRulebook } from '../rules/check-rulebook.ts';
import { loadRulebook } from '../rules/load-rulebook.ts';
import { referencesOf } from '../rules/references/list-references.ts';
import { type Command, dateOf, expectNone } from './command.ts';

export const rulesCheck: Command = {
  name: 'rules check',
  summary: 'relit les règles : valeurs à revérifier, références, trous et recouvrements',
  usage: 'rules check [--date AAAA-MM-JJ] [--json]',
  help: `Liste chaque référence des règles, avec son lien à Légifrance quand il est connu, puis ce qu’un
relecteur attentif reprendrait dans data/rules : fichiers non vérifiés depuis un an, références manquantes, périodes sans règle ou à deux règles, contradictions.

  --date AAAA-MM-JJ    le jour de la relecture (aujourd’hui par défaut)
  --json               pour un programme : references et findings (les remarques)

Code de sortie : 0 s’il n’y a rien à dire, 2 sinon, 1 si les règles ne se lisent pas.`,
  options: { date: { type: 'string' }, json: { type: 'boolean' } },
  async run(values, positionals) {
    expectNone(positionals);
    const rulebook = loadRulebook(join(readConfig().dataFolder, 'rules'));
    const findings = checkRulebook(rulebook, dateOf(values, 'date') ?? todayInParis());
    const references = referencesOf(rulebook);
    if (values.json === true) {
      const { rulesVersion } = rulebook;
      process.stdout.write(`${JSON.stringify({ rulesVersion, references, findings }, null, 2)}\n`);
    } else {
      for (const { scheme, reference, url, verifiedOn } of references) {
        const link = url ?? 'sans lien';
        process.stdout.write(`${scheme}.yaml: ${reference} : ${link}, vérifié le ${longDate(verifiedOn)}\n`);
      }
      for (const { scheme, key, message } of findings) process.stdout.write(`${scheme}.yaml: ${key}: ${message}\n`);
      process.stdout.write(
        `${rulebook.schemes.size} dispositifs, version ${rulebook.rulesVersion} : ` +
          `${counted(findings.length, 'remarque', 'remarques')}\n`,
      );
    }
    return findings.length > 0 ? 2 : 0;
  },
};

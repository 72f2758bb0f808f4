import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { caseSentence } from '../cases/case-sentence.ts';
import { type Case, readTable } from '../cases/case-table.ts';
import { caseZones } from '../cases/case-zones.ts';
import { unreachedParts } from '../cases/rule-coverage.ts';
import { readConfig } from '../config.ts';
import { counted } from '../french/numbers.ts';
import { loadRulebook, type Rulebook } from '../rules/load-rulebook.ts';
import { type Command, CommandError, expectNone, textOf, type Values } from './command.ts';

export const rulesCases: Command = {
  name: 'rules cases',
  summary: 'écrit chaque cas des règles en une phrase',
  usage: 'rules cases [--cases FICHIER] [--scheme DISPOSITIF]',
  help: `Écrit en français chaque cas de la table qui tient les règles, pour les relire à côté des textes.

  --cases FICHIER      la table des cas (test/verdicts.yaml par défaut)
  --scheme DISPOSITIF  les cas de ce dispositif seulement`,
  options: { cases: { type: 'string' }, scheme: { type: 'string' } },
  async run(values, positionals) {
    expectNone(positionals);
    const { rulebook, cases } = read(values);
    const scheme = textOf(values, 'scheme');
    if (scheme !== undefined && !rulebook.schemes.has(scheme)) {
      throw new CommandError(`--scheme : le dispositif « ${scheme} » est inconnu`);
    }
    const chosen = cases.filter(({ expect }) => scheme === undefined || scheme in expect);
    for (const one of chosen) process.stdout.write(`${caseSentence(one, rulebook)}\n`);
    return 0;
  },
};

export const rulesCoverage: Command = {
  name: 'rules coverage',
  summary: 'liste ce que les cas n’atteignent pas dans les règles',
  usage: 'rules coverage [--cases FICHIER] [--json]',
  help: `Pour chaque dispositif, liste les périodes, lignes, communes, parts du public, conditions et limites de montant
qu’aucun cas n’atteint. Les tracés inventés sont lus dans verdicts/invented-zones.yaml, à côté de la table.

  --cases FICHIER      la table des cas (test/verdicts.yaml par défaut)
  --json               pour un programme

Code de sortie : 0 si tout est atteint, 2 sinon, 1 si la table ou les règles ne se lisent pas.`,
  options: { cases: { type: 'string' }, json: { type: 'boolean' } },
  async run(values, positionals) {
    expectNone(positionals);
    const { rulebook, cases, path, dataFolder } = read(values);
    const zonesOf = caseZones(dataFolder, join(dirname(path), 'verdicts', 'invented-zones.yaml'));
    const unreached = unreachedParts(cases, rulebook, zonesOf);
    if (values.json === true) process.stdout.write(`${JSON.stringify(unreached, null, 2)}\n`);
    else {
      for (const { scheme, part } of unreached) process.stdout.write(`${scheme}.yaml: ${part}\n`);
      process.stdout.write(
        `${counted(cases.length, 'cas', 'cas')}, ${counted(rulebook.schemes.size, 'dispositif', 'dispositifs')} : ` +
          `${counted(unreached.length, 'partie non atteinte', 'parties non atteintes')}\n`,
      );
    }
    return unreached.length > 0 ? 2 : 0;
  },
};

function read(values: Values): { rulebook: Rulebook; cases: readonly Case[]; path: string; dataFolder: string } {
  const path = textOf(values, 'cases') ?? join(import.meta.dirname, '..', '..', 'test', 'verdicts.yaml');
  if (!existsSync(path)) throw new CommandError(`la table des cas est absente : ${path}`);
  const { dataFolder } = readConfig();
  return { rulebook: loadRulebook(join(dataFolder, 'rules')), cases: readTable(path), path, dataFolder };
}

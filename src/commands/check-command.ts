import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../config.ts';
import { counted } from '../french/numbers.ts';
import { type Contacts, loadContacts, NO_CONTACT } from '../rules/contacts.ts';
import type { Service } from '../rules/load-rulebook.ts';
import { loadRulebook } from '../rules/load-rulebook.ts';
import { type Command, expectNone } from './command.ts';

export const check: Command = {
  name: 'check',
  summary: 'liste ce que l’exploitant du service a encore à renseigner',
  usage: 'check',
  help: `Lit les réglages et la table des contacts, et liste ce qui manque : les mentions des pages légales, l’adresse
publique, les adresses, le nom, le téléphone, le courriel et la page de chaque service à qui s’adresser.

Code de sortie : 0 s’il ne manque rien, 2 sinon, 1 si un réglage ou la table des contacts ne se lit pas.`,
  options: {},
  async run(_values, positionals) {
    expectNone(positionals);
    const config = readConfig();
    const { services } = loadRulebook(join(config.dataFolder, 'rules'));
    const missing = [...missingSettings(config), ...missingContacts(services, loadContacts(config.contacts, services))];
    for (const line of missing) process.stdout.write(`${line}\n`);
    process.stdout.write(
      missing.length === 0
        ? 'Rien à renseigner.\n'
        : `${counted(missing.length, 'point à renseigner', 'points à renseigner')}.\n`,
    );
    return missing.length === 0 ? 0 : 2;
  },
};

function missingSettings({ site, publicUrl, contacts, addresses, addressProvider }: Config): string[] {
  const settings: readonly (readonly [string, unknown, string])[] = [
    ['PERIMETRE_PUBLISHER', site.publisher, 'qui publie le service (mentions légales, preuves)'],
    ['PERIMETRE_PUBLICATION_DIRECTOR', site.director, 'qui dirige la publication (mentions légales)'],
    ['PERIMETRE_HOSTING', site.hosting, 'qui héberge le service (mentions légales)'],
    ['PERIMETRE_CONTACT', site.contact, 'à qui écrire (mentions légales, accessibilité)'],
    ['PERIMETRE_LEGAL_BASIS', site.legalBasis, 'la base légale du traitement (confidentialité)'],
    ['PERIMETRE_PUBLIC_URL', publicUrl, 'où l’on atteint le service (preuves, liens)'],
    ['PERIMETRE_CONTACTS', contacts, 'la table des contacts des services à qui s’adresser'],
  ];
  const hasAddresses = existsSync(addresses) || addressProvider === 'geoplateforme';
  return [
    ...settings.filter(([, value]) => value === null).map(([name, , what]) => `${name} : ${what}`),
    ...(hasAddresses
      ? []
      : ['adresses : aucun fichier n’est chargé ; « perimetre data update --only addresses » le fait']),
  ];
}

function missingContacts(services: ReadonlyMap<string, Service>, contacts: Contacts): string[] {
  return [...services.values()].flatMap(({ code, label }) => {
    const contact = contacts.get(code) ?? NO_CONTACT;
    const fields = (['name', 'phone', 'mail', 'page'] as const).filter((field) => contact[field] === null);
    const lacking = fields.map((field) => FIELDS[field]).join(', ');
    return fields.length === 0 ? [] : [`contact ${code} (${label}) : ${lacking}`];
  });
}

const FIELDS = {
  name: 'nom (name)',
  phone: 'téléphone (phone)',
  mail: 'courriel (mail)',
  page: 'page (page)',
} as const;

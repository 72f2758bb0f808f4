import { communesOfFrance, todaysCitycode } from '../../address/communes-of-france.ts';
import { readConfig } from '../../config.ts';
import { todayInParis } from '../../french/day.ts';
import { counted } from '../../french/numbers.ts';
import { type Loaded, load } from '../../load.ts';
import { streetCsv } from '../../streets/street-csv.ts';
import {
  type CommuneLedger,
  type StreetBook,
  streetsOfCommune,
  streetsOfZone,
  type ZoneLedger,
  zoneOnDay,
} from '../../streets/street-ledger.ts';
import type { Zones } from '../../zones/zones.ts';
import { type Command, CommandError, dateOf, expectNone, textOf, type Values } from '../command.ts';
import { writeWhole } from '../whole-file.ts';
import { streetPage } from './street-page.ts';

export const streets: Command = {
  name: 'streets',
  summary: 'dit quelles voies d’un quartier ou d’une commune sont dedans, numéro par numéro',
  usage:
    'streets --zone ID [--generation G] [--band] | --commune CODE [--name NOM]  [--out ' +
    'FICHIER.csv|FICHIER.html] [--date AAAA-MM-JJ] [--data-version V]',
  help: `Pour chaque voie : entièrement dans le quartier, en partie, en limite, dans la bande autour de lui ou dehors, avec les numéros
impairs et pairs qui sont dedans, et ceux qu’il faut examiner. Demande les adresses : perimetre data update --only addresses.

  --zone ID            les voies d’un quartier (QN06208M, QIC-CATORIVE)
  --generation G       celui d’une génération passée
  --band               aussi les voies de la bande autour du quartier
  --commune CODE       toutes les voies d’une commune, par son code INSEE (un ancien aussi), avec les quartiers de chacune
  --name NOM           celles de ce nom seulement
  --out FICHIER.csv    un tableau que les tableurs ouvrent tel quel (point-virgule, UTF-8 avec BOM)
  --out FICHIER.html   une feuille à imprimer
  --date AAAA-MM-JJ    aujourd’hui par défaut
  --data-version V     répond avec une version antérieure des périmètres

Sans --out, écrit le CSV sur la sortie standard. Un fichier n’apparaît que complet.`,
  options: {
    zone: { type: 'string' },
    generation: { type: 'string' },
    band: { type: 'boolean' },
    commune: { type: 'string' },
    name: { type: 'string' },
    out: { type: 'string' },
    date: { type: 'string' },
    'data-version': { type: 'string' },
  },
  async run(values, positionals) {
    expectNone(positionals);
    const question = questionOf(values);
    const out = textOf(values, 'out');
    if (out !== undefined && !/\.(csv|html)$/i.test(out)) {
      throw new CommandError(`--out : un nom en .csv ou en .html était attendu, pas ${out}`);
    }
    const version = textOf(values, 'data-version');
    const loaded = load({ ...readConfig(), addressProvider: 'local' });
    try {
      const zones = version === undefined ? loaded.current.zones : loaded.current.of(version);
      const ledger = ledgerOf(question, zones, loaded);
      const { band } = zones.distances;
      if (out === undefined) process.stdout.write(streetCsv(ledger, band));
      else writeWhole(out, /\.html$/i.test(out) ? streetPage(ledger, band) : streetCsv(ledger, band));
      const where = out === undefined ? '' : ` dans ${out}`;
      const notes = ledger.notes.map(({ message }) => `• ${message}\n`).join('');
      process.stderr.write(`${counted(ledger.streets.length, 'voie', 'voies')}${where}\n${notes}`);
      return 0;
    } finally {
      loaded.close();
    }
  },
};

interface Question {
  readonly zone: string | undefined;
  readonly generation: string | undefined;
  readonly withBand: boolean;
  readonly citycode: string | undefined;
  readonly name: string | undefined;
  readonly date: string | undefined;
}

function questionOf(values: Values): Question {
  const [zone, generation] = [textOf(values, 'zone'), textOf(values, 'generation')];
  const [citycode, name] = [textOf(values, 'commune'), textOf(values, 'name')];
  const withBand = values.band === true;
  if ((zone === undefined) === (citycode === undefined)) {
    throw new CommandError('--zone ou --commune, l’un des deux, était attendu');
  }
  if (citycode !== undefined && (generation !== undefined || withBand)) {
    throw new CommandError('--generation et --band ne valent qu’avec --zone');
  }
  if (zone !== undefined && name !== undefined) throw new CommandError('--name ne vaut qu’avec --commune');
  if (citycode !== undefined && !communesOfFrance().has(citycode)) {
    throw new CommandError('--commune : le code INSEE d’une commune, présente ou ancienne, était attendu');
  }
  return { zone, generation, withBand, citycode: todaysCitycode(citycode), name, date: dateOf(values, 'date') };
}

function ledgerOf(
  { zone, generation, withBand, citycode, name, date }: Question,
  zones: Zones,
  { addresses }: Loaded,
): ZoneLedger | CommuneLedger {
  const today = todayInParis();
  const book: StreetBook | null = addresses.local;
  if (book === null) {
    throw new Error('le répertoire des voies demande les adresses : perimetre data update --only addresses');
  }
  if (zone === undefined) return streetsOfCommune({ citycode: citycode!, name, date: date ?? today }, zones, book);
  const ledger = streetsOfZone(zoneOnDay(zones, zone, { generation, date }, today), zones, book, { withBand });
  // An empty sheet would mean that the quarter has no street.
  if (ledger.unknown.length > 0) throw new Error(ledger.notes.map(({ message }) => message).at(-1));
  return ledger;
}

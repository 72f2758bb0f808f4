import { type Street, type StreetLedger, situationOf } from './street-answer.ts';

/** A ledger as the CSV that a French spreadsheet opens by itself, with the columns of `perimetre streets`. */
export function streetCsv({ streets, date, dataVersion, addresses }: StreetLedger): string {
  const lines = streets.map((street) => [...fieldsOf(street), date, dataVersion, addresses.loadedOn]);
  return `\uFEFF${[COLUMNS, ...lines].map((fields) => fields.map(written).join(';')).join('\r\n')}\r\n`;
}

const COLUMNS = [
  ...['voie', 'commune', 'code_insee', 'ancienne_commune', 'code_postal', 'quartier', 'nom_du_quartier'],
  ...['situation', 'certitude', 'impairs_dedans', 'pairs_dedans', 'impairs_a_examiner', 'pairs_a_examiner'],
  ...['numeros_connus', 'numeros_dedans', 'numeros_a_examiner', 'quartiers_sans_perimetre'],
  ...['date', 'version_des_perimetres', 'adresses_chargees_le'],
];

function fieldsOf(street: Street): (string | number)[] {
  const { name, city, citycode, oldcity, postcode, zone, certainty, inside, review, numbers } = street;
  return [
    ...[name, city, citycode, oldcity ?? '', postcode, zone.id, zone.name],
    ...[situationOf(street), certainty === 'firm' ? 'sûre' : 'à examiner'],
    ...[inside.odd, inside.even, review.odd, review.even].map((ranges) => ranges.join(', ')),
    ...[numbers.known, numbers.inside, numbers.review, ''],
  ];
}

function written(field: string | number): string {
  const text = String(field);
  return /[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

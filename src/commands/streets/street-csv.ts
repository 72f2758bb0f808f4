import type { CommuneLedger, ZoneLedger } from '../../streets/street-ledger.ts';
import { rowsOf, type StreetRow } from './street-rows.ts';

/**
 * A ledger as the CSV that a French spreadsheet opens by itself: semicolons, a byte order mark, CRLF. Its columns bear French
 * names: clerks read them, programs have the API.
 */
export function streetCsv(ledger: ZoneLedger | CommuneLedger, band: number): string {
  const { date, dataVersion, addresses } = ledger;
  const lines = rowsOf(ledger, band).map((row) => [...fieldsOf(row), date, dataVersion, addresses.loadedOn]);
  return `\uFEFF${[COLUMNS, ...lines].map((fields) => fields.map(written).join(';')).join('\r\n')}\r\n`;
}

const COLUMNS = [
  ...['voie', 'commune', 'code_insee', 'ancienne_commune', 'code_postal', 'quartier', 'nom_du_quartier'],
  ...['situation', 'certitude', 'impairs_dedans', 'pairs_dedans', 'impairs_a_examiner', 'pairs_a_examiner'],
  ...['numeros_connus', 'numeros_dedans', 'numeros_a_examiner', 'quartiers_sans_perimetre'],
  ...['date', 'version_des_perimetres', 'adresses_chargees_le'],
];

function fieldsOf({ name, city, citycode, oldcity, postcode, zone, ...row }: StreetRow): (string | number)[] {
  const { situation, isFirm, standing, known, unknown } = row;
  const certainty = isFirm ? 'sûre' : 'à examiner';
  return [
    ...[name, city, citycode, oldcity ?? '', postcode, zone?.id ?? '', zone?.name ?? '', situation, certainty],
    ...[standing?.inside.odd, standing?.inside.even, standing?.review.odd, standing?.review.even].map(
      (ranges) => ranges?.join(', ') ?? '',
    ),
    ...[known, standing?.numbers.inside ?? 0, standing?.numbers.review ?? 0, unknown.join(' ')],
  ];
}

function written(field: string | number): string {
  const text = String(field);
  return /[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

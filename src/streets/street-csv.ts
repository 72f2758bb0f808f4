import { spreadsheetCsv } from '../french/spreadsheet.ts';
import type { CommuneLedger, ZoneLedger } from './street-ledger.ts';
import { rowsOf, type StreetRow } from './street-rows.ts';

/**
 * Writes a list of streets as CSV for a French spreadsheet, one line for each street and zone. Its columns have French
 * names for clerks; programs use the API. `band` is the width of the band in metres, null where the caller does not
 * know it.
 */
export function streetCsv(ledger: ZoneLedger | CommuneLedger, band: number | null): string {
  const { date, dataVersion, addresses } = ledger;
  const lines = rowsOf(ledger, band).map((row) => [...fieldsOf(row), date, dataVersion, addresses.loadedOn]);
  return spreadsheetCsv([COLUMNS, ...lines]);
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
